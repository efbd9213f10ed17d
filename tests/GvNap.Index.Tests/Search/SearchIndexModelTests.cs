using Google.Protobuf;
using GvNap.Index.Directory;
using GvNap.Index.Search;
using GvNap.Protocol.Content;
using GvNap.Protocol.Messages;
using GvNap.Protocol.Peers;

namespace GvNap.Index.Tests.Search;

/// <summary>Random events and questions, against <see cref="NaiveIndex"/>. A failure names the seed, which repeats it.</summary>
public sealed class SearchIndexModelTests
{
    private static readonly string[] Words = ["guide", "music", "Straße", "été", "2024", "live", "guided", "gui", "東京", "日本", "a", "the", "Ωμέγα", "жизнь"];
    private static readonly string[] Users = ["Alice", "bob", "Carol", "dave", "", ""];

    private static readonly string[] Queries =
    [
        "guide", "GUIDE music", "gui*", "\"music live\"", "music -live", "guide -gui*", "ext:txt", "ext:txt guide", "-ext:txt music", "size:>500",
        "size:100..600 the", "-size:<=300 a", "user:alice", "user:bob guide", "-user:alice music", "strasse", "ete", "東", "東京", "京日", "ωμεγα",
        "ЖИЗНЬ", "music-live", "\"the 2024\" -\"live a\"", "g* m*", "user:carol gui* -music", "music/guide", "live 2024 the a", "-live.gui* the", "nothing here",
    ];

    [Theory]
    [InlineData(1, 2_500, false)]
    [InlineData(2, 2_500, false)]
    [InlineData(3, 700, true)]
    public void Answers_are_those_of_a_plain_list(int seed, int steps, bool compactAlways)
    {
        seed = int.TryParse(Environment.GetEnvironmentVariable("GVNAP_SEED"), out var other) ? other : seed;
        var random = new Random(seed);
        var index = new SearchIndex(new SearchLimits { CompactionFloor = 40, CompactionStep = 3 });
        var model = new NaiveIndex();
        for (var step = 0; step < steps; step++)
        {
            var change = RandomEvent(random);
            index.Apply(change);
            model.Apply(change);
            if (compactAlways)
            {
                index.Compact();
            }

            Compare(index, model, random, $"GVNAP_SEED={seed}, step {step}, after {change.GetType().Name}");
        }
    }

    private static DirectoryEvent RandomEvent(Random random)
    {
        var peer = random.Next(12);
        return random.Next(20) switch
        {
            < 4 => new DirectoryEvent.Attached(RandomRecord(peer, random), new PeerSession(SearchSamples.Peer(peer), 1)),
            4 => new DirectoryEvent.RecordChanged(RandomRecord(peer, random)),
            5 => new DirectoryEvent.Detached(SearchSamples.Peer(peer)),
            6 => new DirectoryEvent.Left(SearchSamples.Peer(peer)),
            _ => new DirectoryEvent.CatalogueChanged(SearchSamples.Peer(peer), RandomChange(random)),
        };
    }

    // A user name is one peer's: each peer has its own, which it may have lost.
    private static PeerRecord RandomRecord(int peer, Random random) => SearchSamples.Record(
        peer,
        peer < Users.Length && random.Next(5) > 0 ? Users[peer] : "",
        (ulong)random.Next(3) * 1_000,
        (EndpointState)random.Next(3));

    private static CatalogueChange RandomChange(Random random) => new(
        1,
        2,
        random.Next(10) == 0,
        [.. Enumerable.Range(0, random.Next(6)).Select(_ => RandomEntry(random))],
        [.. Enumerable.Range(0, random.Next(4)).Select(_ => RandomNumber(random))]);

    private static CatalogueEntry RandomEntry(Random random)
    {
        var content = random.Next(60);
        var folders = string.Concat(Enumerable.Range(0, random.Next(3)).Select(_ => Phrase(random, 2) + "/"));
        var name = folders + Phrase(random, 3) + (random.Next(4) == 0 ? "" : random.Next(2) == 0 ? ".txt" : ".FLAC");
        return SearchSamples.Entry(RandomNumber(random), name, SearchSamples.Content(content / 2, content * 17), random.Next(2) == 0 ? "" : Phrase(random, 3));
    }

