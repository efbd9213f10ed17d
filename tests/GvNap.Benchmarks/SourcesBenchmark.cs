using GvNap.Benchmarks.Measuring;

namespace GvNap.Benchmarks;

/// <summary>A file from three sources that are held to 100 MB/s each, against one of them, in turns.</summary>
internal static class SourcesBenchmark
{
    private const int Rounds = 5;
    private const long Size = 768L << 20;

    public static async Task RunAsync(Table table)
    {
        await using var sample = await SampleShare.CreateAsync(Size);
        var port = await sample.StartSourceAsync("first", "upload-rate=100MB");
        await sample.StartSourceAsync("second", "upload-rate=100MB");
        await sample.StartSourceAsync("third", "upload-rate=100MB");

        var (one, three, ratios) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            one.Add(await sample.MeasureAsync(() => MeasuredProcess.StartProgram(
                "gvnap", "download", "127.0.0.1", $"{port}", "film.bin", "--downloads", sample.Downloads, "--state", Path.Combine(sample.Folder, "getter"))));
            three.Add(await sample.MeasureAsync(() => sample.StartGet("getter")));
            ratios.Add(three[^1] / one[^1]);
        }

        table.Add("download from one source held to 100 MB/s", "MB/s", one);
        table.Add("the same from three such sources", "MB/s", three);
        table.Add("three sources / one, a round", "×", ratios);
    }
}
