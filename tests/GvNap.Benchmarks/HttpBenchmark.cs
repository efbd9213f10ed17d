using System.Diagnostics;
using GvNap.Benchmarks.Measuring;

namespace GvNap.Benchmarks;

/// <summary>curl from a peer against curl from nginx, both discarding; and how near a limited rate comes to its limit.</summary>
internal static class HttpBenchmark
{
    private const int Rounds = 7;
    private const int LimitedRounds = 3;
    private const long Size = 1L << 30;

    public static async Task RunAsync(Table table)
    {
        await using var sample = await SampleShare.CreateAsync(Size);
        var peer = $"http://127.0.0.1:{await sample.StartSourceAsync("source")}/content/{sample.Content}";
        var nginx = $"http://127.0.0.1:{await sample.StartNginxAsync()}/film.bin";
        await MeasureAsync(peer, Size);

        var (ours, theirs, ratios) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            theirs.Add(await MeasureAsync(nginx, Size));
            ours.Add(await MeasureAsync(peer, Size));
            ratios.Add(ours[^1] / theirs[^1]);
        }

        table.Add("GET of 1 GiB with curl, discarded, from gvnap", "MB/s", ours);
        table.Add("the same from nginx", "MB/s", theirs);
        table.Add("gvnap / nginx, a round", "×", ratios);
        foreach (var limit in new[] { 20, 100 })
        {
            await MeasureLimitAsync(table, sample, limit);
        }
    }

    private static async Task MeasureLimitAsync(Table table, SampleShare sample, int limit)
    {
        var address = $"http://127.0.0.1:{await sample.StartSourceAsync($"limited{limit}", $"upload-rate={limit}MB")}/content/{sample.Content}";
        var rates = new List<double>();
        for (var round = 0; round < LimitedRounds; round++)
        {
            rates.Add(await MeasureAsync(address, limit * 4_000_000L));
        }

        table.Add($"the same from gvnap, held to {limit} MB/s, 4 s", "MB/s", rates);
    }

    private static async Task<double> MeasureAsync(string address, long bytes)
    {
        var watch = Stopwatch.StartNew();
        var report = await MeasuredProcess.RunAsync(MeasuredProcess.Start("curl", "-sS", "-o", "/dev/null", "-r", $"0-{bytes - 1}", "-w", "%{size_download}", address));
        return report == $"{bytes}"
            ? bytes / 1e6 / watch.Elapsed.TotalSeconds
            : throw new InvalidOperationException($"curl got {report} bytes from {address}.");
    }
}
