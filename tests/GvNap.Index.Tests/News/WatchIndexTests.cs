using GvNap.Index.News;
using GvNap.Index.Search;
using GvNap.Index.Tests.Connections;
using GvNap.Index.Tests.Search;

namespace GvNap.Index.Tests.News;

public sealed class WatchIndexTests
{
    private static readonly string[] Words = ["guide", "music", "Straße", "été", "2024", "live", "guided", "gui", "東京", "日本", "a", "the", "Ωμέγα", "жизнь"];
    private static readonly string[] Users = ["Alice", "bob", ""];

    private static readonly string[] Queries =
    [
        "guide", "GUIDE music", "gui*", "\"music live\"", "music -live", "guide -gui*", "ext:txt", "ext:txt guide", "-ext:txt music", "guide size:>500",
        "size:100..600 the", "-size:<=300 a", "user:alice", "user:bob guide", "-user:alice music", "strasse", "ete", "東", "東京", "京日", "ωμεγα",
        "ЖИЗНЬ", "music-live", "\"the 2024\" -\"live a\"", "gui* mus*", "user:alice gui* -music", "music/guide", "live 2024 the a", "-live.gui* the", "nothing here",
        "\"live gui*\"", "東*",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_file_meets_the_queries_that_find_it(int seed)
    {
        seed = int.TryParse(Environment.GetEnvironmentVariable("GVNAP_SEED"), out var other) ? other : seed;
        var random = new Random(seed);
        var watches = new WatchIndex();
        var subscriber = new Subscriber(new RecordingLink(), () => null);
        foreach (var query in Queries)
        {
            Assert.True(watches.TryAdd(query, subscriber, 1, out _, out var problem), problem);
        }

        for (var step = 0; step < 500; step++)
        {
            var (user, name, description) = (Users[random.Next(Users.Length)], RandomName(random), RandomText(random, " ", 3));
            var entry = SearchSamples.Entry(0, name, SearchSamples.Content(step, random.Next(1, 1_000)), description);
            var index = new SearchIndex();
            index.Attach(SearchSamples.Record(1, user));
            index.Share(1, entry);

            var found = Queries.Where(query => index.Search(query).Total > 0).Select(query => SearchSamples.Query(query).ToString()).Distinct();

            Assert.True(found.Order().SequenceEqual(Find(watches, entry.Entry, user).Order()), $"GVNAP_SEED={seed}, step {step}: {user} shares {name} ({description})");
        }
    }

    [Theory]
    [InlineData("size:>10MB")]
    [InlineData("a*")]
    [InlineData("gu* size:>1")]
    [InlineData("-guide")]
    [InlineData("")]
    [InlineData("user:no!one")]
    public void Queries_that_narrow_nothing_down_are_refused_with_a_sentence(string query)
    {
        var watches = new WatchIndex();

        Assert.False(watches.TryAdd(query, new Subscriber(new RecordingLink(), () => null), 1, out _, out var problem));

        Assert.EndsWith(".", problem, StringComparison.Ordinal);
        Assert.Equal(0, watches.Count);
    }

    [Fact]
    public void The_same_query_of_many_is_held_against_a_file_once()
    {
        var watches = new WatchIndex();
        var subscribers = Enumerable.Range(0, 3).Select(_ => new Subscriber(new RecordingLink(), () => null)).ToList();
        var queries = subscribers.ConvertAll(subscriber =>
        {
            Assert.True(watches.TryAdd("Love  SONG", subscriber, 1, out var query, out _));
            return query;
        });

        Assert.Single(queries.Distinct());
        Assert.Single(Find(watches, SearchSamples.Entry(0, "love song", SearchSamples.Content(1)).Entry, ""));
        subscribers.ForEach(subscriber => watches.Remove(queries[0], subscriber));
        Assert.Equal(0, watches.Count);
        Assert.Empty(Find(watches, SearchSamples.Entry(0, "love song", SearchSamples.Content(1)).Entry, ""));
    }

    [Fact]
    public void A_word_has_room_for_only_so_many_queries_and_others_are_found_under_their_other_words()
    {
        var watches = new WatchIndex();
        var subscriber = new Subscriber(new RecordingLink(), () => null);
        for (var i = 0; i < 500; i++)
        {
            Assert.True(watches.TryAdd($"common size:>{i}", subscriber, 1, out _, out _));
        }

        Assert.False(watches.TryAdd("common size:>500", subscriber, 1, out _, out var problem));
        Assert.Contains("less common", problem, StringComparison.Ordinal);
        Assert.True(watches.TryAdd("common size:>1", subscriber, 2, out _, out _));
        Assert.True(watches.TryAdd("common rare", subscriber, 3, out _, out _));
        Assert.Equal(["common rare"], Find(watches, SearchSamples.Entry(0, "rare common", SearchSamples.Content(1, 0)).Entry, ""));
    }

    private static IEnumerable<string> Find(WatchIndex watches, ReadOnlyMemory<byte> entry, string user)
    {
        var (text, met) = (new EntryText(), new List<WatchedQuery>());
        Assert.True(text.TryRead(entry.Span, user));
        watches.Find(text, met);
        return met.Select(query => query.Text);
    }

    private static string RandomName(Random random) => RandomText(random, random.Next(2) == 0 ? "/" : " ", 4) + (random.Next(3) == 0 ? "name.txt" : "x.bin");

    private static string RandomText(Random random, string separator, int most) =>
        string.Concat(Enumerable.Range(0, random.Next(most + 1)).Select(_ => Words[random.Next(Words.Length)] + separator));
}
