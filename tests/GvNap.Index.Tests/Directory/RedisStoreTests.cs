using GvNap.Index.Directory.Redis;
using GvNap.Index.Tests.Connections;
using Microsoft.Extensions.Logging;

namespace GvNap.Index.Tests.Directory;

/// <summary>What is said of a store that goes and comes. No server is needed for that.</summary>
public sealed class RedisStoreTests : IAsyncLifetime
{
    private readonly RecordingLoggers _log = new();
    private readonly RedisStore _store;

    public RedisStoreTests() => _store = new(
        new RedisDirectoryOptions { Connection = "127.0.0.1:1", CommandTimeout = TimeSpan.FromMilliseconds(100), ListenForChanges = false }, TimeProvider.System, _log);

    public async ValueTask InitializeAsync() => await _store.ConnectAsync(() => { }, TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task That_it_went_and_that_it_came_back_is_said_once_each()
    {
        await AnswerAsync();
        Assert.Empty(_log.Lines);

        await FailAsync();
        await FailAsync();
        await AnswerAsync();
        await AnswerAsync();
        Assert.Equal(["redis 127.0.0.1:1 is away: searches go on, changes are written when it is back", "redis 127.0.0.1:1 is back"], _log.Lines);
        Assert.Equal(2, _log.Count(LogLevel.Warning));
    }

    [Fact]
    public async Task Of_many_commands_that_fail_at_once_one_says_that_it_went()
    {
        for (var round = 1; round <= 10; round++)
        {
            await AnswerAsync();
            using var all = new Barrier(4);
            await Task.WhenAll(Enumerable.Range(0, all.ParticipantCount).Select(_ => Task.Run(
                () =>
                {
                    all.SignalAndWait();
                    return FailAsync();
                })));
            Assert.Equal(round, _log.Lines.Count(line => line.Contains("is away", StringComparison.Ordinal)));
        }
    }

    private Task AnswerAsync() => _store.DoAsync("test", _ => Task.FromResult(true), probe: true);

    private Task FailAsync() => Assert.ThrowsAsync<StoreUnavailableException>(() => _store.DoAsync("test", _ => Task.FromException<bool>(new TimeoutException()), probe: true));
}
