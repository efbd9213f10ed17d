using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using GvNap.Peer.Transfers.Scheduling;

namespace GvNap.Peer.Transfers;

/// <summary>Verifies and writes what one source sends, while the next bytes arrive.</summary>
internal sealed class PieceWriter(FileInProgress file, SourceClaims claims, ReceiveBuffers buffers, SourceEntry entry)
{
    /// <summary>How many chunks are verified and written at once: while one waits for the disk, the other keeps a processor busy.</summary>
    private const int Concurrency = 2;

    private readonly Channel<Chunk> _chunks = Channel.CreateBounded<Chunk>(Concurrency);
    private ExceptionDispatchInfo? _failure;

    /// <summary>Hands over received pieces; waits while too many others wait.</summary>
    /// <param name="pieces">Which.</param>
    /// <param name="buffer">Their bytes, from the start; the writer gives it back.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public ValueTask AddAsync(PieceRange pieces, byte[] buffer, CancellationToken cancellationToken) =>
        _chunks.Writer.WriteAsync(new Chunk(pieces, buffer), cancellationToken);

    /// <summary>There will be no more.</summary>
    public void Complete() => _chunks.Writer.TryComplete();

    /// <summary>Writes what is handed over, to the end: what is good is worth keeping also after a failure.</summary>
    /// <param name="stop">Is cancelled when this fails.</param>
    /// <exception cref="SourceException">A piece is not what belongs there.</exception>
    /// <exception cref="LocalFailureException">The disk failed.</exception>
    public async Task RunAsync(CancellationTokenSource stop)
    {
        await Task.WhenAll(Enumerable.Range(0, Concurrency).Select(_ => Task.Run(() => WriteAllAsync(stop), CancellationToken.None)));
        _failure?.Throw();
    }

    private async Task WriteAllAsync(CancellationTokenSource stop)
    {
        await foreach (var chunk in _chunks.Reader.ReadAllAsync(CancellationToken.None))
        {
            try
            {
                Write(chunk);
            }
            catch (Exception e)
            {
                TryFail(e);
                await stop.CancelAsync();
            }
            finally
            {
                buffers.Return(chunk.Buffer);
            }
        }
    }

    /// <summary>Keeps the first failure.</summary>
    private bool TryFail(Exception e) => Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(e), null) is null;

    /// <summary>Verifies the pieces together, which is faster, and writes the good ones one by one, up to the first bad one.</summary>
    private void Write(Chunk chunk)
    {
        var (pieces, geometry) = (chunk.Pieces, file.Layer.Geometry);
        var data = chunk.Buffer.AsSpan(0, (int)pieces.LengthIn(geometry));
        Span<bool> verified = stackalloc bool[pieces.Count];
        file.Layer.Verify(pieces.First, data, verified);
        for (var piece = pieces.First; piece < pieces.End; piece++)
        {
            if (!verified[piece - pieces.First])
            {
                throw Blame(piece, data.Length);
            }

            // Otherwise another source was faster.
            var length = geometry.LengthOf(piece);
            if (!file.Scheduler.IsDone(piece))
            {
                Write(piece, data[..length]);
            }

            if (file.Scheduler.Complete(claims, piece))
            {
                entry.CountPiece(length);
            }

            data = data[length..];
        }
    }

    /// <summary>What is thrown away is rejected once, whoever else of the source's chunks is bad.</summary>
    private SourceException Blame(int piece, int rejected)
    {
        var lie = new SourceException(SourceFailureKind.Lied, $"what it sent for piece {piece} is not what belongs there");
        if (TryFail(lie))
        {
            entry.CountRejected(rejected);
        }

        return lie;
    }

    private void Write(int piece, ReadOnlySpan<byte> data)
    {
        try
        {
            file.Part.Write(data, file.Layer.Geometry.OffsetOf(piece));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw LocalFailureException.Of(e, Path.GetDirectoryName(file.Part.FilePath) ?? "");
        }
    }

    private readonly record struct Chunk(PieceRange Pieces, byte[] Buffer);
}
