using GvNap.Peer.Cli;
using GvNap.Peer.Downloads;
using GvNap.Peer.Transfers;
using GvNap.Protocol.Content;

namespace GvNap.Peer.Tests.Cli;

public sealed class DownloadNoticesTests
{
    private readonly QueuedDownload _download = new(3, new DownloadOrder { Name = "film.bin" });

    [Fact]
    public void What_came_from_whom_is_said_of_a_download_that_nobody_watched_as_well()
    {
        _download.Result = new DownloadResult(DownloadOutcome.Completed, "")
        {
            Content = new ContentId(default, 3000),
            Path = "/film.bin",
            Seconds = 2,
            Sources = [new SourceReport(DownloadSource.At("192.0.2.1", 6699), 2000, null), new SourceReport(DownloadSource.At("192.0.2.2", 6699), 1000, null)],
        };

        Assert.Equal(
            ["Download 3: /film.bin: 3.0 kB in 2.0 s, 1.5 kB/s; complete and verified.", "  192.0.2.1:6699: 2.0 kB", "  192.0.2.2:6699: 1.0 kB"],
            DownloadNotices.Lines(_download));
    }

    [Fact]
    public void Why_there_is_no_file_is_said_in_one_line_with_what_tries_again()
    {
        _download.Result = new DownloadResult(DownloadOutcome.DiskFull, "The disk is full.") { Sources = [new SourceReport(DownloadSource.At("192.0.2.1", 6699), 2000, "x")] };

        Assert.Equal(["Download 3, film.bin: The disk is full. resume 3 tries again."], DownloadNotices.Lines(_download));
    }
}
