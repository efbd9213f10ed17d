namespace GvNap.Index.Tests.Directory;

/// <summary>Waits for conditions instead of sleeping.</summary>
internal static class Eventually
{
    /// <summary>Generous: the machine may be busy. What must be faster is measured by its test.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromMinutes(1);

    /// <summary>Waits until a condition holds; fails with its description if it does not in time.</summary>
    public static Task TrueAsync(Func<bool> condition, string description) => TrueAsync(() => Task.FromResult(condition()), description);

    /// <inheritdoc cref="TrueAsync(Func{bool}, string)"/>
    public static async Task TrueAsync(Func<Task<bool>> condition, string description)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Timeout);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!await condition())
        {
            try
            {
                await timer.WaitForNextTickAsync(deadline.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"Within {Timeout} it did not come true that {description}.");
            }
        }
    }
}
