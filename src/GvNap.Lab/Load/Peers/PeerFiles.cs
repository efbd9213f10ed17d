using GvNap.Lab.Load.Checking;
using GvNap.Protocol;
using GvNap.Protocol.Messages;

namespace GvNap.Lab.Load.Peers;

/// <summary>What one peer shares of its files, and how that is told to the index. Its file numbers are the places of its files.</summary>
internal sealed class PeerFiles(int peer, LoadFiles files, int count, Ledger ledger, int seed)
{
    private readonly bool[] _shared = [.. Enumerable.Repeat(true, count)];
    private readonly Random _random = new(HashCode.Combine(seed, peer));
    private List<ReadOnlyMemory<byte>>? _prepared;
    private Batch? _unknown;
    private ulong _next = (ulong)HashCode.Combine(seed, peer, "version") << 32;

    /// <summary>The version that was acknowledged last; 0: none.</summary>
    public ulong Version { get; private set; }

    /// <summary>Encodes the first catalogue ahead of time.</summary>
    public void Prepare() => _prepared = [.. Everything()];

    /// <summary>The batches that make the whole catalogue; each must be acknowledged before the next is sent.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Everything()
    {
        if (_prepared is { } prepared)
        {
            _prepared = null;
            foreach (var share in prepared)
            {
                yield return share;
            }

            yield break;
        }

        var all = Enumerable.Range(0, count).Where(place => _shared[place]).Chunk(ProtocolLimits.ShareBatchFiles).DefaultIfEmpty([]);
        var replace = true;
        foreach (var chunk in all)
        {
            yield return Encode(new Share { BaseVersion = _next, Version = ++_next, Replace = replace }, chunk);
            replace = false;
        }
    }

    /// <summary>All batches of <see cref="Everything"/> were acknowledged.</summary>
    public void EverythingIsShared()
    {
        (Version, _unknown) = (_next, null);
        for (var place = 0; place < count; place++)
        {
            Settle(place);
        }
    }

    /// <summary>Takes some files out, and puts back what was taken out before.</summary>
    /// <param name="most">Files that are exchanged at most.</param>
    /// <returns>The batch.</returns>
    public ReadOnlyMemory<byte> Exchange(int most)
    {
        var chosen = Enumerable.Range(0, Math.Min(most, count)).Select(_ => _random.Next(count)).Distinct().ToList();
        var batch = new Batch(Version, ++_next, [.. chosen.Where(place => !_shared[place])], [.. chosen.Where(place => _shared[place])]);
        _unknown = batch;
        chosen.ForEach(place => ledger.FileChanges(FileAt(place)));
        return Encode(new Share { BaseVersion = batch.Base, Version = batch.Version, Removed = { batch.Removed.Select(place => (uint)place) } }, batch.Added);
    }

    /// <summary>The last exchange was acknowledged.</summary>
    public void ExchangeIsDone() => Recognise(_next);

    /// <summary>Takes note of the version that the index has.</summary>
    /// <returns>False if the catalogue must be sent whole.</returns>
    public bool Recognise(ulong version)
    {
        if (version == 0 || (version != Version && version != _unknown?.Version))
        {
            return false;
        }

        if (_unknown is { } batch)
        {
            var isDone = version == batch.Version;
            foreach (var (places, shared) in new[] { (batch.Added, true), (batch.Removed, false) })
            {
                Array.ForEach(places, place => _shared[place] = shared == isDone);
                Array.ForEach(places, Settle);
            }
        }

        (Version, _unknown) = (version, null);
        return true;
    }

    private int FileAt(int place) => (peer * count) + place;

    private void Settle(int place)
    {
        if (_shared[place])
        {
            ledger.FileIsThere(FileAt(place));
        }
        else
        {
            ledger.FileIsGone(FileAt(place));
        }
    }

    private ReadOnlyMemory<byte> Encode(Share head, IEnumerable<int> added) =>
        ShareFrame.Encode(head, [.. added.Select(place => ((uint)place, files[FileAt(place)]))]);

    private sealed record Batch(ulong Base, ulong Version, int[] Added, int[] Removed);
}
