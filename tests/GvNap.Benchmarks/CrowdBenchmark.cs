using System.Diagnostics;
using GvNap.Benchmarks.Measuring;

namespace GvNap.Benchmarks;

/// <summary>64 downloaders at once, 16 MiB each, from one source with 64 slots, against one stream of as many bytes: is anything lost, and is it fair?</summary>
internal static class CrowdBenchmark
{
    private const int Rounds = 7;
    private const int Downloaders = 64;
    private const long Length = 16 << 20;

    public static async Task RunAsync(Table table)
    {
        await using var sample = await SampleShare.CreateAsync(Length);
        var port = await sample.StartSourceAsync("source", $"upload-slots={Downloaders}", $"connections-per-address={4 * Downloaders}");
        await TransferClient.TakeAsync(port, sample.Content, Downloaders);

        var (alone, together, ratios, fairness) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        var (costAlone, costTogether) = (new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            var start = sample.Last.ProcessorSeconds;
            var one = await RateAsync(() => TransferClient.TakeAsync(port, sample.Content, Downloaders), Downloaders * Length);
            var middle = sample.Last.ProcessorSeconds;
            var rates = Array.Empty<double>();
            var all = await RateAsync(
                async () => rates = await Task.WhenAll(Enumerable.Range(0, Downloaders).Select(_ => Task.Run(() => RateAsync(() => TransferClient.TakeAsync(port, sample.Content, 1), Length)))),
                Downloaders * Length);
            alone.Add(one);
            together.Add(all);
            ratios.Add(all / one);
            costAlone.Add(CostOf(middle - start));
            costTogether.Add(CostOf(sample.Last.ProcessorSeconds - middle));
            fairness.Add(Math.Pow(rates.Sum(), 2) / (Downloaders * rates.Sum(rate => rate * rate)));
        }

        table.Add("one stream of 64 × 16 MiB, discarded", "MB/s", alone);
        table.Add("64 streams of 16 MiB at once, together", "MB/s", together);
        table.Add("64 streams / one, a round", "×", ratios);
        table.Add("processor time of the source, one stream", "ms/GB", costAlone);
        table.Add("the same, 64 streams", "ms/GB", costTogether);
        table.Add("Jain's fairness index of the 64", "", fairness);
    }

    private static double CostOf(double seconds) => seconds * 1e3 / (Downloaders * Length / 1e9);

    private static async Task<double> RateAsync(Func<Task> take, long bytes)
    {
        var watch = Stopwatch.StartNew();
        await take();
        return bytes / 1e6 / watch.Elapsed.TotalSeconds;
    }
}
