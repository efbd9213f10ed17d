using System.Diagnostics;
using System.Security.Cryptography;
using GvNap.Benchmarks.Measuring;

namespace GvNap.Benchmarks;

/// <summary>
/// One file of 1 GiB from one source, disk to disk, against curl from nginx: the whole commands, their start and
/// <c>sync</c> of the file included, in turns so that both meet the same machine.
/// </summary>
internal static class DownloadBenchmark
{
    private const int Rounds = 7;
    private const long Size = 1L << 30;

    public static async Task RunAsync(Table table)
    {
        var folder = Directory.CreateTempSubdirectory("gvnap-bench-").FullName;
        try
        {
            await RunAsync(table, folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task RunAsync(Table table, string folder)
    {
        var share = Directory.CreateDirectory(Path.Combine(folder, "share")).FullName;
        var downloads = Directory.CreateDirectory(Path.Combine(folder, "downloads")).FullName;
        await WriteRandomAsync(Path.Combine(share, "film.bin"));
        var (indexPort, peerPort, nginxPort) = (MeasuredProcess.FreePort(), MeasuredProcess.FreePort(), MeasuredProcess.FreePort());
        await using var index = MeasuredProcess.StartProgram("gvnap-index", "--listen", "127.0.0.1", "--port", $"{indexPort}");
        await MeasuredProcess.WaitForPortAsync(indexPort);
        await using var source = MeasuredProcess.StartProgram(
            "gvnap", "serve", "--name", "source", "--share", share, "--state", Path.Combine(folder, "state"), "--port", $"{peerPort}", "--index", $"127.0.0.1:{indexPort}");
        await using var nginx = await Nginx.StartAsync(folder, share, nginxPort);
        var hash = await MeasuredProcess.RunAsync(MeasuredProcess.StartProgram("gvnap", "hash", Path.Combine(share, "film.bin")));
        var id = hash.Split(' ')[0];
        await WaitUntilSharedAsync(indexPort);

        var (ours, theirs, ratios) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            var curl = await MeasureAsync(downloads, () => MeasuredProcess.Start(
                "sh", "-c", $"curl -sS -o '{downloads}/film.bin' http://127.0.0.1:{nginxPort}/film.bin && sync '{downloads}/film.bin'"));
            var gvnap = await MeasureAsync(downloads, () => MeasuredProcess.StartProgram(
                "gvnap", "get", id, "--json", "--index", $"127.0.0.1:{indexPort}", "--downloads", downloads, "--state", Path.Combine(folder, "getter")));
            ours.Add(gvnap);
            theirs.Add(curl);
            ratios.Add(gvnap / curl);
        }

        table.Add("download of 1 GiB, gvnap get", "MB/s", ours);
        table.Add("the same with curl from nginx, sync", "MB/s", theirs);
        table.Add("gvnap / curl, a round", "×", ratios);
    }

    private static async Task<double> MeasureAsync(string downloads, Func<MeasuredProcess> start)
    {
        var watch = Stopwatch.StartNew();
        await MeasuredProcess.RunAsync(start());
        var rate = Size / 1e6 / watch.Elapsed.TotalSeconds;
        var file = Path.Combine(downloads, "film.bin");
        if (new FileInfo(file).Length != Size)
        {
            throw new InvalidOperationException($"'{file}' is not whole.");
        }

        File.Delete(file);
        return rate;
    }

    private static async Task WaitUntilSharedAsync(int indexPort)
    {
        await using var client = await IndexClient.ConnectAsync(indexPort);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        do
        {
            var reply = await client.RequestAsync(new Protocol.Messages.Envelope { Search = new Protocol.Messages.Search { Query = "film" } });
            if (reply.SearchResults.Total == 1)
            {
                return;
            }
        }
        while (await timer.WaitForNextTickAsync());
    }

    private static async Task WriteRandomAsync(string path)
    {
        await using var file = File.Create(path);
        var block = new byte[1 << 20];
        for (var written = 0L; written < Size; written += block.Length)
        {
            RandomNumberGenerator.Fill(block);
            await file.WriteAsync(block);
        }

        file.Flush(flushToDisk: true);
    }
}
