using System.Text.Json;
using GvNap.Peer.Cli;
using GvNap.Peer.Finding;
using GvNap.Peer.Links;
using GvNap.Peer.Transfers;
using GvNap.Peer.Transfers.Folders;
using GvNap.Protocol.Content;
using GvNap.Protocol.Messages;

namespace GvNap.Peer.Tests.Cli;

public sealed class JsonOutputTests
{
    private static readonly ContentId Content = new(Sha256Hash.Of("abc"u8), 3);

    private static readonly Source Alice = new()
    {
        User = "alice",
        Speed = 1000,
        Endpoints =
        {
            new Endpoint { Host = "192.0.2.1", Port = 6699, State = EndpointState.Reachable },
            new Endpoint { Host = "nas.local", Port = 7000, State = EndpointState.Unreachable },
        },
    };

    [Fact]
    public void Found_files_have_the_shape_that_scripts_rely_on()
    {
        var file = Assert.Single(Parse(JsonOutput.Files([new NetworkFile(Content, "Straße \"1\".txt", "a\u202Eb", 2, [Alice])])).EnumerateArray());

        Assert.Equal(Content.ToString(), file.GetProperty("contentId").GetString());
        Assert.Equal("Straße \"1\".txt", file.GetProperty("name").GetString());
        Assert.Equal(3, file.GetProperty("size").GetInt64());
        Assert.Equal("a\u202Eb", file.GetProperty("description").GetString());
        Assert.Equal(2, file.GetProperty("sourceCount").GetInt32());
        var source = Assert.Single(file.GetProperty("sources").EnumerateArray());
        Assert.Equal(["user", "host", "port", "endpoints", "speed", "name", "reachable"], source.EnumerateObject().Select(property => property.Name));
        Assert.Equal(("alice", "192.0.2.1", 6699), (source.GetProperty("user").GetString(), source.GetProperty("host").GetString(), source.GetProperty("port").GetInt32()));
        Assert.Equal(2, source.GetProperty("endpoints").GetArrayLength());
        Assert.Equal(1000, source.GetProperty("speed").GetInt64());
        Assert.Equal("Straße \"1\".txt", source.GetProperty("name").GetString());
        Assert.True(source.GetProperty("reachable").GetBoolean());
    }

    [Fact]
    public void A_source_that_has_a_file_under_another_name_says_so()
    {
        var renamed = new Source(Alice) { Name = "other.txt" };

        var file = Assert.Single(Parse(JsonOutput.Files([new NetworkFile(Content, "a.txt", "", 2, [renamed])])).EnumerateArray());

        Assert.Equal("other.txt", file.GetProperty("sources")[0].GetProperty("name").GetString());
    }

    [Fact]
    public void Links_have_the_shape_that_scripts_rely_on()
    {
        var links = Parse(JsonOutput.Links(ContentLinks.Of(Content, [Alice]), metalink: null, hasHashes: false));

        Assert.Equal(["contentId", "name", "size", "links", "metalink", "hasHashes"], links.EnumerateObject().Select(property => property.Name));
        Assert.Equal(["address", "user", "reachable"], links.GetProperty("links")[0].EnumerateObject().Select(property => property.Name));
        Assert.Equal($"http://192.0.2.1:6699/content/{Content}", links.GetProperty("links")[0].GetProperty("address").GetString());
        Assert.True(links.GetProperty("links")[0].GetProperty("reachable").GetBoolean());
        Assert.Equal(2, links.GetProperty("links").GetArrayLength());
    }

    [Fact]
    public void What_would_move_a_terminals_text_is_escaped() =>
        Assert.DoesNotContain(JsonOutput.Files([new NetworkFile(Content, "a", "\u202E\u001b\u2028", 0, [])]), letter => letter is '\u202E' or '\u001b' or '\u2028');

    [Fact]
    public void Peers_have_the_shape_that_scripts_rely_on()
    {
        var nowhere = new Source { User = "bob" };

        var peers = Parse(JsonOutput.Peers([new NetworkPeer(Alice, 12), new NetworkPeer(nowhere, 0)]));

        Assert.All(peers.EnumerateArray(), peer =>
            Assert.Equal(["user", "host", "port", "endpoints", "files", "reachable"], peer.EnumerateObject().Select(property => property.Name)));
        Assert.Equal(12, peers[0].GetProperty("files").GetInt64());
        Assert.Equal(("", 0), (peers[1].GetProperty("host").GetString(), peers[1].GetProperty("port").GetInt32()));
    }

    [Theory]
    [InlineData(new[] { EndpointState.Unknown }, null)]
    [InlineData(new[] { EndpointState.Unknown, EndpointState.Unreachable }, null)]
    [InlineData(new[] { EndpointState.Unreachable, EndpointState.Unreachable }, false)]
    [InlineData(new[] { EndpointState.Unreachable, EndpointState.Reachable }, true)]
    public void A_peer_is_reachable_if_one_endpoint_is(EndpointState[] states, bool? reachable)
    {
        var peer = new Source();
        peer.Endpoints.AddRange(states.Select(state => new Endpoint { Host = "h", Port = 1, State = state }));

        Assert.Equal(reachable, peer.IsReachable());
    }

    [Fact]
    public void A_download_is_one_object()
    {
        var result = new DownloadResult(DownloadOutcome.Completed, "") { Content = Content, Path = "/tmp/a b.txt", Seconds = 1.5 };

        var json = Parse(JsonOutput.Download(result));

        Assert.Equal(Content.ToString(), json.GetProperty("contentId").GetString());
        Assert.Equal("/tmp/a b.txt", json.GetProperty("path").GetString());
        Assert.Equal(3, json.GetProperty("size").GetInt64());
        Assert.Equal(1.5, json.GetProperty("seconds").GetDouble());
    }

    [Theory]
    [InlineData(DownloadOutcome.Completed, "completed")]
    [InlineData(DownloadOutcome.AlreadyComplete, "already-complete")]
    [InlineData(DownloadOutcome.SourcesFailed, "sources-failed")]
    public void How_a_download_ended_is_said_with_who_did_what(DownloadOutcome outcome, string text)
    {
        var mallory = new SourceReport(DownloadSource.At("192.0.2.2", 7000), 500, "it lied") { RejectedPieces = 1 };

        var json = Parse(JsonOutput.Download(new DownloadResult(outcome, "A sentence.") { Content = Content, Sources = [mallory] }));
        var folder = Parse(JsonOutput.Folder(new FolderResult("/tmp/a", 1) { Problem = "Full.", Failure = outcome }));

        Assert.Equal((text, "A sentence."), (json.GetProperty("outcome").GetString(), json.GetProperty("message").GetString()));
        Assert.Equal((1, "it lied"), (json.GetProperty("sources")[0].GetProperty("rejectedPieces").GetInt32(), json.GetProperty("sources")[0].GetProperty("failure").GetString()));
        Assert.Equal((text, "Full."), (folder.GetProperty("outcome").GetString(), folder.GetProperty("problem").GetString()));
    }

    private static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
