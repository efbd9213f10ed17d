using System.Diagnostics;
using GvNap.Benchmarks.Measuring;
using GvNap.Protocol.Messages;

namespace GvNap.Benchmarks;

/// <summary>How fast peers' catalogues become searchable: ten peers of 20,000 files register at once.</summary>
internal static class RegisterBenchmark
{
    private const int Rounds = 5;
    private const int Peers = 10;
    private const int FilesOfEach = 20_000;

    public static async Task RunAsync(Table table)
    {
        var files = Enumerable.Range(0, Peers).Select(peer => CorpusFiles.Entries((long)peer * FilesOfEach, FilesOfEach).ToList()).ToList();
        var memory = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            memory.Add(await MeasureAsync(files));
        }

        table.Add("register, directory in memory", "files/s", memory);
        if (!File.Exists("/usr/bin/redis-server"))
        {
            return;
        }

        var redis = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            var port = ReservedPort.Next();
            await using var store = MeasuredProcess.Start("redis-server", "--port", $"{port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no");
            await MeasuredProcess.WaitForPortAsync(port);
            redis.Add(await MeasureAsync(files, "--redis", $"127.0.0.1:{port}"));
        }

        table.Add("register, directory in Redis", "files/s", redis);
    }

    private static async Task<double> MeasureAsync(List<List<FileEntry>> files, params string[] options)
    {
        var port = ReservedPort.Next();
        await using var server = MeasuredProcess.StartProgram("gvnap-index", ["--listen", "127.0.0.1", "--port", $"{port}", .. options]);
        await MeasuredProcess.WaitForPortAsync(port);
        var clients = new List<IndexClient>();
        foreach (var _ in files)
        {
            clients.Add(await IndexClient.ConnectAsync(port));
        }

        var watch = Stopwatch.StartNew();
        await Task.WhenAll(clients.Select((client, i) => Task.Run(() => client.ShareAsync($"peer{i}", files[i]))));
        var rate = Peers * FilesOfEach / watch.Elapsed.TotalSeconds;
        foreach (var client in clients)
        {
            await client.DisposeAsync();
        }

        return rate;
    }
}
