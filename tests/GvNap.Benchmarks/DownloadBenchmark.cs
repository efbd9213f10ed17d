using System.Security.Cryptography;
using GvNap.Benchmarks.Measuring;

namespace GvNap.Benchmarks;

/// <summary>
/// One file of 1 GiB from one source, disk to disk, against curl and aria2c from nginx: the whole commands, their start and
/// <c>sync</c> of the file included, in turns so that all meet the same machine.
/// </summary>
internal static class DownloadBenchmark
{
    private const int Rounds = 11;
    private const long Size = 1L << 30;

    public static async Task RunAsync(Table table)
    {
        await using var sample = await SampleShare.CreateAsync(Size);
        await sample.StartSourceAsync("source");
        var url = $"http://127.0.0.1:{await sample.StartNginxAsync()}/film.bin";
        var (file, folder) = (sample.Downloaded, sample.Downloads);
        var sha256 = await Sha256Async(Path.Combine(sample.Share, "film.bin"));
        var hasAria = MeasuredProcess.Exists("aria2c");

        var (ours, curl, aria, toCurl, toAria) = (new List<double>(), new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            curl.Add(await sample.MeasureAsync(() => MeasuredProcess.Start("sh", "-c", $"curl -sS -o '{file}' {url} && sync '{file}'")));
            ours.Add(await sample.MeasureAsync(() => sample.StartGet("getter")));
            toCurl.Add(ours[^1] / curl[^1]);
            if (hasAria)
            {
                aria.Add(await sample.MeasureAsync(() => MeasuredProcess.Start(
                    "sh", "-c", $"aria2c -q -x4 -s4 --checksum=sha-256={sha256} -d '{folder}' -o film.bin {url} && sync '{file}'")));
                toAria.Add(ours[^1] / aria[^1]);
            }
        }

        table.Add("download of 1 GiB, gvnap get", "MB/s", ours);
        table.Add("the same with curl from nginx, sync", "MB/s", curl);
        table.Add("gvnap / curl, a round", "×", toCurl);
        if (hasAria)
        {
            table.Add("the same with aria2c -x4 --checksum, sync", "MB/s", aria);
            table.Add("gvnap / aria2c, a round", "×", toAria);
        }
    }

    private static async Task<string> Sha256Async(string path)
    {
        await using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream));
    }
}
