namespace GvNap.Index.Connections;

/// <summary>Owns tasks of which only so many may run at once. Costs nothing before the first.</summary>
/// <param name="limit">How many.</param>
internal sealed class BoundedTasks(int limit)
{
    private SemaphoreSlim? _slots;

    /// <summary>Waits for a free slot, and starts a task in it. One caller at a time.</summary>
    /// <param name="task">The task.</param>
    /// <param name="onFailure">Told what made it fail.</param>
    /// <param name="cancellationToken">Ends the wait for a slot.</param>
    public async Task StartAsync(Func<Task> task, Action<Exception> onFailure, CancellationToken cancellationToken)
    {
        _slots ??= new(limit);
        await _slots.WaitAsync(cancellationToken);
        _ = Task.Run(() => RunAsync(task, onFailure, _slots), CancellationToken.None);
    }

    /// <summary>Waits until all tasks have ended; none may be started any more.</summary>
    public async Task DrainAsync()
    {
        for (var i = 0; i < limit && _slots is not null; i++)
        {
            await _slots.WaitAsync();
        }
    }

    private static async Task RunAsync(Func<Task> task, Action<Exception> onFailure, SemaphoreSlim slots)
    {
        try
        {
            await task();
        }
        catch (Exception e)
        {
            onFailure(e);
        }
        finally
        {
            slots.Release();
        }
    }
}
