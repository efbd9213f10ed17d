using System.IO.Pipelines;
using GvNap.Protocol.Messages;

namespace GvNap.Protocol.Framing;

/// <summary>Writes frames to a connection; several callers may write at once, each frame stays whole.</summary>
/// <param name="pipe">The sending half of the connection. Its own back-pressure bounds what is queued.</param>
public sealed class FrameWriter(PipeWriter pipe) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Writes one frame and waits until the connection has taken it.</summary>
    /// <exception cref="IOException">The remote side is gone.</exception>
    public async ValueTask WriteAsync(Envelope envelope, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            Frame.Write(pipe, envelope);
            var result = await pipe.FlushAsync(cancellationToken);
            if (result.IsCompleted)
            {
                throw new IOException("The remote side closed the connection.");
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();
}
