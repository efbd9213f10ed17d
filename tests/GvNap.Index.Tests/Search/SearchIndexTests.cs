using Google.Protobuf;
using GvNap.Index.Directory;
using GvNap.Index.Search;
using GvNap.Protocol.Messages;
using GvNap.Protocol.Peers;

namespace GvNap.Index.Tests.Search;

public sealed class SearchIndexTests
{
    [Theory]
    [InlineData("cafe", "Café.txt")]
    [InlineData("CAFE\u0301", "Café.txt")]
    [InlineData("angstrom", "Ångström.pdf")]
    [InlineData("STRASSE", "Straße.jpg")]
    [InlineData("ωμεγα", "ΩΜΈΓΑ.txt")]
    [InlineData("жизнь", "Жизнь.mp3")]
    [InlineData("京", "東京の夜.flac")]
    [InlineData("東京", "東京の夜.flac")]
    [InlineData("東夜", null)]
    [InlineData("ext:flac", "東京の夜.flac")]
    [InlineData("cafes", null)]
    [InlineData("caf*", "Café.txt")]
    [InlineData("caf", null)]
    public void Letters_are_found_however_they_are_written(string query, string? name) =>
        Assert.Equal(
            name is null ? [] : [name],
            SearchSamples.IndexOf("Café.txt", "Ångström.pdf", "Straße.jpg", "ΩΜΈΓΑ.txt", "Жизнь.mp3", "東京の夜.flac").Names(query));

    [Fact]
    public void A_file_that_is_still_being_fetched_is_a_source_and_nothing_else()
    {
        var index = new SearchIndex();
        index.Attach(SearchSamples.Record(1, "alice"));
        index.Attach(SearchSamples.Record(2, "bob", speed: 9, EndpointState.Reachable));
        index.Share(1, SearchSamples.Entry(0, "film.avi", SearchSamples.Content(7)));
        index.Share(2, SearchSamples.Entry(0, "movie.avi", SearchSamples.Content(7), isPartial: true), SearchSamples.Entry(1, "bobs", SearchSamples.Content(8)));

        Assert.Equal(["film.avi"], index.Names("ext:avi"));
        Assert.Equal(["bobs"], index.Names("user:bob"));
        Assert.Equal(1U, Assert.Single(index.Search("film").Results).SourceCount);
        Assert.Equal([("alice", false), ("bob", true)], Sources(index));
        Assert.Equal(1U, index.Browse("bob", 0, [])!.Total);
        Assert.Single(index.Browse("bob", 0, [])!.Entries);
        Assert.Equal([1U, 1U], index.ListPeers(0, []).Peers.Select(peer => peer.Files));
        Assert.Equal(2, index.Counts.Files);

        index.Compact();
        Assert.Equal([("alice", false), ("bob", true)], Sources(index));
        Assert.Equal(1U, index.Browse("bob", 0, [])!.Total);

        index.Share(2, SearchSamples.Entry(0, "movie.avi", SearchSamples.Content(7)));
        Assert.Equal([("bob", false), ("alice", false)], Sources(index));
        Assert.Equal(2U, index.Browse("bob", 0, [])!.Total);
        Assert.Equal(["movie.avi"], index.Names("movie"));
    }

    [Fact]
    public void Sources_that_are_still_fetching_come_on_the_last_pages()
    {
        var index = new SearchIndex();
        for (var peer = 1; peer <= 9; peer++)
        {
            index.Attach(SearchSamples.Record(peer, $"user{peer}", speed: (ulong)peer));
            index.Share(peer, SearchSamples.Entry(0, "film", SearchSamples.Content(7), isPartial: peer % 2 == 0));
        }

        var (found, cursor) = (new List<string>(), ByteString.Empty);
        do
        {
            var page = index.FindSources(SearchSamples.Content(7), 2, cursor.Span);
            found.AddRange(page.Sources.Select(source => source.User));
            cursor = page.NextCursor;
        }
        while (cursor.Length > 0);
        Assert.Equal(["user9", "user7", "user5", "user3", "user1", "user8", "user6", "user4", "user2"], found);
    }

