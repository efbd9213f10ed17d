using System.Diagnostics;
using GvNap.Benchmarks.Measuring;
using GvNap.Protocol.Content;

namespace GvNap.Benchmarks;

/// <summary>Hashing a file of 1 GiB from the page cache, on one core, as a share does it the first time.</summary>
internal static class HashBenchmark
{
    private const int Rounds = 5;
    private const long Size = 1L << 30;

    public static async Task RunAsync(Table table)
    {
        await using var sample = await SampleShare.CreateAsync(Size);
        var rates = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            await using var stream = new FileStream(Path.Combine(sample.Share, "film.bin"), FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            var watch = Stopwatch.StartNew();
            await ContentHasher.HashAsync(stream, Size, bytesHashed: null, CancellationToken.None);
            rates.Add(Size / 1e9 / watch.Elapsed.TotalSeconds);
        }

        table.Add("hashing from the page cache, one core", "GB/s", rates);
    }
}
