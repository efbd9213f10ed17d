using GvNap.Peer.Transfers;

namespace GvNap.Peer.Tests.Transfers;

public sealed class DownloadSourceTests
{
    [Fact]
    public void What_it_is_called_is_safe_to_print()
    {
        Assert.Equal("evil\uFFFD[2J", new DownloadSource(null, "evil\x1b[2J", []).ToString());
        Assert.Equal("host\uFFFD:1", DownloadSource.At("host\u202e", 1).ToString());
        Assert.Equal("alice", new DownloadSource(null, "alice", []).ToString());
        Assert.Equal("a peer without an address", new DownloadSource(null, "", []).ToString());
    }
}
