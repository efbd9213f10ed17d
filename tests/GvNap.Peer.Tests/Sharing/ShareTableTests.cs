using System.Text;
using GvNap.Peer.Sharing;
using GvNap.Protocol.Content;

namespace GvNap.Peer.Tests.Sharing;

public sealed class ShareTableTests
{
    private readonly ShareTable _table = new();

    [Fact]
    public void Numbers_are_dense_reused_and_stable()
    {
        Found(("a", 1), ("b", 1), ("c", 1));
        HashAll();
        var c = Number("c");

        Found(("a", 1), ("c", 1));
        Found(("a", 1), ("c", 1), ("d", 1));
        HashAll();

        Assert.Equal(c, Number("c"));
        Assert.Equal([0u, 1u, 2u], Snapshot().Files.Keys.Order());
    }

    [Fact]
    public void A_changed_file_is_not_shared_until_it_is_hashed_again()
    {
        Found(("a", 1));
        HashAll();

        Found(("a", 2));
        Assert.False(_table.TryFind("a", out _));
        Assert.Empty(Snapshot().Files);

        HashAll();
        Assert.Equal(ContentOf("a", 2), Snapshot().Files[0].Content);
    }

    [Fact]
    public void A_hash_of_a_state_that_is_over_is_thrown_away()
    {
        Found(("a", 1));
        var file = _table.TakeNext()!;
        Found(("a", 2));

        _table.Complete(file, new HashOutcome(ContentOf("a", 1), file.Stamp, null));

        Assert.False(_table.TryFind("a", out _));
        HashAll();
        Assert.True(_table.TryFind(ContentOf("a", 2), out _));
    }

    [Fact]
    public void A_file_that_changes_while_it_is_hashed_waits_until_two_scans_find_it_the_same()
    {
        Found(("log", 1));
        var file = _table.TakeNext()!;
        _table.Complete(file, new HashOutcome(null, file.Stamp, null));
        Assert.True(_table.HasUnsettled);

        Found(("log", 2));
        Assert.Null(_table.TakeNext());
        Found(("log", 3));
        Assert.Null(_table.TakeNext());
        Found(("log", 3));

        HashAll();
        Assert.True(_table.TryFind(ContentOf("log", 3), out _));
        Assert.False(_table.HasUnsettled);
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_refused_and_tried_again()
    {
        Found(("a", 1));
        var file = _table.TakeNext()!;
        _table.Complete(file, new HashOutcome(null, default, "Permission denied."));
        Assert.Equal(new RefusedFile("a", "Permission denied."), Assert.Single(_table.GetStatus(0).Refused));
        Assert.Equal(0, _table.GetStatus(0).Files);

        Found(("a", 1));
        HashAll();
        Assert.Empty(_table.GetStatus(0).Refused);
        Assert.Single(Snapshot().Files);
    }

    [Fact]
    public void A_file_is_hashed_once_however_often_it_is_found()
    {
        Found(("a", 1));
        Found(("a", 1));
        var file = _table.TakeNext()!;
        Found(("a", 1));

        Assert.Null(_table.TakeNext());
        _table.Complete(file, new HashOutcome(ContentOf("a", 1), file.Stamp, null));
        Assert.True(_table.IsSettled);
    }

    [Fact]
    public void Small_files_are_hashed_first()
    {
        Found(("big", 1000), ("small", 1), ("middle", 10));

        Assert.Equal(["small", "middle", "big"], [_table.TakeNext()!.Name, _table.TakeNext()!.Name, _table.TakeNext()!.Name]);
    }

    [Fact]
    public void The_same_content_under_many_names_is_found_until_the_last_is_gone()
    {
        var content = new ContentId(Sha256Hash.Of("same"u8), 4);
        string[] names = ["a", "b", "c", "d"];
        foreach (var remaining in new[] { names, ["a", "c", "d"], ["c", "d"], ["d"] })
        {
            Apply(_ => content, [.. remaining.Select(name => (name, 1L))]);
            Assert.True(_table.TryFind(content, out var file));
            Assert.Contains(file.Name, remaining);
        }

        Found();
        Assert.False(_table.TryFind(content, out _));
        Assert.Equal(0, _table.GetStatus(0).HashedBytes);
    }

    [Fact]
    public void A_snapshot_is_made_only_of_changes()
    {
        Found(("a", 1));
        HashAll();
        var first = Snapshot();

        Found(("a", 1));

        Assert.Null(_table.TakeSnapshot());
        Assert.Single(first.Files);
    }

    /// <summary>Random scans and hashes against the simplest model: what was found last, and what was hashed of it.</summary>
    [Fact]
    public void Whatever_happens_in_whatever_order_what_is_shared_is_what_was_found_and_hashed()
    {
        var random = new Random(20_261);
        var disk = new Dictionary<string, long>();
        for (var step = 0; step < 5_000; step++)
        {
            switch (random.Next(4))
            {
                case 0:
                    disk[$"f{random.Next(20)}"] = random.Next(1, 4);
                    break;
                case 1:
                    disk.Remove($"f{random.Next(20)}");
                    break;
                case 2:
                    Found([.. disk.Select(pair => (pair.Key, pair.Value))]);
                    break;
                default:
                    if (_table.TakeNext() is { } file)
                    {
                        _table.Complete(file, new HashOutcome(ContentOf(file.Name, file.Stamp.Modified), file.Stamp, null));
                    }

                    break;
            }

            _table.TakeSnapshot();
        }

        Found([.. disk.Select(pair => (pair.Key, pair.Value))]);
        HashAll();
        Found([.. disk.Select(pair => (pair.Key, pair.Value)), ("last", 1)]);
        HashAll();
        var shared = Snapshot().Files;
        Assert.Equal(
            disk.Select(pair => (pair.Key, ContentOf(pair.Key, pair.Value))).Append(("last", ContentOf("last", 1))).Order(),
            shared.Values.Select(file => (file.Name, file.Content)).Order());
        Assert.All(shared, pair => Assert.Equal(pair.Key, pair.Value.Number));
        Assert.True(shared.Keys.Max() < 21);
    }

    private static ContentId ContentOf(string name, long state) => new(Sha256Hash.Of(Encoding.UTF8.GetBytes($"{name} {state}")), state);

    private void Found(params (string Name, long State)[] files) => Apply(_ => null, files);

    private void Apply(Func<FoundFile, ContentId?> known, (string Name, long State)[] files)
    {
        var scan = new ShareScan { Mode = ShareMode.Folder };
        foreach (var (name, state) in files)
        {
            scan.Add(new FoundFile(name, "", new FileStamp(state, state, 0, 0)));
        }

        _table.Apply(scan, known);
    }

    private void HashAll()
    {
        while (_table.TakeNext() is { } file)
        {
            _table.Complete(file, new HashOutcome(ContentOf(file.Name, file.Stamp.Modified), file.Stamp, null));
        }
    }

    private uint Number(string name) => _table.TryFind(name, out var file) ? file.Number : uint.MaxValue;

    private ShareSnapshot Snapshot()
    {
        var snapshot = _table.TakeSnapshot();
        Assert.NotNull(snapshot);
        return snapshot;
    }
}
