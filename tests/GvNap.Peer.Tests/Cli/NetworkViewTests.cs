using GvNap.Peer.Cli;
using GvNap.Peer.Finding;
using GvNap.Protocol.Content;
using GvNap.Protocol.Messages;

namespace GvNap.Peer.Tests.Cli;

public sealed class NetworkViewTests
{
    private static readonly ContentId Id = new(Sha256Hash.Of("abc"u8), 3);

    [Fact]
    public void A_content_id_begins_its_line_and_what_may_be_long_ends_it()
    {
        var lines = NetworkView.Identified([new NetworkFile(Id, "a name.txt", "a description", 1, [At("alice", 6699)])]).Split(Environment.NewLine);

        Assert.Equal(["Content id", "Name"], new[] { lines[0][..10], lines[0][^4..] });
        Assert.Equal($"{Id}   3 B  alice  192.0.2.1  6699  a name.txt", lines[1]);
        Assert.Equal(lines[1].Length - "a name.txt".Length, lines[2].IndexOf("  a description", StringComparison.Ordinal));
    }

    [Fact]
    public void Sources_that_have_another_name_for_a_file_come_last_and_show_it_in_their_rows()
    {
        var file = new NetworkFile(Id, "a.txt", "described", 5, [At("alice", 1, "a.txt"), At("bob", 2, "my/a (copy).txt"), At("carol", 3), At("dave", 4, "b.txt")]);

        Assert.Equal(
            [
                "#  Name                Size  User         Host       Port",
                "7  a.txt                3 B  alice        192.0.2.1     1",
                "   described                 carol        192.0.2.1     3",
                "   as my/a (copy).txt        bob          192.0.2.1     2",
                "   as b.txt                  dave         192.0.2.1     4",
                "                             and 1 other",
            ],
            NetworkView.Numbered([file], 7).ToLines());
        var plain = NetworkView.Identified([file]).Split(Environment.NewLine);
        Assert.EndsWith("bob          192.0.2.1     2    as my/a (copy).txt", plain[3], StringComparison.Ordinal);
        Assert.EndsWith("carol        192.0.2.1     3    described", plain[2], StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_or_description_has_a_source_beside_it_and_a_file_without_sources_is_shown()
    {
        var shared = new NetworkFile(Id, "a.txt", "described", 2, [At("alice", 1), At("bob", 2)]);
        var lost = new NetworkFile(Id, "b.txt", "gone", 0, []);

        Assert.Equal(
            [
                "#  Name       Size  User   Host       Port",
                "1  a.txt       3 B  alice  192.0.2.1     1",
                "   described        bob    192.0.2.1     2",
                "2  b.txt       3 B",
                "   gone",
            ],
            NetworkView.Numbered([shared, lost], 1).ToLines());
    }

    [Fact]
    public void Another_name_cannot_drive_the_terminal()
    {
        var table = NetworkView.Numbered([new NetworkFile(Id, "a.txt", "", 1, [At("mallory", 1, "b\u001b[2J\n.txt")])], 1);

        Assert.DoesNotContain(table.ToLines(), line => line.Any(char.IsControl));
    }

    private static Source At(string user, uint port, string name = "") =>
        new() { User = user, Name = name, Endpoints = { new Endpoint { Host = "192.0.2.1", Port = port } } };
}
