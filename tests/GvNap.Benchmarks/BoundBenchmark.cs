using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using GvNap.Benchmarks.Measuring;
using GvNap.Protocol.Content;

namespace GvNap.Benchmarks;

/// <summary>
/// What a download of 1 GiB consists of, each part alone in this process: reading from the page cache, sending and
/// receiving over loopback, verifying, writing, and the sync. Had the processors nothing to do but the processor time of
/// the parts, and all of them all the time, that would be the bound of a download whose two sides are on this machine.
/// </summary>
internal static class BoundBenchmark
{
    private const int Rounds = 5;
    private const long Size = 1L << 30;
    private const int Chunk = 256 * 1024;
    private const int WriteLength = 32 * 1024;

    public static async Task RunAsync(Table table)
    {
        await using var sample = await SampleShare.CreateAsync(Size);
        var source = Path.Combine(sample.Share, "film.bin");
        var layer = await LayerAsync(source);
        var target = Path.Combine(sample.Folder, "written.bin");
        (string Name, Func<Task> Run)[] parts =
        [
            ("read from the page cache", () => Task.Run(() => Read(source))),
            ("send and receive over loopback", SendAndReceiveAsync),
            ("verify", () => Task.Run(() => Hash(layer))),
            ("write into the page cache", () => Task.Run(() => Write(target))),
            ("sync", () => Task.Run(() => Sync(target))),
        ];
        var seconds = parts.Select(_ => new List<double>()).ToArray();
        var processor = parts.Select(_ => new List<double>()).ToArray();
        var bound = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            for (var part = 0; part < parts.Length; part++)
            {
                var (watch, before) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
                await parts[part].Run();
                seconds[part].Add(watch.Elapsed.TotalSeconds);
                processor[part].Add((Environment.CpuUsage.TotalTime - before).TotalSeconds);
            }

            File.Delete(target);
            bound.Add(Size / 1e6 * Environment.ProcessorCount / processor.Sum(p => p[^1]));
        }

        for (var part = 0; part < parts.Length; part++)
        {
            table.Add($"1 GiB, {parts[part].Name}", "s", seconds[part]);
            table.Add("the same, processor time", "s", processor[part]);
        }

        table.Add($"bound of both sides together on {Environment.ProcessorCount} processors", "MB/s", bound);
    }

    private static async Task<PieceLayer> LayerAsync(string path)
    {
        await using var stream = File.OpenRead(path);
        return await ContentHasher.HashAsync(stream, Size, bytesHashed: null, CancellationToken.None);
    }

    /// <summary>Verifies all pieces, as many at once as a download does, each time on the same bytes: what it says about them is of no interest here.</summary>
    private static void Hash(PieceLayer layer)
    {
        var data = new byte[Chunk];
        Span<bool> verified = stackalloc bool[Chunk / layer.Geometry.PieceLength];
        for (var piece = 0; piece < layer.Geometry.PieceCount; piece += verified.Length)
        {
            layer.Verify(piece, data, verified);
        }
    }

    private static void Read(string path)
    {
        using var file = File.OpenHandle(path);
        var chunk = new byte[Chunk];
        for (var offset = 0L; offset < Size; offset += Chunk)
        {
            RandomAccess.Read(file, chunk, offset);
        }
    }

    private static void Write(string path)
    {
        using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
        var chunk = new byte[WriteLength];
        for (var offset = 0L; offset < Size; offset += WriteLength)
        {
            RandomAccess.Write(file, chunk, offset);
        }
    }

    private static void Sync(string path)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write);
        RandomAccess.FlushToDisk(file);
    }

    private static async Task SendAndReceiveAsync()
    {
        using var listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        using var sender = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await sender.ConnectAsync(listener.LocalEndPoint!);
        using var receiver = await listener.AcceptAsync();
        var sending = Task.Run(() =>
        {
            var chunk = new byte[Chunk];
            for (var left = Size; left > 0; left -= Chunk)
            {
                sender.Send(chunk);
            }
        });
        await Task.Run(() =>
        {
            var chunk = new byte[Chunk];
            for (var left = Size; left > 0;)
            {
                left -= receiver.Receive(chunk);
            }
        });
        await sending;
    }
}
