using System.Diagnostics;
using GvNap.Peer.Transfers;

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

    private Task<DownloadResult> GetAsync(ScriptedSource source) => DownloaderTests.NewDownloader().DownloadAsync(
        new DownloadRequest { Content = source.Id, Sources = [source.AsSource()], Folder = _folder.FullName }, null, TestContext.Current.CancellationToken);
}
