using GvNap.Benchmarks.Measuring;
using GvNap.Lab.Load;

namespace GvNap.Benchmarks.Searching;

/// <summary>The search index inside this process: its memory, how fast it takes in files, and its queries, on one thread.</summary>
internal static class IndexBenchmark
{
    private const int Rounds = 7;
    private const int QueriesOfRound = 20_000;

    /// <summary>The costliest queries that a person can think of.</summary>
    private static readonly string[] Worst =
    [
        string.Join(' ', Enumerable.Range(1, 10).Select(ZipfWords.OfRank)),
        $"{ZipfWords.OfRank(1)} b*",
        $"{ZipfWords.OfRank(1)} -b*",
        "b*",
        $"\"{ZipfWords.OfRank(2)} {ZipfWords.OfRank(1)}\"",
        $"ext:mp3 {ZipfWords.OfRank(1)} size:>1TB",
        "ext:mp3 ext:flac",
    ];

    /// <summary>Measures an index of 1,000,000 files.</summary>
    public static Task RunAsync(Table table) => Task.Run(() => Measure(table, 1_000_000));

    /// <summary>Measures an index of 10,000,000 files.</summary>
    public static Task RunLargeAsync(Table table) => Task.Run(() => Measure(table, 10_000_000));

    private static void Measure(Table table, int files)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var filled = FilledIndex.Create(files);
        var held = GC.GetTotalMemory(forceFullCollection: true) - before;
        var what = $"search index of {files / 1_000_000} M files";
        table.Add($"{what}: heap a file", "bytes", [held / (double)files]);
        table.Add($"{what}: files taken in", "files/s", [files / filled.Applying.TotalSeconds]);
        table.Add($"{what}: longest batch of 2,000 files", "ms", [filled.Longest.TotalMilliseconds]);
        MeasurePairs(table, filled, what);
        foreach (var query in Worst)
        {
            var times = new QueryTimes();
            var cut = false;
            for (var round = 0; round < 4 * Rounds; round++)
            {
                cut = times.Ask(filled.Index, query);
            }

            table.Add($"{what}: {query}{(cut ? " (cut)" : "")}", "ms", [times.Quantile(0.5)]);
        }
    }

    private static void MeasurePairs(Table table, FilledIndex filled, string what)
    {
        var queries = Enumerable.Range(0, QueriesOfRound).Select(number => CorpusFiles.Corpus.Query(number)).ToArray();
        var (rates, p99, max) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round <= Rounds; round++)
        {
            var times = new QueryTimes();
            foreach (var query in queries)
            {
                times.Ask(filled.Index, query);
            }

            rates.Add(times.Rate);
            p99.Add(times.Quantile(0.99));
            max.Add(times.Max);
        }

        // The first round warms the code.
        table.Add($"{what}: two words, a core", "queries/s", rates[1..]);
        table.Add($"{what}: two words, p99", "ms", p99[1..]);
        table.Add($"{what}: two words, longest", "ms", max[1..]);
    }
}