    [Fact]
    public void Words_match_name_folders_and_description_and_the_name_counts_most()
    {
        var index = new SearchIndex();
        index.Attach(SearchSamples.Record(1));
        index.Share(
            1,
            SearchSamples.Entry(0, "a.txt", SearchSamples.Content(1), "the guide"),
            SearchSamples.Entry(1, "guide/b.txt", SearchSamples.Content(2)),
            SearchSamples.Entry(2, "c guide.txt", SearchSamples.Content(3)));
        Assert.Equal("c guide.txt", index.Names("guide")[0]);
        Assert.Equal(["a.txt", "c guide.txt", "guide/b.txt"], index.Names("guide").Order(StringComparer.Ordinal));
        Assert.Equal(["guide/b.txt"], index.Names("\"guide b\""));
    }

    [Fact]
    public void Results_are_one_content_with_its_sources_whatever_they_call_it()
    {
        var index = new SearchIndex();
        for (var peer = 1; peer <= 20; peer++)
        {
            index.Attach(SearchSamples.Record(peer, $"user{peer}", (ulong)peer, peer == 3 ? EndpointState.Reachable : EndpointState.Unknown));
            index.Share(peer, SearchSamples.Entry(0, peer == 20 ? "guide.txt" : "other.txt", SearchSamples.Content(1)));
        }

        var result = Assert.Single(index.Search("guide").Results);
        Assert.Equal("guide.txt", result.NameOf());
        Assert.Equal(20u, result.SourceCount);
        Assert.Equal(["user3", "user20", "user19"], result.Sources.Take(3).Select(source => source.User));
        Assert.Equal(16, result.Sources.Count);
        Assert.Equal("", result.Sources[1].Name);
        Assert.Equal("other.txt", result.Sources[2].Name);
    }

    [Fact]
    public void Sizes_belong_to_a_content()
    {
        var index = new SearchIndex();
        index.Attach(SearchSamples.Record(1));
        index.Share(1, SearchSamples.Entry(0, "a guide", SearchSamples.Content(1, 5)), SearchSamples.Entry(1, "b guide", SearchSamples.Content(1, 6)));
        Assert.Equal(2, index.Search("guide").Results.Count);
        Assert.Equal("b guide", Assert.Single(index.FindSources(SearchSamples.Content(1, 6), 10, []).Sources).Name);
    }

    [Fact]
    public void Many_sources_come_before_a_fast_one()
    {
        var index = new SearchIndex();
        index.Attach(SearchSamples.Record(1, speed: 5));
        index.Attach(SearchSamples.Record(2, speed: 5));
        index.Attach(SearchSamples.Record(3, speed: 9_000));
        index.Share(1, SearchSamples.Entry(0, "guide many", SearchSamples.Content(1)), SearchSamples.Entry(1, "guide slow", SearchSamples.Content(2)));
        index.Share(2, SearchSamples.Entry(0, "guide many", SearchSamples.Content(1)));
        index.Share(3, SearchSamples.Entry(0, "guide fast", SearchSamples.Content(3)));
        Assert.Equal(["guide many", "guide fast", "guide slow"], index.Names("guide"));
    }

