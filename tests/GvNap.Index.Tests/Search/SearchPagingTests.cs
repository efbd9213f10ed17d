using Google.Protobuf;
using GvNap.Index.Directory;
using GvNap.Index.Search;
using GvNap.Protocol;
using GvNap.Protocol.Content;
using GvNap.Protocol.Framing;
using GvNap.Protocol.Messages;

namespace GvNap.Index.Tests.Search;

public sealed class SearchPagingTests
{
    private static SearchIndex Hundred { get; } = SearchSamples.IndexOf([.. Enumerable.Range(0, 100).Select(number => $"guide {number}.txt")]);

    [Fact]
    public void Pages_together_are_the_whole_whatever_comes_and_goes_between_them()
    {
        var index = SearchSamples.IndexOf([.. Enumerable.Range(0, 100).Select(number => $"guide {number}.txt")]);
        var all = index.Search("guide").Results.Select(result => result.ContentOf()).ToList();
        var paged = new List<ContentId>();
        var cursor = ByteString.Empty;
        for (var page = 0u; page == 0 || !cursor.IsEmpty; page++)
        {
            var answer = index.Search("guide", 10, cursor);
            paged.AddRange(answer.Results.Select(result => result.ContentOf()));
            cursor = answer.NextCursor;

            // Results of the pages that were shown go; the order of the rest does not move.
            index.Unshare(1, page);
            index.Unshare(1, 50 + page);
            index.Compact();
        }

        Assert.Equal(all.Where(paged.Contains), paged);
        Assert.Equal(paged.Count, paged.Distinct().Count());
        Assert.True(paged.Count >= 80, $"{paged.Count} of 100 results");
    }

    [Fact]
    public void Limits_of_a_page_are_kept()
    {
        Assert.Equal(20, Hundred.Search("guide", 0).Results.Count);
        Assert.Equal(20, Hundred.Search("guide", -1).Results.Count);
        Assert.Equal(100, Hundred.Search("guide", 5_000).Results.Count);
        Assert.Equal(ByteString.Empty, Hundred.Search("guide", 100).NextCursor);
        Assert.Equal(100u, Hundred.Search("guide", 1).Total);
        Assert.Equal((1, 100u), (Hundred.Browse("alice", 1, [])!.Entries.Count, Hundred.Browse("alice", 1, [])!.Total));
    }

    [Fact]
    public void Cursors_are_refused_unless_they_belong_to_the_request()
    {
        var cursor = Hundred.Search("guide", 10).NextCursor;
        Assert.Equal(10, Hundred.Search("GUIDE", 10, cursor).Results.Count);
        AssertRefused(() => Hundred.Search("guide txt", 10, cursor));
        AssertRefused(() => Hundred.FindSources(SearchSamples.Content(1), 10, cursor.Span));
        AssertRefused(() => Hundred.Browse("alice", 10, cursor.Span));
        AssertRefused(() => Hundred.ListPeers(10, cursor.Span));
        AssertRefused(() => Hundred.ListPeers(10, Hundred.Browse("alice", 10, [])!.NextCursor.Span));
    }

    [Fact]
    public void Damaged_cursors_are_refused_or_answered()
    {
        var random = new Random(1);
        var cursors = new[] { Hundred.Search("guide", 10).NextCursor.ToByteArray(), Hundred.Browse("alice", 10, [])!.NextCursor.ToByteArray() };
        for (var run = 0; run < 5_000; run++)
        {
            var cursor = cursors[run % 2].ToArray();
            cursor[random.Next(cursor.Length)] ^= (byte)random.Next(1, 256);
            cursor = cursor[..(random.Next(2) == 0 ? cursor.Length : random.Next(1, cursor.Length))];
            TryAsk(() => Hundred.Search("guide", 10, ByteString.CopyFrom(cursor)));
            TryAsk(() => Hundred.Browse("alice", 10, cursor));
            TryAsk(() => Hundred.ListPeers(10, cursor));
            TryAsk(() => Hundred.FindSources(SearchSamples.Content(1), 10, cursor));
        }
    }

    [Fact]
    public void A_page_fits_a_frame_however_long_the_names_are()
    {
        var index = new SearchIndex();
        var host = new string('h', 253);
        for (var peer = 0; peer < 20; peer++)
        {
            var endpoints = Enumerable.Repeat(new PeerEndpoint(host, 6699, EndpointState.Unknown), 4).ToList();
            index.Attach(new PeerRecord(SearchSamples.Peer(peer), $"user{peer}", endpoints, 1));
            index.Share(peer, [.. Enumerable.Range(0, 120).Select(number => LongEntry(peer, number))]);
        }

        var found = 0;
        var cursor = ByteString.Empty;
        do
        {
            var page = index.Search("guide", 100, cursor);
            Assert.InRange(page.CalculateSize(), 1, Frame.MaxBodyLength - 1_000);
            found += page.Results.Count;
            cursor = page.NextCursor;
        }
        while (!cursor.IsEmpty);
        Assert.Equal(120, found);
        Assert.InRange(index.Browse("user1", 1_000, [])!.CalculateSize(), 1, Frame.MaxBodyLength - 1_000);
        Assert.InRange(index.ListPeers(1_000, []).CalculateSize(), 1, Frame.MaxBodyLength - 1_000);
    }

    private static CatalogueEntry LongEntry(int peer, int number) => SearchSamples.Entry(
        (uint)number,
        $"{new string('x', 250)}/{new string('y', 250)}/{new string('z', 250)}/{peer} {number} guide {new string('w', 200)}",
        SearchSamples.Content(number),
        new string('d', 1_000));

    private static void TryAsk(Func<object?> ask)
    {
        try
        {
            ask();
        }
        catch (ProtocolException problem)
        {
            Assert.Equal(ErrorCode.Invalid, problem.Code);
        }
    }

    private static void AssertRefused(Func<object?> ask) => Assert.Equal(ErrorCode.Invalid, Assert.Throws<ProtocolException>(() => ask()).Code);
}
