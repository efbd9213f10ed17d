using System.Diagnostics;
using GvNap.Peer.Tests.FileServer;
using GvNap.Peer.Transfers;
using GvNap.Peer.Transfers.Folders;
using GvNap.Protocol.Content;

namespace GvNap.Peer.Tests.Transfers;

/// <summary>On a file system of 2 MiB, which only root can mount.</summary>
public sealed class FullDiskTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private bool _isMounted;

    [Fact]
    public async Task A_disk_without_room_is_said_before_a_byte_is_fetched()
    {
        Mount();
        await using var source = new ScriptedSource(DownloaderTests.RandomBytes(5 << 20));

        var result = await GetAsync(source);

        Assert.Equal(DownloadOutcome.DiskFull, result.Outcome);
        Assert.Empty(source.Reads);
        Assert.Empty(_folder.Files);
    }

    [Fact]
    public async Task A_disk_that_fills_up_meanwhile_keeps_what_arrived()
    {
        Mount();
        await using var source = new ScriptedSource(DownloaderTests.RandomBytes(1800 * 1024), script: e =>
        {
            if (e.Request.Read is { Offset: 0 })
            {
                File.WriteAllBytes(_folder["filler"], new byte[800 * 1024]);
            }

            return Task.FromResult(false);
        });

        var full = await GetAsync(source);
        File.Delete(_folder["filler"]);
        source.Script = null;
        var complete = await GetAsync(source);

        Assert.Equal(DownloadOutcome.DiskFull, full.Outcome);
        Assert.Equal(_folder["file.bin.gvnap-part"], full.Path);
        Assert.DoesNotContain('\n', full.Message);
        Assert.Equal(DownloadOutcome.Completed, complete.Outcome);
        Assert.InRange(complete.ResumedBytes, 1 << 20, source.Content.Length - 1);
    }

    [Fact]
    public async Task Of_a_folder_that_does_not_fit_all_that_is_here_is_counted_each_time()
    {
        Mount();
        await using var server = new FileServerFixture();
        var files = Enumerable.Range(0, 20).ToDictionary(number => $"{number}.bin", _ => DownloaderTests.RandomBytes(150 * 1024));
        foreach (var (name, content) in files)
        {
            server.Folder.Write("album/" + name, content);
        }

        await server.StartAsync();
        var request = new FolderRequest
        {
            Name = "album",
            Files = [.. files.Select(file => new FolderFile(ContentHasher.Hash(file.Value).Content, file.Key))],
            Source = DownloadSource.At("127.0.0.1", server.Server.Port),
            Folder = _folder.FullName,
        };

        var first = await GetFolderAsync(request);
        var second = await GetFolderAsync(request);

        Assert.All([first, second], result => Assert.Equal((DownloadOutcome.DiskFull, Directory.GetFiles(_folder["album"], "*.bin").Length), (result.Outcome, result.Here)));
        Assert.InRange(first.Here, 5, 13);
    }

    public void Dispose()
    {
        if (_isMounted)
        {
            Run("umount", _folder.FullName);
        }

        _folder.Dispose();
    }

    private static bool Run(string command, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private void Mount()
    {
        _isMounted = Run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", _folder.FullName);
        Assert.SkipUnless(_isMounted, "A small file system cannot be mounted here.");
    }

    private static Task<FolderResult> GetFolderAsync(FolderRequest request) =>
        new FolderDownloader(DownloaderTests.NewDownloader(), TimeProvider.System).DownloadAsync(request, null, TestContext.Current.CancellationToken);

    private Task<DownloadResult> GetAsync(ScriptedSource source) => DownloaderTests.NewDownloader().DownloadAsync(
        new DownloadRequest { Content = source.Id, Sources = [source.AsSource()], Folder = _folder.FullName }, null, TestContext.Current.CancellationToken);
}
