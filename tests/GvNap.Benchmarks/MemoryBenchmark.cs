using GvNap.Benchmarks.Measuring;

namespace GvNap.Benchmarks;

/// <summary>The most memory that the two sides of the download of a file of 4 GiB ever have resident.</summary>
internal static class MemoryBenchmark
{
    private const long Size = 4L << 30;

    public static async Task RunAsync(Table table)
    {
        await using var sample = await SampleShare.CreateAsync(Size);
        await sample.StartSourceAsync("source");
        var getter = 0L;
        await sample.MeasureAsync(() =>
        {
            var process = sample.StartGet("getter");
            process.Watch(peak => getter = peak);
            return process;
        });

        table.Add("peak resident of the downloader, 4 GiB", "MB", [getter / 1e6]);
        table.Add("peak resident of the source", "MB", [sample.Processes[^1].PeakResident / 1e6]);
    }
}
