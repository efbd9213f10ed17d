using GvNap.Benchmarks.Measuring;

namespace GvNap.Benchmarks.Searching;

/// <summary>What a whole index server has resident, its directory in memory, after peers shared files of the corpus with it over TCP.</summary>
internal static class ResidentBenchmark
{
    private const int FilesOfEach = 100_000;
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(20);

    /// <summary>Measures a server of 1,000,000 files.</summary>
    public static Task RunAsync(Table table) => MeasureAsync(table, 1_000_000);

    /// <summary>Measures a server of 10,000,000 files.</summary>
    public static Task RunLargeAsync(Table table) => MeasureAsync(table, 10_000_000);

    private static async Task MeasureAsync(Table table, int files)
    {
        var port = ReservedPort.Next();
        await using var server = MeasuredProcess.StartProgram(
            "gvnap-index", "--listen", "127.0.0.1", "--port", $"{port}", "--lease", "10m", "--limit", "connections-per-address=1000", "--limit", "idle-timeout=10m");
        await MeasuredProcess.WaitForPortAsync(port);
        var empty = server.Resident;
        var peers = new List<IndexClient>();
        for (var first = 0L; first < files; first += FilesOfEach)
        {
            var peer = await IndexClient.ConnectAsync(port);
            peers.Add(peer);
            await peer.ShareAsync($"peer{peers.Count}", CorpusFiles.Entries(first, FilesOfEach));
        }

        await Task.Delay(Settling);
        var what = $"index server of {files / 1_000_000} M files, resident";
        table.Add($"{what}: a file", "bytes", [server.Resident / (double)files]);
        table.Add($"{what}: without what an empty server has, a file", "bytes", [(server.Resident - empty) / (double)files]);
        table.Add($"{what}: at most, a file", "bytes", [server.PeakResident / (double)files]);
        foreach (var peer in peers)
        {
            await peer.DisposeAsync();
        }
    }
}
