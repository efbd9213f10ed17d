using System.Diagnostics;
using GvNap.Peer.Sharing;
using Microsoft.Extensions.Logging.Abstractions;

namespace GvNap.Peer.Tests.Sharing;

/// <summary>A real share folder under the temporary one, with a folder beside it for what lies outside.</summary>
public sealed class ShareFolderFixture : IDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly string _parent = Directory.CreateTempSubdirectory("gvnap-share-").FullName;

    public ShareFolderFixture()
    {
        Directory.CreateDirectory(Root);
        Directory.CreateDirectory(Outside);
    }

    public string Root => Path.Join(_parent, "share");

    public string Outside => Path.Join(_parent, "outside");

    public string CacheFile => Path.Join(_parent, "state", "hashes");

    public string PathOf(string name) => Path.Join(Root, name);

    public string Write(string name, string text) => Write(name, System.Text.Encoding.UTF8.GetBytes(text));

    public string Write(string name, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
        File.WriteAllBytes(PathOf(name), content);
        return PathOf(name);
    }

    public string WriteOutside(string name, string text)
    {
        File.WriteAllText(Path.Join(Outside, name), text);
        return Path.Join(Outside, name);
    }

    public void List(params string[] names) => FilesJson.Write(Root, [.. names.Select(name => new FilesJsonEntry(name, ""))]);

    public ShareLibrary Open(bool shareAll = true, bool cached = false, TimeSpan? rescan = null, int maxFiles = 200_000) => new(
        new ShareOptions
        {
            Folder = Root,
            ShareAll = shareAll,
            CacheFile = cached ? CacheFile : null,
            RescanInterval = rescan ?? TimeSpan.FromSeconds(10),
            MaxFiles = maxFiles,
        },
        NullLogger<ShareLibrary>.Instance,
        TimeProvider.System);

    public async Task<ShareLibrary> StartAsync(bool shareAll = true, bool cached = false, TimeSpan? rescan = null, int maxFiles = 200_000)
    {
        var library = Open(shareAll, cached, rescan, maxFiles);
        await library.StartAsync(TestContext.Current.CancellationToken);
        await library.WaitUntilHashedAsync(TestContext.Current.CancellationToken).WaitAsync(Patience);
        return library;
    }

    /// <summary>Waits until the library shares exactly these names.</summary>
    public static async Task SharesAsync(ShareLibrary library, params string[] names)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        var expected = names.Order(StringComparer.Ordinal).ToArray();
        while (true)
        {
            var current = library.Current;
            var actual = current.Files.Values.Select(file => file.Name).Order(StringComparer.Ordinal).ToArray();
            if (actual.SequenceEqual(expected))
            {
                return;
            }

            try
            {
                await library.WaitForChangeAsync(current.Revision, patience.Token);
            }
            catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
            {
                Assert.Equal(expected, actual);
            }
        }
    }

    /// <summary>Waits until the library's status is as wanted.</summary>
    public static async Task<ShareStatus> StatusAsync(ShareLibrary library, Predicate<ShareStatus> isWanted)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        for (var start = Stopwatch.GetTimestamp(); ;)
        {
            var status = library.Status;
            if (isWanted(status))
            {
                return status;
            }

            Assert.True(Stopwatch.GetElapsedTime(start) < Patience, $"Still {status}");
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }

    public void Dispose() => Directory.Delete(_parent, recursive: true);
}
