using GvNap.Peer.Sharing;
using GvNap.Protocol;

namespace GvNap.Peer.Tests.Sharing;

public sealed class FileHasherTests
{
    private const string MemoryDisk = "/dev/shm";

    [Fact]
    public async Task A_file_that_grew_beyond_all_bounds_is_a_problem_and_no_exception()
    {
        Assert.SkipUnless(Directory.Exists(MemoryDisk), "Only a file system in memory takes a file of that length.");
        var folder = Directory.CreateDirectory(Path.Join(MemoryDisk, $"gvnap-{Guid.NewGuid():n}"));
        try
        {
            await using (var file = File.Create(Path.Join(folder.FullName, "endless")))
            {
                file.SetLength(ProtocolLimits.ContentSize + 1);
            }

            var outcome = await new FileHasher(new PieceLayerStore(null)).HashAsync(
                new ShareFolder(new ShareOptions { Folder = folder.FullName }), "endless", new Progress<long>(), TestContext.Current.CancellationToken);

            Assert.Null(outcome.Content);
            Assert.Equal("It is too large.", outcome.Problem);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
