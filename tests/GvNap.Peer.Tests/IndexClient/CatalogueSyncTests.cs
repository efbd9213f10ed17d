using GvNap.Peer.IndexClient;
using GvNap.Protocol;
using GvNap.Protocol.Messages;
using SharedFile = GvNap.Peer.Sharing.SharedFile;

namespace GvNap.Peer.Tests.IndexClient;

public sealed class CatalogueSyncTests
{
    private readonly ScriptedDirectory _directory = new();
    private readonly CatalogueSync _sync = new(7UL << 32);

    [Fact]
    public void Nothing_shared_needs_no_batch() => Assert.Null(_sync.Next(Files()));

    [Fact]
    public void Versions_count_up_from_the_first()
    {
        var first = _sync.Next(Files("a"))!;
        _sync.Acknowledge([]);
        var second = _sync.Next(Files("a", "b"))!;

        Assert.Equal((0UL, (7UL << 32) + 1), (first.BaseVersion, first.Version));
        Assert.Equal((first.Version, first.Version + 1), (second.BaseVersion, second.Version));
    }

    [Fact]
    public void Batches_stay_within_both_limits()
    {
        var many = Enumerable.Range(0, 5001).ToDictionary(i => (uint)i, i => ChangingCatalogue.File((uint)i, $"file {i}"));
        var large = Enumerable.Range(0, 1000).ToDictionary(i => (uint)i, i => ChangingCatalogue.File((uint)i, $"file {i}", new string('d', 1024)));

        Assert.Equal([2000, 2000, 1001], Drain(many).Select(b => b.Added.Count));
        _sync.StartAnew();
        var batches = Drain(large);
        Assert.True(batches.Count > 1);
        Assert.All(batches, b => Assert.InRange(b.CalculateSize(), 1, ProtocolLimits.ShareBatchLength));
        Assert.Equal([true, .. Enumerable.Repeat(false, batches.Count - 1)], batches.Select(b => b.Replace));
    }

    [Fact]
    public void A_number_that_is_reused_replaces_what_it_had()
    {
        Drain(Files("a", "b"));

        var batch = Assert.Single(Drain(Files("a", "c")));

        Assert.Empty(batch.Removed);
        Assert.Equal(1u, Assert.Single(batch.Added).Number);
        Assert.Equal(["a", "c"], _directory.Names);
    }

    [Fact]
    public void A_refused_batch_of_files_is_not_sent_again_but_what_it_removed_is()
    {
        Drain(Files("a", "b"));
        _sync.Next(new Dictionary<uint, SharedFile> { [1] = ChangingCatalogue.File(1, "b"), [2] = ChangingCatalogue.File(2, "bad") });

        _sync.RefuseBatch();

        Drain(new Dictionary<uint, SharedFile> { [1] = ChangingCatalogue.File(1, "b"), [2] = ChangingCatalogue.File(2, "bad") });
        Assert.Equal(["b"], _directory.Names);
        Assert.Equal(1, _sync.RefusedFiles);
    }

    [Fact]
    public void Any_course_of_events_ends_with_the_right_catalogue()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var course = 0; course < 300; course++)
        {
            var directory = new ScriptedDirectory();
            var sync = new CatalogueSync((ulong)random.NextInt64(1, 1L << 32) << 32);
            var files = new Dictionary<uint, SharedFile>();
            for (var step = 0; step < 30; step++)
            {
                Change(files, random);
                if (sync.Next(files) is not { } batch)
                {
                    continue;
                }

                // Acknowledged; applied and lost; lost; lost with the directory's memory.
                var fate = random.Next(4);
                var answer = fate is 0 or 1 ? directory.Apply(batch) : null;
                if (fate == 3)
                {
                    directory = new ScriptedDirectory();
                }

                if (fate == 0 && answer?.Shared is not null)
                {
                    sync.Acknowledge([]);
                }
                else if (fate == 0)
                {
                    sync.StartAnew();
                }
                else
                {
                    sync.Resume(directory.Version);
                }
            }

            for (Share? batch; (batch = sync.Next(files)) is not null;)
            {
                Assert.NotNull(directory.Apply(batch).Shared);
                sync.Acknowledge([]);
            }

            Assert.True(directory.Names.SequenceEqual(files.Values.Select(f => f.Name).Order(StringComparer.Ordinal)), $"seed {seed}, course {course}");
        }
    }

    private static void Change(Dictionary<uint, SharedFile> files, Random random)
    {
        var number = (uint)random.Next(8);
        if (!files.Remove(number) || random.Next(2) == 0)
        {
            files[number] = ChangingCatalogue.File(number, $"name {random.Next(1000)} of {number}");
        }
    }

    private static Dictionary<uint, SharedFile> Files(params string[] names) =>
        names.Select((name, i) => ChangingCatalogue.File((uint)i, name)).ToDictionary(f => f.Number);

    private List<Share> Drain(IReadOnlyDictionary<uint, SharedFile> files)
    {
        var batches = new List<Share>();
        while (_sync.Next(files) is { } batch)
        {
            Assert.NotNull(_directory.Apply(batch).Shared);
            _sync.Acknowledge([]);
            batches.Add(batch);
        }

        return batches;
    }
}
