using System.Diagnostics;

namespace GvNap.Peer.Tests.FileServer;

/// <summary>Waits for what becomes true by itself.</summary>
internal static class Eventually
{
    /// <summary>How long a condition may take on a slow machine when no bound is specified.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Asks every 20 ms until the answer is yes.</summary>
    public static async Task IsTrueAsync(Func<Task<bool>> condition, string what)
    {
        var watch = Stopwatch.StartNew();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!await condition())
        {
            if (watch.Elapsed > Patience)
            {
                Assert.Fail($"Still not after {watch.Elapsed.TotalSeconds:F1} s: {what}.");
            }

            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }

    /// <inheritdoc cref="IsTrueAsync(Func{Task{bool}}, string)"/>
    public static Task IsTrueAsync(Func<bool> condition, string what) => IsTrueAsync(() => Task.FromResult(condition()), what);
}
