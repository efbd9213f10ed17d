using System.Diagnostics;
using System.Security.Cryptography;
using GvNap.Benchmarks.Measuring;
using GvNap.Protocol.Messages;

namespace GvNap.Benchmarks;

/// <summary>A folder of 10,000 files of 4 KiB from one peer as one job, the whole command, all on the disk at the end.</summary>
internal static class FolderBenchmark
{
    private const int Rounds = 5;
    private const int Files = 10_000;
    private const int Folders = 20;

    public static async Task RunAsync(Table table)
    {
        await using var sample = await SampleShare.CreateAsync(1 << 20);
        for (var number = 0; number < Files; number++)
        {
            var folder = Directory.CreateDirectory(Path.Combine(sample.Share, "tree", $"{number % Folders}")).FullName;
            await File.WriteAllBytesAsync(Path.Combine(folder, $"{number}.bin"), RandomNumberGenerator.GetBytes(4096));
        }

        await sample.StartSourceAsync("source");
        await WaitUntilSharedAsync(sample.IndexPort);
        var rates = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            var watch = Stopwatch.StartNew();
            await MeasuredProcess.RunAsync(MeasuredProcess.StartProgram(
                "gvnap", "get", "--user", "source", "tree/", "--json", "--index", $"127.0.0.1:{sample.IndexPort}", "--downloads", Path.Combine(sample.Downloads, $"{round}"), "--state", Path.Combine(sample.Folder, "getter")));

            // What it made stays to the end: ext4 without a journal looks at all that was deleted in the last minute before it makes a file.
            rates.Add(Files / watch.Elapsed.TotalSeconds);
        }

        table.Add("a folder of 10,000 files of 4 KiB", "files/s", rates);
    }

    private static async Task WaitUntilSharedAsync(int indexPort)
    {
        await using var client = await IndexClient.ConnectAsync(indexPort);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (await timer.WaitForNextTickAsync())
        {
            var reply = await client.RequestAsync(new Envelope { ListPeers = new ListPeers() });
            if (reply.PeerPage.Peers.Any(peer => peer.Files == Files + 1))
            {
                return;
            }
        }
    }
}
