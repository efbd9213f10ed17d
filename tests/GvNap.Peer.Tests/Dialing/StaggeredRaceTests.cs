using GvNap.Peer.Dialing;
using Microsoft.Extensions.Time.Testing;

namespace GvNap.Peer.Tests.Dialing;

public sealed class StaggeredRaceTests
{
    private static readonly TimeSpan Stagger = TimeSpan.FromMilliseconds(250);

    private readonly FakeTimeProvider _time = new();
    private readonly List<string> _started = [];
    private readonly Dictionary<string, TaskCompletionSource<DialResult<Connection>>> _attempts = [];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_next_starts_when_the_stagger_is_over_and_the_first_success_wins()
    {
        var race = RunAsync("a", "b", "c");
        Assert.Equal(["a"], _started);

        await AdvanceUntilAsync(2);
        _attempts["b"].SetResult(new Connection("b"));

        Assert.Equal("b", (await race).Connection!.Name);
        Assert.Equal(["a", "b"], _started);
        Assert.True(_attempts["a"].Task.IsCanceled);
    }

    [Fact]
    public async Task A_failure_starts_the_next_at_once()
    {
        var race = RunAsync("a", "b");

        _attempts["a"].SetResult("refused");
        await UntilAsync(() => _started.Count == 2);
        _attempts["b"].SetResult(new Connection("b"));

        Assert.Equal("b", (await race).Connection!.Name);
    }

    [Fact]
    public async Task When_all_fail_each_reason_is_said_once()
    {
        var race = RunAsync("a", "b", "c");

        foreach (var (name, problem) in new[] { ("a", "refused"), ("b", "refused"), ("c", "unknown") })
        {
            await UntilAsync(() => _started.Contains(name));
            _attempts[name].SetResult(problem);
        }

        Assert.Equal("refused; unknown", (await race).Problem);
    }

    [Fact]
    public async Task A_loser_that_succeeds_late_is_closed()
    {
        var late = new Connection("a");
        var loser = new TaskCompletionSource<DialResult<Connection>>();
        _attempts["a"] = loser;
        var race = StaggeredRace.RunAsync(
            ["a", "b"], (name, _) => name == "a" ? loser.Task : Task.FromResult<DialResult<Connection>>(new Connection("b")), TimeSpan.Zero, TimeProvider.System, Cancelled);

        loser.SetResult(late);
        var winner = (await race).Connection!;

        Assert.Equal(winner != late, late.IsClosed);
    }

    private Task<DialResult<Connection>> RunAsync(params string[] candidates) => StaggeredRace.RunAsync(candidates, AttemptAsync, Stagger, _time, Cancelled);

    private Task<DialResult<Connection>> AttemptAsync(string name, CancellationToken cancellationToken)
    {
        var attempt = new TaskCompletionSource<DialResult<Connection>>(TaskCreationOptions.RunContinuationsAsynchronously);
        cancellationToken.Register(() => attempt.TrySetCanceled(cancellationToken));
        _attempts[name] = attempt;
        _started.Add(name);
        return attempt.Task;
    }

    private async Task AdvanceUntilAsync(int started)
    {
        _time.Advance(Stagger);
        await UntilAsync(() => _started.Count == started);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!condition())
        {
            await timer.WaitForNextTickAsync(patience.Token);
        }
    }

    internal sealed class Connection(string name) : IAsyncDisposable
    {
        public string Name => name;

        public bool IsClosed { get; private set; }

        public ValueTask DisposeAsync()
        {
            IsClosed = true;
            return ValueTask.CompletedTask;
        }
    }
}