    [Fact]
    public void A_peer_that_lost_its_connection_is_hidden_until_it_comes_back()
    {
        var index = SearchSamples.IndexOf("guide.txt");
        index.Detach(1);
        Assert.Empty(index.Names("guide"));
        Assert.Empty(index.Names("user:alice"));
        Assert.Null(index.Browse("alice", 10, []));
        Assert.Empty(index.ListPeers(10, []).Peers);
        Assert.Empty(index.FindSources(SearchSamples.Content(0), 10, []).Sources);
        Assert.Equal((0, 0, 1), (index.Counts.Peers, index.Counts.Files, index.Counts.DetachedPeers));
        Assert.NotNull(index.FindPeer(SearchSamples.Peer(1)));

        index.Attach(SearchSamples.Record(1, "alice"));
        Assert.Equal(["guide.txt"], index.Names("guide"));
        Assert.Equal((1, 1, 0), (index.Counts.Peers, index.Counts.Files, index.Counts.DetachedPeers));

        index.Leave(1);
        Assert.Empty(index.Names("guide"));
        Assert.Null(index.FindPeer(SearchSamples.Peer(1)));
        index.Attach(SearchSamples.Record(1, "alice"));
        Assert.Empty(index.Names("guide"));
    }

    [Fact]
    public void A_user_is_found_in_any_case_and_gone_when_the_name_is()
    {
        var index = SearchSamples.IndexOf("guide.txt");
        Assert.Equal("alice", index.Browse("ALICE", 10, [])!.Peer.User);
        Assert.Equal(["guide.txt"], index.Names("user:Alice"));
        index.Apply(new DirectoryEvent.RecordChanged(SearchSamples.Record(1)));
        Assert.Null(index.Browse("alice", 10, []));
        Assert.Null(index.Browse("", 10, []));
        Assert.Equal("", Assert.Single(index.Search("guide").Results[0].Sources).User);

        index.Attach(SearchSamples.Record(2, "Alice"));
        Assert.Empty(index.Browse("alice", 10, [])!.Entries);
        Assert.Equal(["Alice", ""], index.ListPeers(10, []).Peers.Select(peer => peer.Peer.User));
    }

    [Fact]
    public void Reachable_endpoints_come_first()
    {
        var index = new SearchIndex();
        PeerEndpoint[] endpoints = [new("a", 1, EndpointState.Unreachable), new("b", 2, EndpointState.Unknown), new("c", 3, EndpointState.Reachable)];
        index.Attach(new PeerRecord(SearchSamples.Peer(1), "alice", endpoints, 7));
        var peer = Assert.Single(index.ListPeers(10, []).Peers).Peer;
        Assert.Equal(["c", "b", "a"], peer.Endpoints.Select(endpoint => endpoint.Host));
        Assert.Equal((7ul, SearchSamples.Peer(1)), (peer.Speed, PeerId.FromBytes(peer.PeerId.Span)));
    }

    [Fact]
    public void Entries_reach_the_wire_byte_for_byte()
    {
        var entry = SearchSamples.Entry(0, "guide.txt", SearchSamples.Content(1)).Entry.ToArray();
        byte[] unknownField = [0x9A, 0x06, 0x03, 1, 2, 3];
        var index = new SearchIndex();
        index.Attach(SearchSamples.Record(1, "alice"));
        index.Share(1, new CatalogueEntry(7, (byte[])[.. entry, .. unknownField]));
        Assert.Equal((byte[])[.. entry, .. unknownField], index.Search("guide").Results[0].Entry.ToByteArray());
        Assert.Equal((byte[])[.. entry, .. unknownField], index.Browse("alice", 1, [])!.Entries[0].ToByteArray());
    }

    [Fact]
    public void Events_of_peers_that_are_not_known_do_nothing()
    {
        var index = new SearchIndex();
        index.Share(1, SearchSamples.Entry(0, "guide", SearchSamples.Content(1)));
        index.Detach(1);
        index.Leave(1);
        index.Apply(new DirectoryEvent.RecordChanged(SearchSamples.Record(1)));
        Assert.Equal((0, 0, 0), (index.Counts.Peers, index.Counts.Files, index.Counts.DetachedPeers));
        Assert.Empty(index.Search("guide").Results);
        Assert.Equal(ByteString.Empty, index.ListPeers(10, []).NextCursor);
    }

    private static IEnumerable<(string User, bool IsPartial)> Sources(SearchIndex index) =>
        index.FindSources(SearchSamples.Content(7), 0, []).Sources.Select(source => (source.User, source.Partial));
}
