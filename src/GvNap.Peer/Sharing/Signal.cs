namespace GvNap.Peer.Sharing;

/// <summary>Wakes all who wait. Take <see cref="Next"/> before looking at what it announces, and nothing is missed.</summary>
internal sealed class Signal
{
    private TaskCompletionSource _next = New();

    /// <summary>Ends when the signal is raised the next time.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    /// <summary>Wakes those who wait now.</summary>
    public void Raise() => Interlocked.Exchange(ref _next, New()).TrySetResult();

    /// <summary>Waits for <paramref name="next"/>, but not for ever.</summary>
    /// <returns>False if the time ran out.</returns>
    public static async Task<bool> WaitAsync(Task next, TimeSpan time, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(next, Task.Delay(time, clock, enough.Token));
        await enough.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
        return next.IsCompleted;
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
