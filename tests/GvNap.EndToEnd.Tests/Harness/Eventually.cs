using System.Diagnostics;

namespace GvNap.EndToEnd.Tests.Harness;

/// <summary>Waits for what becomes true by itself.</summary>
internal static class Eventually
{
    /// <summary>How long a condition may take on a slow machine when no bound is specified.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Asks every 10 ms until the answer is yes.</summary>
    /// <returns>How long it took.</returns>
    public static async Task<TimeSpan> IsTrueAsync(Func<Task<bool>> condition, string what, TimeSpan? timeout = null)
    {
        var watch = Stopwatch.StartNew();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!await condition())
        {
            if (watch.Elapsed > (timeout ?? Patience))
            {
                Assert.Fail($"Still not after {watch.Elapsed.TotalSeconds:F1} s: {what}.");
            }

            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }

        return watch.Elapsed;
    }

    /// <inheritdoc cref="IsTrueAsync(Func{Task{bool}}, string, TimeSpan?)"/>
    public static Task<TimeSpan> IsTrueAsync(Func<bool> condition, string what, TimeSpan? timeout = null) =>
        IsTrueAsync(() => Task.FromResult(condition()), what, timeout);

    /// <summary>Asks for <paramref name="duration"/> and fails as soon as the answer is no.</summary>
    public static async Task StaysTrueAsync(Func<Task<bool>> condition, string what, TimeSpan duration)
    {
        var watch = Stopwatch.StartNew();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (watch.Elapsed < duration)
        {
            Assert.True(await condition(), $"No longer after {watch.Elapsed.TotalSeconds:F1} s: {what}.");
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }
}
