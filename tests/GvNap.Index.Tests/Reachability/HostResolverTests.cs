using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using GvNap.Index.Reachability;
using GvNap.Index.Tests.Connections;
using Microsoft.Extensions.Time.Testing;

namespace GvNap.Index.Tests.Reachability;

public sealed class HostResolverTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly FakeTimeProvider _time = new();
    private readonly ConcurrentQueue<TaskCompletionSource<IPAddress[]>> _asked = [];

    [Fact]
    public async Task Names_that_nobody_answers_for_hold_few_places_and_no_caller()
    {
        var resolver = new HostResolver(AskAsync, Patience, _time);

        var callers = Enumerable.Range(0, 100).Select(i => resolver.ResolveAsync($"slow{i}.example", TestContext.Current.CancellationToken)).ToList();
        Assert.Equal(HostResolver.Places, _asked.Count);
        _time.Advance(Patience);
        var answers = await Task.WhenAll(callers);

        // Who asked got nothing; who had no place to ask knows that.
        Assert.Equal(HostResolver.Places, answers.Count(answer => answer is { Count: 0 }));
        Assert.Equal(100 - HostResolver.Places, answers.Count(answer => answer is null));
        Assert.Equal(HostResolver.Places, _asked.Count);
    }

    [Fact]
    public async Task Places_are_free_again_when_the_answers_come()
    {
        var resolver = new HostResolver(AskAsync, Patience, _time);
        var callers = Enumerable.Range(0, HostResolver.Places + 1).Select(i => resolver.ResolveAsync($"host{i}.example", TestContext.Current.CancellationToken)).ToList();

        Assert.True(_asked.TryDequeue(out var first));
        first.SetException(new SocketException((int)SocketError.HostNotFound));
        await Wait.UntilAsync(() => _asked.Count == HostResolver.Places);
        foreach (var asked in _asked)
        {
            asked.SetResult([IPAddress.Loopback]);
        }

        var answers = await Task.WhenAll(callers);
        Assert.Empty(answers[0]!);
        Assert.All(answers[1..], answer => Assert.Equal([IPAddress.Loopback], answer!));
    }

    [Fact]
    public async Task An_address_needs_no_look_up()
    {
        var resolver = new HostResolver(AskAsync, Patience, _time);

        Assert.Equal([IPAddress.Parse("192.0.2.1")], (await resolver.ResolveAsync("192.0.2.1", TestContext.Current.CancellationToken))!);
        Assert.Empty(_asked);
    }

    private Task<IPAddress[]> AskAsync(string host)
    {
        var asked = new TaskCompletionSource<IPAddress[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        _asked.Enqueue(asked);
        return asked.Task;
    }
}
