namespace GvNap.Index.Connections;

/// <summary>Owns tasks of which only so many may run at once.</summary>
/// <param name="limit">How many.</param>
internal sealed class BoundedTasks(int limit) : IDisposable
{
    private readonly SemaphoreSlim _slots = new(limit);

    /// <summary>Waits for a free slot, and starts a task in it. The task must not fail.</summary>
    public async Task StartAsync(Func<Task> task, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken);
        _ = Task.Run(() => RunAsync(task), CancellationToken.None);
    }

    /// <summary>Waits until all tasks have ended; none may be started any more.</summary>
    public async Task DrainAsync()
    {
        for (var i = 0; i < limit; i++)
        {
            await _slots.WaitAsync();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _slots.Dispose();

    private async Task RunAsync(Func<Task> task)
    {
        try
        {
            await task();
        }
        finally
        {
            _slots.Release();
        }
    }
}
