using System.Diagnostics;
using GvNap.Benchmarks.Measuring;
using GvNap.Protocol.Messages;

namespace GvNap.Benchmarks;

/// <summary>Searches of two words over 200,000 files, through TCP: eight connections, eight requests outstanding on each.</summary>
internal static class SearchBenchmark
{
    private const int Rounds = 5;
    private const int Peers = 10;
    private const int FilesOfEach = 20_000;
    private const int Connections = 8;
    private const int Outstanding = 8;
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(4);

    public static async Task RunAsync(Table table)
    {
        var port = ReservedPort.Next();
        await using var server = MeasuredProcess.StartProgram(
            "gvnap-index", "--listen", "127.0.0.1", "--port", $"{port}", "--limit", "requests-per-second=1000000", "--limit", "request-burst=1000000");
        await MeasuredProcess.WaitForPortAsync(port);
        var peers = new List<IndexClient>();
        for (var i = 0; i < Peers; i++)
        {
            peers.Add(await IndexClient.ConnectAsync(port));
            await peers[i].ShareAsync($"peer{i}", CorpusFiles.Entries((long)i * FilesOfEach, FilesOfEach));
        }

        var keepAlive = KeepAliveAsync(peers);
        await MeasureAsync(port, limit: 20); // Warms both sides.
        foreach (var limit in new uint[] { 1, 20 })
        {
            var (rates, latencies) = (new List<double>(), new List<double>());
            for (var round = 0; round < Rounds; round++)
            {
                var (rate, latency) = await MeasureAsync(port, limit);
                rates.Add(rate);
                latencies.Add(latency);
            }

            table.Add($"search over TCP, two words, {limit} result(s) a page", "searches/s", rates);
            table.Add($"the same, median latency of one search", "ms", latencies);
        }

        foreach (var peer in peers)
        {
            await peer.DisposeAsync();
        }

        await keepAlive;
    }

    private static async Task<(double Rate, double MedianMilliseconds)> MeasureAsync(int port, uint limit)
    {
        var watch = Stopwatch.StartNew();
        var latencies = await Task.WhenAll(Enumerable.Range(0, Connections).Select(i => Task.Run(() => SearchAsync(port, limit, i))));
        var elapsed = watch.Elapsed;
        var all = latencies.SelectMany(times => times).Order().ToList();
        return (all.Count / elapsed.TotalSeconds, all[all.Count / 2]);
    }

    private static async Task<List<double>> SearchAsync(int port, uint limit, int seed)
    {
        await using var client = await IndexClient.ConnectAsync(port);
        var next = (long)seed << 32;
        var sent = new Dictionary<ulong, long>();
        var latencies = new List<double>();
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < Duration || sent.Count > 0)
        {
            while (watch.Elapsed < Duration && sent.Count < Outstanding)
            {
                var id = await client.SendAsync(new Envelope { Search = new Search { Query = CorpusFiles.Corpus.Query(next++), Limit = limit } });
                sent[id] = Stopwatch.GetTimestamp();
            }

            var reply = await client.ReadAsync();
            if (sent.Remove(reply.RequestId, out var at))
            {
                _ = reply.SearchResults ?? throw new InvalidOperationException($"A search got {reply}.");
                latencies.Add(Stopwatch.GetElapsedTime(at).TotalMilliseconds);
            }
        }

        return latencies;
    }

    // Until the connections are closed.
    private static async Task KeepAliveAsync(List<IndexClient> peers)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(3));
        try
        {
            while (await timer.WaitForNextTickAsync())
            {
                foreach (var peer in peers)
                {
                    await peer.SendAsync(new Envelope { Heartbeat = new Heartbeat() });
                }
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Closed: done.
        }
    }
}
