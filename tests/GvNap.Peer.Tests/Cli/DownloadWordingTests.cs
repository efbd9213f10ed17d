using GvNap.Peer.Cli;
using GvNap.Peer.Transfers;
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
}
