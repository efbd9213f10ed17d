using GvNap.Peer.Cli;
using GvNap.Peer.Transfers;
using GvNap.Peer.Transfers.Folders;
using GvNap.Protocol.Content;

namespace GvNap.Peer.Tests.Cli;

public sealed class DownloadWordingTests
{
    [Theory]
    [InlineData(2000, 0, "/f: 2.0 kB in 2.0 s, 1.0 kB/s; complete and verified.")]
    [InlineData(2000, 1000, "/f: 2.0 kB in 2.0 s, 500 B/s, 1.0 kB of it from an earlier attempt; complete and verified.")]
    [InlineData(2000, 2000, "/f: 2.0 kB in 2.0 s, 2.0 kB of it from an earlier attempt; complete and verified.")]
    [InlineData(0, 0, "/f: 0 B in 2.0 s; complete and verified.")]
    public void There_is_a_rate_only_of_what_was_transferred(long size, long resumed, string sentence)
    {
        var result = new DownloadResult(DownloadOutcome.Completed, "") { Content = new ContentId(default, size), Path = "/f", Seconds = 2, ResumedBytes = resumed };

        Assert.Equal(sentence, DownloadWording.Conclude(result));
    }

    [Fact]
    public void What_came_from_whom_is_said_unless_it_is_all_from_one()
    {
        var alice = new SourceReport(new DownloadSource(null, "alice", []), 2000, null) { Endpoint = "192.0.2.1:6699" };
        var mallory = new SourceReport(DownloadSource.At("192.0.2.2", 7000), 500, "what it sent for piece 3 is not what belongs there") { Endpoint = "192.0.2.2:7000", RejectedPieces = 1 };
        var idle = new SourceReport(DownloadSource.At("192.0.2.3", 7000), 0, null);

        Assert.Empty(DownloadWording.Sources([idle, alice]));
        Assert.Equal(
            ["  alice (192.0.2.1:6699): 2.0 kB", "  192.0.2.2:7000: 500 B, 1 piece rejected; given up: what it sent for piece 3 is not what belongs there"],
            DownloadWording.Sources([mallory, idle, alice]));
    }

    [Theory]
    [InlineData(50, 100, 10, 3, "10 B/s from 3 sources  5.0 s left")]
    [InlineData(50, 100, 10, 1, "10 B/s from 1 source  5.0 s left")]
    [InlineData(50, 100, 10, 0, "doing")]
    [InlineData(0, -1, 0, 1, "doing")]
    [InlineData(100, 100, 10, 1, "100 B")]
    public void A_download_under_way_has_a_rate_its_sources_and_the_time_left(long bytes, long size, double rate, int sources, string text) =>
        Assert.Equal(text, DownloadWording.Rate(new DownloadProgress("f", bytes, size, rate, sources, "doing")));

    [Theory]
    [InlineData(10, 2, "", "1 of 3 files, 10 B/s from 2 sources  5.0 s left")]
    [InlineData(0, 0, "waiting at place 2", "1 of 3 files, waiting at place 2")]
    [InlineData(0, 0, "", "1 of 3 files")]
    public void A_folder_under_way_has_its_files_before_that(double rate, int sources, string doing, string text) =>
        Assert.Equal(text, DownloadWording.Rate(new DownloadProgress("f", 50, 100, rate, sources, doing) { Files = "1 of 3 files" }));

    [Theory]
    [InlineData(3, 0, 100, "/a: 3 files, 3.0 kB in 2.0 s, 1.5 kB/s; complete and verified.")]
    [InlineData(300, 2, 100, "/a: 302 files, 2 of them here before, 3.0 kB in 2.0 s, 1.5 kB/s, 150 files a second; complete and verified.")]
    [InlineData(0, 3, 0, "/a: 3 files, all here already; complete and verified.")]
    [InlineData(0, 1, 0, "/a: 1 file, here already; complete and verified.")]
    public void A_folder_has_a_rate_only_of_what_was_transferred(int completed, int before, int bytes, string sentence) =>
        Assert.Equal(sentence, FolderWording.Conclude(new FolderResult("/a", completed + before) { Completed = completed, AlreadyComplete = before, Bytes = bytes * 30, Seconds = 2 }));
}
