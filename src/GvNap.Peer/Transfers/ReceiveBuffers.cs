namespace GvNap.Peer.Transfers;

/// <summary>
/// The memory in which all downloads receive: however many sources send, it has a bound. Whoever asks first gets first.
/// Safe for concurrent use.
/// </summary>
/// <param name="budget">Bytes in all; but two buffers of any length are always allowed.</param>
internal sealed class ReceiveBuffers(long budget)
{
    private readonly Lock _lock = new();
    private readonly Stack<byte[]> _idle = [];
    private readonly Queue<(int Length, TaskCompletionSource<byte[]> Granted)> _waiting = [];
    private long _used;

    /// <summary>Takes a buffer, waiting until there is room for it.</summary>
    /// <param name="length">Its exact length.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<byte[]> RentAsync(int length, CancellationToken cancellationToken)
    {
        TaskCompletionSource<byte[]> granted;
        lock (_lock)
        {
            if (_waiting.Count == 0 && HasRoom(length))
            {
                return Take(length);
            }

            granted = new TaskCompletionSource<byte[]>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue((length, granted));
        }

        try
        {
            return await granted.Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // Granted at the same moment, or later: it goes back.
            if (!granted.TrySetCanceled(CancellationToken.None))
            {
                Return(await granted.Task);
            }

            throw;
        }
    }

    /// <summary>Gives a buffer back.</summary>
    public void Return(byte[] buffer)
    {
        lock (_lock)
        {
            _used -= buffer.Length;
            _idle.Push(buffer);
            while (_waiting.TryPeek(out var next) && (next.Granted.Task.IsCompleted || HasRoom(next.Length)))
            {
                _waiting.Dequeue();
                if (!next.Granted.Task.IsCompleted)
                {
                    Grant(next.Length, next.Granted);
                }
            }
        }
    }

    private bool HasRoom(int length) => _used + length <= Math.Max(budget, 2L * length);

    private void Grant(int length, TaskCompletionSource<byte[]> granted)
    {
        var buffer = Take(length);
        if (!granted.TrySetResult(buffer))
        {
            _used -= length;
            _idle.Push(buffer);
        }
    }

    /// <summary>Idle buffers of another length are let go as soon as one is needed: what is kept never exceeds the budget either.</summary>
    private byte[] Take(int length)
    {
        _used += length;
        while (_idle.TryPop(out var buffer))
        {
            if (buffer.Length == length)
            {
                return buffer;
            }
        }

        return GC.AllocateUninitializedArray<byte>(length);
    }
}
