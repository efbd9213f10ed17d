using System.IO.Pipelines;
using GvNap.Protocol.Framing;
using GvNap.Protocol.Messages;

namespace GvNap.Peer.FileServer;

/// <summary>Sends replies, and parts of files, to a remote side that has to take them in good time.</summary>
/// <param name="output">The sending half of the connection.</param>
/// <param name="deadline">Ends the connection if the remote side takes nothing.</param>
/// <param name="services">What all connections share.</param>
internal sealed class FileSender(PipeWriter output, Deadline deadline, FileServices services)
{
    /// <summary>Bytes a step: large enough to keep the socket busy, small enough to notice soon that a file changed.</summary>
    private const int StepLength = 256 * 1024;

    /// <summary>Sends one message.</summary>
    /// <exception cref="IOException">The remote side is gone.</exception>
    public ValueTask SendAsync(Envelope message, CancellationToken cancellationToken)
    {
        Frame.Write(output, message);
        return FlushAsync(cancellationToken);
    }

    /// <summary>Sends a header, and the part of a file that it announces.</summary>
    /// <exception cref="IOException">The remote side is gone, or the file is not what it was: the connection must be cut, as nothing can be said any more.</exception>
    public async ValueTask SendAsync(Envelope header, FileRange range, CancellationToken cancellationToken)
    {
        Frame.Write(output, header);
        for (var sent = 0; sent < range.Length;)
        {
            var step = Math.Min(StepLength, range.Length - sent);
            var read = range.File.Read(output.GetMemory(step).Span[..step], range.Offset + sent);
            if (read < step || !range.File.IsCurrent)
            {
                throw new IOException("The file changed while it was being sent.");
            }

            output.Advance(step);
            await FlushAsync(cancellationToken);
            services.CountSent(step);
            sent += step;
        }
    }

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        var flush = output.FlushAsync(cancellationToken);
        if (!flush.IsCompleted)
        {
            deadline.Set(services.Options.WriteTimeout, "it took nothing of what was sent");
        }

        var result = await flush;
        deadline.Clear();
        if (result.IsCompleted || result.IsCanceled)
        {
            throw new IOException("The remote side closed the connection.");
        }
    }
}
