using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using GvNap.Peer.Sharing;
using GvNap.Peer.Transfers;
using GvNap.Peer.Transfers.Scheduling;
using GvNap.Protocol.Content;
using GvNap.Protocol.Messages;

namespace GvNap.Peer.Tests.Transfers;

/// <summary>A real <c>gvnap</c> process that is killed with -9, again and again, in the middle of what it sends, and started again.</summary>
public sealed partial class KilledSourceTests : IDisposable
{
    private const int Kills = 50;
    private const int Size = 96 << 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly DownloadOptions Stubborn = new() { FirstBackOff = TimeSpan.FromMilliseconds(1), Attempts = 100, ConnectTimeout = Patience };

    private readonly TemporaryFolder _shared = new();
    private readonly TemporaryFolder _downloads = new();
    private readonly TemporaryFolder _state = new();
    private readonly byte[] _content = DownloaderTests.RandomBytes(Size);
    private readonly ConcurrentQueue<string> _fetchedTwice = new();
    private volatile IPartialFile? _file;

    public void Dispose()
    {
        _shared.Dispose();
        _downloads.Dispose();
        _state.Dispose();
    }

    [Fact]
    public async Task The_download_goes_on_with_it_from_the_last_whole_piece()
    {
        await File.WriteAllBytesAsync(_shared["film.bin"], _content, TestContext.Current.CancellationToken);
        var layer = ContentHasher.Hash(_content);
        await using var proxy = new GatedProxy(NoteIfVerified);
        var download = DownloaderTests.NewDownloader(Stubborn).DownloadAsync(
            new DownloadRequest { Content = layer.Content, Sources = [DownloadSource.At("127.0.0.1", proxy.Port)], Folder = _downloads.FullName, Share = Keep },
            null,
            TestContext.Current.CancellationToken);

        for (var kill = 0; kill < Kills; kill++)
        {
            var before = Verified();
            var life = await LiveAndDieAsync(proxy, 1 + Random.Shared.Next(2 * Size / 3 / Kills));

            // All that came counts, up to the last whole piece.
            var after = Verified();
            Assert.False(before.HasBeyond(after));
            Assert.Equal(life.Passed / layer.Geometry.PieceLength, after.Count - before.Count);
        }

        var (last, port) = await StartAsync();
        proxy.Begin(port, long.MaxValue);
        var result = await download;
        await KillAsync(last);

        Assert.True(result.Outcome == DownloadOutcome.Completed, result.Message);
        Assert.Equal(_content, await File.ReadAllBytesAsync(result.Path!, TestContext.Current.CancellationToken));
        Assert.Empty(_fetchedTwice);
        Assert.Equal(["film.bin"], _downloads.Files);
    }

    /// <summary>Starts the source, lets it send so many bytes of the file, and kills it there.</summary>
    private async Task<GatedProxy.Life> LiveAndDieAsync(GatedProxy proxy, int bytes)
    {
        var (source, port) = await StartAsync();
        var life = proxy.Begin(port, bytes);
        try
        {
            await life.IsSpent.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        }
        finally
        {
            await KillAsync(source);
            life.WasKilled.SetResult();
        }

        await life.HasEnded.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        return life;
    }

    private static async Task KillAsync(Process source)
    {
        source.Kill();
        await source.WaitForExitAsync(CancellationToken.None);
        source.Dispose();
    }

    /// <summary>Starts the source with the state that it had, and waits until it shares the file.</summary>
    private async Task<(Process Source, int Port)> StartAsync()
    {
        var source = PeerProgram.Start(
            new Dictionary<string, string>(), "--stay", "--name", "source", "--port", "0", "--share", _shared.FullName, "--downloads", _shared.FullName, "--state", _state.FullName);
        var port = 0;
        while (await source.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken) is { } line)
        {
            port = FilePort().Match(line) is { Success: true } match ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : port;
            if (port > 0 && line.Contains("Sharing 1 file", StringComparison.Ordinal))
            {
                return (source, port);
            }
        }

        throw new InvalidOperationException("The source ended.");
    }

    private PieceSet Verified()
    {
        var count = PieceGeometry.Of(Size).PieceCount;
        return PieceSet.TryRead(count, _file?.GetPieces() ?? new PieceSet(count).ToBytes())!;
    }

    private void NoteIfVerified(Read read)
    {
        if (_file is { } file && file.Layer.Geometry is var geometry)
        {
            var verified = Verified();
            var last = (int)(((long)read.Offset + read.Length - 1) / geometry.PieceLength);
            for (var piece = (int)((long)read.Offset / geometry.PieceLength); piece <= last; piece++)
            {
                if (verified[piece])
                {
                    _fetchedTwice.Enqueue($"Piece {piece} was asked for and is there.");
                }
            }
        }
    }

    private MemoryStream Keep(IPartialFile file)
    {
        _file = file;
        return new MemoryStream();
    }

    [GeneratedRegex("file port ([0-9]+)")]
    private static partial Regex FilePort();
}
