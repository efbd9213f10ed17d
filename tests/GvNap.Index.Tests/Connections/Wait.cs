namespace GvNap.Index.Tests.Connections;

/// <summary>Waits for what becomes true by itself.</summary>
internal static class Wait
{
    /// <summary>Generous: the machine may be busy. What must be faster is measured by its test.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        end.CancelAfter(Patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!await condition())
        {
            await timer.WaitForNextTickAsync(end.Token);
        }
    }
}
