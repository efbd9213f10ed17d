using System.Diagnostics;
using System.Security.Cryptography;
using GvNap.Peer.Transfers;
using GvNap.Protocol.Messages;

namespace GvNap.Peer.Tests.Transfers;

/// <summary>A real <c>gvnap</c> process that is killed with -9, again and again, in the middle of one download.</summary>
public sealed class KilledDownloadTests : IDisposable
{
    private const int Kills = 50;

    private readonly TemporaryFolder _folder = new();
    private readonly Random _random = new(Environment.TickCount);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Whatever_was_verified_when_it_was_killed_is_not_fetched_again()
    {
        await using var source = new ScriptedSource(DownloaderTests.RandomBytes(16 << 20));
        var verified = new HashSet<int>();
        for (var kill = 0; kill < Kills; kill++)
        {
            var before = verified;
            verified = await RunAndKillAsync(source, waits: kill % 2 == 0);

            Assert.Superset(before, verified);
            Assert.DoesNotContain(source.Requests.Where(r => r.Read is not null).SelectMany(r => PiecesOf(source, ((long)r.Read.Offset, (int)r.Read.Length))), before.Contains);
            source.Requests.Clear();
        }

        Assert.InRange(verified.Count, Kills, source.Layer.Geometry.PieceCount - 1);
        source.Script = null;
        source.Reads.Clear();
        using var last = Start(source);
        await last.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(SHA256.HashData(source.Content), SHA256.HashData(await File.ReadAllBytesAsync(_folder["file.bin"], TestContext.Current.CancellationToken)));
        Assert.Equal(source.Content.Length - verified.Sum(piece => (long)source.Layer.Geometry.LengthOf(piece)), source.Reads.Sum(read => (long)read.Length));
        Assert.Equal(["file.bin"], _folder.Files);
    }

    /// <summary>Lets it fetch up to a random byte, of about one in fifty, and kills it there.</summary>
    /// <param name="source">The source.</param>
    /// <param name="waits">Whether it has time to write what has arrived: of that, not even the last whole piece may be missing.</param>
    /// <returns>The pieces that are verified on the disk.</returns>
    private async Task<HashSet<int>> RunAndKillAsync(ScriptedSource source, bool waits)
    {
        var left = 1 + _random.Next(2 * source.Content.Length / 3 / Kills);
        var reached = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var whole = 0;
        source.Script = async exchange =>
        {
            if (exchange.Request.Read is not { } read)
            {
                return false;
            }

            var bytes = exchange.HonestBytes;
            if (left >= bytes.Length)
            {
                left -= bytes.Length;
                whole += PiecesOf(source, ((long)read.Offset, bytes.Length)).Count();
                return false;
            }

            await exchange.SendAsync(new Envelope { ReadHeader = new ReadHeader { Length = read.Length } });
            await exchange.SendRawAsync(bytes[..left]);
            reached.TrySetResult(whole + (left / source.Layer.Geometry.PieceLength));
            await exchange.HangAsync();
            return true;
        };

        var before = waits ? VerifiedPieces(source).Count : 0;
        using var process = Start(source);
        var arrived = await reached.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        if (waits)
        {
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            patience.CancelAfter(TimeSpan.FromMinutes(1));
            while (VerifiedPieces(source).Count < before + arrived)
            {
                await timer.WaitForNextTickAsync(patience.Token);
            }
        }

        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return VerifiedPieces(source);
    }

    private HashSet<int> VerifiedPieces(ScriptedSource source)
    {
        var path = _folder["file.bin" + SafePath.PartSuffix];
        if (!File.Exists(path))
        {
            return [];
        }

        using var part = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var geometry = source.Layer.Geometry;
        var buffer = new byte[geometry.PieceLength];
        return [.. Enumerable.Range(0, geometry.PieceCount).Where(piece =>
            RandomAccess.Read(part, buffer, geometry.OffsetOf(piece)) is var read && source.Layer.Verify(piece, buffer.AsSpan(0, Math.Min(read, geometry.LengthOf(piece)))))];
    }

    private static IEnumerable<int> PiecesOf(ScriptedSource source, (long Offset, int Length) read)
    {
        var length = source.Layer.Geometry.PieceLength;
        return Enumerable.Range((int)(read.Offset / length), (read.Length + length - 1) / length);
    }

    private Process Start(ScriptedSource source) => PeerProgram.Start(
        // It would lock the file against the eyes of this test as well.
        new Dictionary<string, string> { ["DOTNET_SYSTEM_IO_DISABLEFILELOCKING"] = "1" },
        "download", "127.0.0.1", $"{source.Port}", source.Name, "--downloads", _folder.FullName, "--state", Path.Combine(_folder.FullName, "..", "state"));
}
