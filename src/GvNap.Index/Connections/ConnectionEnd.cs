using GvNap.Protocol.Messages;

namespace GvNap.Index.Connections;

/// <summary>How a connection ends: the first reason that is given counts, reading stops at once, and what is under way gets a little time.</summary>
internal sealed class ConnectionEnd : IDisposable
{
    /// <summary>How long the end waits for what is under way, and for the remote side to take it.</summary>
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _begun = new();
    private readonly CancellationTokenSource _drained = new();
    private readonly Lock _gate = new();
    private volatile Cause? _cause;
    private Task _notifying = Task.CompletedTask;

    public ConnectionEnd() => (Begun, Drained) = (_begun.Token, _drained.Token);

    /// <summary>Cancelled when nothing more is to be read.</summary>
    public CancellationToken Begun { get; }

    /// <summary>Cancelled when nothing more is to be sent.</summary>
    public CancellationToken Drained { get; }

    /// <summary>Why, for the log.</summary>
    public string Reason => _cause?.Reason ?? "it goes on";

    /// <summary>The last message for the remote side; null: none.</summary>
    public Envelope? LastMessage => _cause?.Message;

    /// <summary>Gives a reason. Does not run what waits for the end on the caller's thread, who may hold a lock.</summary>
    public void Begin(string reason, Envelope? lastMessage = null)
    {
        // Under a lock, so that nobody who sees the reason disposes of this before all is told.
        lock (_gate)
        {
            if (_cause is null)
            {
                _cause = new Cause(reason, lastMessage);
                _drained.CancelAfter(DrainTime);
                _notifying = _begun.CancelAsync();
            }
        }
    }

    /// <summary>Gives an error as the reason.</summary>
    public void Begin(ErrorCode code, string message) =>
        Begin(message, new Envelope { Error = new Error { Code = code, Message = message } });

    /// <summary>Waits until all who wait for the end know.</summary>
    public Task WaitAsync()
    {
        lock (_gate)
        {
            return _notifying;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _begun.Dispose();
        _drained.Dispose();
    }

    private sealed record Cause(string Reason, Envelope? Message);
}