    private static uint RandomNumber(Random random) => random.Next(20) == 0 ? (uint)random.Next(1 << 20) : (uint)random.Next(15);

    private static string Phrase(Random random, int most) => string.Join(random.Next(2) == 0 ? " " : "_", random.GetItems(Words, 1 + random.Next(most)));

    private static void Compare(SearchIndex index, NaiveIndex model, Random random, string where)
    {
        Assert.True((model.Peers, model.Files) == (index.Counts.Peers, index.Counts.Files), where);
        var query = SearchSamples.Query(Queries[random.Next(Queries.Length)]);
        var limit = 1 + random.Next(30);
        for (var before = random.Next(3); before > 0; before--)
        {
            // What was asked twice before is a page that was kept.
            index.Find(query, limit);
        }

        AssertSame(model.Search(query), AllResults(index, query, limit).Select(NaiveIndex.Line), $"{where}: {query}");

        var content = random.Next(60);
        var wanted = SearchSamples.Content(content / 2, content * 17);
        AssertSame(model.FindSources(ByteString.CopyFrom(wanted.Root.ToBytes()), (ulong)wanted.Size), AllSources(index, wanted, 1 + random.Next(4)), $"{where}: sources of {wanted}");

        var user = Users[random.Next(Users.Length)];
        Assert.True(model.Browse(user) is null == index.Browse(user, 10, []) is null, $"{where}: browse {user}");
        AssertSame(model.Browse(user) ?? [], index.Browse(user, 10, []) is null ? [] : AllEntries(index, user, 1 + random.Next(8)), $"{where}: browse {user}");
        AssertSame(model.ListPeers(), AllPeers(index, 1 + random.Next(5)), $"{where}: peers");
    }

    private static void AssertSame<T>(IEnumerable<T> expected, IEnumerable<T> found, string where)
    {
        var (all, answer) = (expected.ToList(), found.ToList());
        if (!all.SequenceEqual(answer))
        {
            Assert.Fail($"{where}\nexpected\n{string.Join('\n', all)}\nfound\n{string.Join('\n', answer)}");
        }
    }

    private static IEnumerable<Result> AllResults(SearchIndex index, SearchQuery query, int limit) =>
        Pages(cursor => index.Find(query, limit, cursor), page => page.NextCursor).SelectMany(page => page.Results);

    private static IEnumerable<(PeerId Peer, string Name)> AllSources(SearchIndex index, ContentId content, int limit) =>
        Pages(cursor => index.FindSources(content, limit, cursor.Span), page => page.NextCursor)
            .SelectMany(page => page.Sources).Select(source => (PeerId.FromBytes(source.PeerId.Span), source.Name));

    private static IEnumerable<FileEntry> AllEntries(SearchIndex index, string user, int limit) =>
        Pages(cursor => index.Browse(user.ToUpperInvariant(), limit, cursor.Span)!, page => page.NextCursor)
            .SelectMany(page => page.Entries).Select(entry => FileEntry.Parser.ParseFrom(entry));

    private static IEnumerable<(string User, PeerId Peer, int Files)> AllPeers(SearchIndex index, int limit) =>
        Pages(cursor => index.ListPeers(limit, cursor.Span), page => page.NextCursor)
            .SelectMany(page => page.Peers).Select(listed => (listed.Peer.User, PeerId.FromBytes(listed.Peer.PeerId.Span), (int)listed.Files));

    private static IEnumerable<T> Pages<T>(Func<ByteString, T> ask, Func<T, ByteString> next)
    {
        var cursor = ByteString.Empty;
        do
        {
            var page = ask(cursor);
            yield return page;
            cursor = next(page);
        }
        while (!cursor.IsEmpty);
    }
}
