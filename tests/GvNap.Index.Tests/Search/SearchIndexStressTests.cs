using Google.Protobuf;
using GvNap.Index.Search;
using GvNap.Protocol.Messages;

namespace GvNap.Index.Tests.Search;

public sealed class SearchIndexStressTests
{
    private const int Peers = 8;
    private const int EnoughAnswers = 10;

    /// <summary>
    /// While peers 1 to 8 come, go and share anew, peer 0 keeps 200 files in every batch: readers must see each
    /// of them in every answer, never twice, and nothing that does not match, whatever is moved under them.
    /// </summary>
    [Fact]
    public async Task Readers_see_whole_answers_while_everything_changes()
    {
        var index = new SearchIndex(new SearchLimits { CompactionFloor = 500, CompactionStep = 50 });
        index.Attach(SearchSamples.Record(0, "steady"));
        ShareSteady(index, 0);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var answers = new int[3];
        var readers = answers.Select((_, reader) => Task.Run(() => Read(index, reader, answers, stop.Token))).ToList();
        try
        {
            Write(index, new Random(1), readers, answers);
        }
        finally
        {
            await stop.CancelAsync();
        }

        await Task.WhenAll(readers);
        Assert.All(answers, count => Assert.True(count > EnoughAnswers, $"{count} answers"));
    }

    // At least 6,000 changes, and on a busy machine as many more as the readers need to have seen some of them.
    private static void Write(SearchIndex index, Random random, List<Task> readers, int[] answers)
    {
        for (var step = 0; (step < 6_000 || answers.Any(count => count <= EnoughAnswers)) && !readers.Exists(reader => reader.IsCompleted); step++)
        {
            var peer = 1 + random.Next(Peers);
            switch (random.Next(8))
            {
                case 0: index.Leave(peer); break;
                case 1: index.Detach(peer); break;
                case 2: ShareSteady(index, step); break;
                case 3: index.Attach(SearchSamples.Record(peer, $"user{peer}")); break;
                default: ShareOther(index, peer, step, random); break;
            }
        }
    }

    // The same contents under new entries; every other time they replace the whole catalogue.
    private static void ShareSteady(SearchIndex index, int step) => index.Change(
        0,
        replace: step % 2 == 0,
        [.. Enumerable.Range(0, 200).Select(number => SearchSamples.Entry((uint)number, $"steady pair {number} round{step % 7}", SearchSamples.Content(number)))],
        []);

    private static void ShareOther(SearchIndex index, int peer, int step, Random random)
    {
        index.Attach(SearchSamples.Record(peer, $"user{peer}"));
        index.Share(peer, [.. Enumerable.Range(0, 20).Select(_ => random.Next(300)).Select(number =>
            SearchSamples.Entry((uint)number, $"{(number % 2 == 0 ? "even" : "odd")} pair {number} w{step}", SearchSamples.Content(number)))]);
    }

    private static void Read(SearchIndex index, int reader, int[] answers, CancellationToken stop)
    {
        for (; !stop.IsCancellationRequested; Interlocked.Increment(ref answers[reader]))
        {
            switch ((reader + answers[reader]) % 4)
            {
                case 0: AssertSteady(index); break;
                case 1: AssertOnly(index, "pair -steady -odd", "even "); break;
                case 2: AssertOnly(index, "\"odd pair\"", "odd pair "); break;
                default: AssertPages(index); break;
            }
        }
    }

    private static void AssertSteady(SearchIndex index)
    {
        var seen = new HashSet<string>();
        var cursor = ByteString.Empty;
        do
        {
            var page = index.Search("steady pair round* user:steady", 100, cursor);
            Assert.All(page.Results, result => Assert.StartsWith("steady pair ", result.NameOf(), StringComparison.Ordinal));
            seen.UnionWith(page.Results.Select(result => result.ContentOf().ToString()));
            cursor = page.NextCursor;
        }
        while (!cursor.IsEmpty);
        Assert.InRange(seen.Count, 1, 200);
        Assert.Equal(200u, index.Search("steady").Total);
        Assert.Contains(index.FindSources(SearchSamples.Content(7), 100, []).Sources, source => source.User == "steady");
    }

    private static void AssertOnly(SearchIndex index, string query, string name)
    {
        var page = index.Search(query);
        Assert.All(page.Results, result => Assert.StartsWith(name, result.NameOf(), StringComparison.Ordinal));
        Assert.Equal(page.Results.Count, page.Results.Select(result => result.ContentOf()).Distinct().Count());
        Assert.All(page.Results, result => Assert.Equal(result.Sources.Count, result.Sources.Select(source => source.PeerId).Distinct().Count()));
    }

    private static void AssertPages(SearchIndex index)
    {
        Assert.Contains(index.ListPeers(100, []).Peers, listed => listed.Peer.User == "steady");
        var page = index.Browse("steady", 1_000, [])!;
        Assert.Equal(200, page.Entries.Select(entry => FileEntry.Parser.ParseFrom(entry).Root).Distinct().Count());
    }
}
