using System.Diagnostics;
using Google.Protobuf;
using GvNap.Benchmarks.Measuring;
using GvNap.Index.Directory;
using GvNap.Index.Search;
using GvNap.Protocol.Peers;

namespace GvNap.Benchmarks.Searching;

/// <summary>A search index in this process, which holds files of the corpus.</summary>
internal sealed class FilledIndex
{
    /// <summary>Files of a peer.</summary>
    public const int FilesOfEach = 10_000;

    private const int Batch = 2_000;

    private readonly Stopwatch _applying = new();

    /// <summary>The index, which keeps no pages for those who ask the same again: the same queries are asked in each round.</summary>
    public SearchIndex Index { get; } = new(new SearchLimits { KeptBytes = 0 });

    /// <summary>How long the index took to take in all changes.</summary>
    public TimeSpan Applying => _applying.Elapsed;

    /// <summary>The longest that it took for one batch of 2,000 files.</summary>
    public TimeSpan Longest { get; private set; }

    /// <summary>An index with the first files of the corpus.</summary>
    public static FilledIndex Create(int files)
    {
        var filled = new FilledIndex();
        for (var peer = 0; peer < files / FilesOfEach; peer++)
        {
            filled.Join(peer);
        }

        return filled;
    }

    /// <summary>Lets a peer attach and share its part of the corpus.</summary>
    public void Join(int peer)
    {
        var id = IdOf(peer);
        var record = new PeerRecord(id, $"user{peer}", [new PeerEndpoint("192.0.2.1", 6699, default)], (ulong)(peer % 8) * 1_000_000);
        Apply(new DirectoryEvent.Attached(record, new PeerSession(id, 1)));
        for (var first = 0; first < FilesOfEach; first += Batch)
        {
            var added = CorpusFiles.Entries(((long)peer * FilesOfEach) + first, Batch)
                .Select((entry, number) => new CatalogueEntry((uint)(first + number), entry.ToByteArray())).ToList();
            Apply(new DirectoryEvent.CatalogueChanged(id, new CatalogueChange((ulong)first, (ulong)first + Batch, Replace: false, added, [])));
        }
    }

    /// <summary>Lets a peer go.</summary>
    public void Leave(int peer) => Apply(new DirectoryEvent.Left(IdOf(peer)));

    private static PeerId IdOf(int peer) => new((UInt128)(uint)peer);

    private void Apply(DirectoryEvent change)
    {
        var before = _applying.Elapsed;
        _applying.Start();
        Index.Apply(change);
        _applying.Stop();
        Longest = _applying.Elapsed - before > Longest ? _applying.Elapsed - before : Longest;
    }
}
