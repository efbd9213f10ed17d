using GvNap.Index.Directory;
using GvNap.Index.Directory.Memory;
using GvNap.Index.Search;
using GvNap.Index.Tests.Directory;
using GvNap.Protocol.Messages;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace GvNap.Index.Tests.Search;

/// <summary>
/// Peers that join, share, remove, crash, fall silent, resume and quit at random, in a memory directory that feeds a search index; after each step
/// a search is compared with a list that is kept from what the peers did. A failure names the seed, which repeats it.
/// </summary>
public sealed class SharedFilesModelTests
{
    private static readonly string[] Words = ["guide", "music", "live", "map", "été", "2024"];
    private static readonly string[] Queries = ["guide", "gu* -live", "music live", "m*", "\"live music\"", "ext:pdf ete", "user:peer3", "user:peer1 guide", "-guide 2024", "size:>3"];

    [Theory]
    [InlineData(1, 4_000, false)]
    [InlineData(2, 4_000, false)]
    [InlineData(3, 3_000, true)]
    public async Task Searches_find_what_the_living_share(int seed, int steps, bool compactAlways)
    {
        seed = int.TryParse(Environment.GetEnvironmentVariable("GVNAP_SEED"), out var other) ? other : seed;
        var random = new Random(seed);
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(50));
        var index = new SearchIndex(new SearchLimits { CompactionFloor = 40, CompactionStep = 3 });
        await using var directory = new MemoryDirectory(new DirectoryOptions(), index.Apply, index.ReadCatalogue, time, NullLogger.Instance);
        await directory.StartAsync(TestContext.Current.CancellationToken);
        var peers = Enumerable.Range(0, 10).Select(number => new ModelledPeer(directory, $"peer{number}", time)).ToList();
        for (var step = 0; step < steps; step++)
        {
            var what = await StepAsync(peers, time, random);
            if (compactAlways)
            {
                index.Compact();
            }

            Compare(index, peers, Queries[random.Next(Queries.Length)], $"GVNAP_SEED={seed}, step {step}: {what}");
        }
    }

    private static async Task<string> StepAsync(List<ModelledPeer> peers, FakeTimeProvider time, Random random)
    {
        var peer = peers[random.Next(peers.Count)];
        switch (random.Next(16))
        {
            case 0:
                await peer.QuitAsync();
                return $"{peer.User} quit";
            case 1 or 2:
                await peer.CrashAsync();
                return $"{peer.User} crashed";
            case 3 or 4:
                await PassAsync(peers, time, random);
                return "time passed";
            case 5 or 6 or 7:
                await peer.JoinAsync();
                return $"{peer.User} joined or resumed";
            default:
                await peer.ShareAsync(RandomFiles(random), [.. Enumerable.Range(0, random.Next(4)).Select(_ => RandomNumber(random))], random.Next(12) == 0);
                return $"{peer.User} shared";
        }
    }

    // Some peers give no sign of life all the while: those lapse, and may be forgotten.
    private static async Task PassAsync(List<ModelledPeer> peers, FakeTimeProvider time, Random random)
    {
        var silent = peers.Where(_ => random.Next(6) == 0).ToHashSet();
        for (var second = random.Next(2) == 0 ? 17 : 90; second > 0; second--)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            foreach (var peer in peers.Where(peer => !silent.Contains(peer)))
            {
                peer.Beat();
            }
        }

        foreach (var peer in silent)
        {
            await peer.NoticeSilenceAsync();
        }
    }

    private static Dictionary<uint, FileEntry> RandomFiles(Random random)
    {
        var files = new Dictionary<uint, FileEntry>();
        for (var count = random.Next(6); count > 0; count--)
        {
            var content = SearchSamples.Content(random.Next(25), random.Next(6));
            files[RandomNumber(random)] = new FileEntry
            {
                Name = string.Join(random.Next(3) == 0 ? '/' : ' ', random.GetItems(Words, 1 + random.Next(3))) + (random.Next(2) == 0 ? ".pdf" : ""),
                Root = Google.Protobuf.ByteString.CopyFrom(content.Root.ToBytes()),
                Size = (ulong)content.Size,
                Partial = random.Next(8) == 0,
            };
        }

        return files;
    }

    private static uint RandomNumber(Random random) => (uint)random.Next(random.Next(10) == 0 ? 5_000 : 12);

    private static void Compare(SearchIndex index, List<ModelledPeer> peers, string query, string where)
    {
        var model = new NaiveIndex();
        foreach (var peer in peers.Where(peer => peer.IsListed))
        {
            model.Apply(new DirectoryEvent.Attached(new PeerRecord(peer.Id, peer.User, [Requests.Endpoint], 1_000), default));
            model.Apply(new DirectoryEvent.CatalogueChanged(peer.Id, peer.Everything()));
        }

        Assert.True((model.Peers, model.Files) == (index.Counts.Peers, index.Counts.Files), $"{where}: {index.Counts}, not {model.Peers} peers and {model.Files} files");
        var expected = model.Search(SearchSamples.Query(query)).Select(Essence).Order().ToList();
        var found = index.Search(query).Results.Select(NaiveIndex.Line).Select(Essence).Order().ToList();
        Assert.True(expected.SequenceEqual(found), $"{where}, {query}\nexpected\n{string.Join('\n', expected)}\nfound\n{string.Join('\n', found)}");
    }

    // The content and how many share it: which of several names is shown depends on the order of events, which SearchIndexModelTests compare.
    private static string Essence(string line) => $"{line[..line.IndexOf(' ', StringComparison.Ordinal)]} {line[(line.LastIndexOf(')', line.IndexOf(": ", StringComparison.Ordinal)) + 1)..line.IndexOf(": ", StringComparison.Ordinal)]}";
}
