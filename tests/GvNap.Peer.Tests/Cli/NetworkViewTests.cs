using GvNap.Peer.Cli;
using GvNap.Peer.Finding;
using GvNap.Protocol.Content;
using GvNap.Protocol.Messages;

namespace GvNap.Peer.Tests.Cli;

public sealed class NetworkViewTests
{
    [Fact]
    public void A_content_id_begins_its_line_and_what_may_be_long_ends_it()
    {
        var id = new ContentId(Sha256Hash.Of("abc"u8), 3);
        var alice = new Source { User = "alice", Endpoints = { new Endpoint { Host = "192.0.2.1", Port = 6699 } } };

        var lines = NetworkView.Identified([new NetworkFile(id, "a name.txt", "a description", 1, [alice])]).Split(Environment.NewLine);

        Assert.Equal(["Content id", "Name"], new[] { lines[0][..10], lines[0][^4..] });
        Assert.Equal($"{id}   3 B  alice  192.0.2.1  6699  a name.txt", lines[1]);
        Assert.Equal(lines[1].Length - "a name.txt".Length, lines[2].IndexOf("  a description", StringComparison.Ordinal));
    }
}
