using GvNap.Lab.Load;
using GvNap.Protocol.Messages;

namespace GvNap.Benchmarks.Measuring;

/// <summary>The files that all benchmarks of the index server share, and the queries that they ask.</summary>
internal static class CorpusFiles
{
    /// <summary>The corpus.</summary>
    public static Corpus Corpus { get; } = new(seed: 1);

    /// <summary>So many of its files from one on, as a catalogue lists them.</summary>
    public static IEnumerable<FileEntry> Entries(long first, int count) => Enumerable.Range(0, count).Select(number => Corpus.File(first + number).ToEntry());
}
