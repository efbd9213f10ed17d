using System.Diagnostics;
using System.Text.Json;
using GvNap.Benchmarks.Measuring;

namespace GvNap.Benchmarks;

/// <summary>
/// Twenty downloaders that want one file from one source held to 20 MB/s, all at once, against one downloader alone: whole
/// commands, in turns.
/// </summary>
internal static class SwarmBenchmark
{
    private const int Rounds = 5;
    private const int Downloaders = 20;
    private const long Size = 128L << 20;

    public static async Task RunAsync(Table table)
    {
        await using var sample = await SampleShare.CreateAsync(Size);
        await sample.StartSourceAsync("source", "upload-rate=20MB");
        var (one, all, ratios, copies) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            var (alone, _) = await MeasureAsync(sample, 1);
            var (together, fromSource) = await MeasureAsync(sample, Downloaders);
            one.Add(alone);
            all.Add(together);
            ratios.Add(together / alone);
            copies.Add(fromSource / (double)Size);
        }

        table.Add("one download of 128 MiB from a source held to 20 MB/s", "s", one);
        table.Add($"{Downloaders} such downloads at once, until the last is done", "s", all);
        table.Add($"{Downloaders} at once / one, a round", "×", ratios);
        table.Add("copies of the file that the source gave", "×", copies);
    }

    private static async Task<(double Seconds, long BytesFromSource)> MeasureAsync(SampleShare sample, int downloaders)
    {
        var watch = Stopwatch.StartNew();
        var outputs = await Task.WhenAll(Enumerable.Range(0, downloaders).Select(number => MeasuredProcess.RunAsync(MeasuredProcess.StartProgram(
            "gvnap", "get", $"{sample.Content}", "--json", "--index", $"127.0.0.1:{sample.IndexPort}", "--downloads", Path.Combine(sample.Downloads, $"{number}")))));
        var seconds = watch.Elapsed.TotalSeconds;
        Directory.Delete(sample.Downloads, recursive: true);
        return (seconds, outputs.Sum(BytesFromSource));
    }

    private static long BytesFromSource(string output)
    {
        using var result = JsonDocument.Parse(output);
        return result.RootElement.GetProperty("sources").EnumerateArray()
            .Where(source => source.GetProperty("source").GetString() == "source").Sum(source => source.GetProperty("bytes").GetInt64());
    }
}
