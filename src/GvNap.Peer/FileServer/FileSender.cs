using System.IO.Pipelines;
using GvNap.Peer.FileServer.Slots;
using GvNap.Peer.Rates;

namespace GvNap.Peer.FileServer;

/// <summary>
/// Sends parts of files at the rate that is allowed, to a remote side that has to take them in good time. The same for
/// both protocols.
/// </summary>
/// <param name="output">The sending half of the connection.</param>
/// <param name="deadline">Ends the connection if the remote side takes nothing.</param>
/// <param name="services">What all connections share.</param>
internal sealed class FileSender(PipeWriter output, Deadline deadline, FileServices services)
{
    /// <summary>Bytes a step: large enough to keep the socket busy, small enough to notice soon that a file changed.</summary>
    private const int StepLength = 256 * 1024;

    private readonly TransferRate _rate = services.Rates.Begin();

    /// <summary>File bytes sent so far, also by a <see cref="SendAsync"/> that failed.</summary>
    public long Sent { get; private set; }

    /// <summary>Sends what was written to the output.</summary>
    /// <exception cref="IOException">The remote side is gone.</exception>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
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

    /// <summary>Sends a part of a file, behind what was written to the output.</summary>
    /// <exception cref="IOException">The remote side is gone or too slow, or the file is not what it was: the connection must be cut, as nothing can be said any more.</exception>
    public async ValueTask SendAsync(FileRange range, CancellationToken cancellationToken)
    {
        for (var sent = 0L; sent < range.Length;)
        {
            var step = _rate.StepOf((int)Math.Min(StepLength, range.Length - sent));
            if (_rate.IsLimited)
            {
                await WaitAsync(range.Slot, step, cancellationToken);
            }

            var read = range.File.Read(output.GetMemory(step).Span[..step], range.Offset + sent);
            if (read < step || !range.File.IsCurrent)
            {
                throw new IOException("The file changed while it was being sent.");
            }

            output.Advance(step);
            await FlushAsync(cancellationToken);
            services.CountSent(step);
            sent += step;
            Sent += step;
            if (!range.Slot.Pay(step))
            {
                throw new IOException("Others waited for the slot, and it was hardly used.");
            }
        }
    }

    private async ValueTask WaitAsync(UploadSlot slot, int step, CancellationToken cancellationToken)
    {
        using (slot.Excuse())
        {
            await _rate.TakeAsync(step, cancellationToken);
        }
    }
}
