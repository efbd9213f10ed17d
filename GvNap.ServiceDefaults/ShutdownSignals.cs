using System.Runtime.InteropServices;

namespace GvNap.ServiceDefaults;

/// <summary>
/// Turns Ctrl+C (SIGINT) and SIGTERM into a cancellation, so that a process ends by its own doing. The second
/// signal of a process that is already ending has its usual effect: it kills.
/// </summary>
public sealed class ShutdownSignals : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;
    private int _received;

    /// <summary>Listens from now on.</summary>
    public ShutdownSignals() =>
        _registrations = [Register(PosixSignal.SIGINT), Register(PosixSignal.SIGTERM)];

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>The signal that came; null if none did.</summary>
    public PosixSignal? Received => Volatile.Read(ref _received) is var signal and not 0 ? (PosixSignal)signal : null;

    /// <summary>Whether the person pressed Ctrl+C.</summary>
    public bool Interrupted => Received == PosixSignal.SIGINT;

    /// <summary>Asked at each Ctrl+C before anything else: true means that it ended something smaller, and the process goes on.</summary>
    public Func<bool>? OnInterrupt { get; set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _source.Dispose();
    }

    private PosixSignalRegistration Register(PosixSignal signal) => PosixSignalRegistration.Create(signal, Handle);

    private void Handle(PosixSignalContext context)
    {
        if (context.Signal == PosixSignal.SIGINT && OnInterrupt?.Invoke() == true)
        {
            context.Cancel = true;
            return;
        }

        if (Interlocked.CompareExchange(ref _received, (int)context.Signal, 0) != 0)
        {
            return;
        }

        context.Cancel = true;

        // What waits for the token may run long at once: not on the runtime's signal thread.
        _ = ThreadPool.UnsafeQueueUserWorkItem(static source => Cancel(source), _source, preferLocal: false);
    }

    private static void Cancel(CancellationTokenSource source)
    {
        try
        {
            source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The process has ended by itself meanwhile.
        }
    }
}
