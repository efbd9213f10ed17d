using System.Text;
using GvNap.Index.Directory;
using GvNap.Index.Directory.Redis;
using GvNap.Protocol.Peers;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace GvNap.Index.Tests.Directory;

/// <summary>Looks at a cluster's keys without its code paths, and damages them.</summary>
internal sealed class IndexClusterWitness(string connection, string prefix) : IAsyncDisposable
{
    private readonly ConnectionMultiplexer _connection = ConnectionMultiplexer.Connect(connection + ",allowAdmin=true");
    private readonly RedisKeys _keys = new(prefix);

    private IDatabase Database => _connection.GetDatabase();

    /// <summary>The names in the first chunk of a catalogue, in order.</summary>
    public async Task<IReadOnlyList<string>> FilesAsync(PeerId peer) =>
        [.. (await Database.HashGetAllAsync(_keys.Chunk(peer, 0))).Where(field => char.IsAsciiDigit(((string)field.Name!)[0]))
            .Select(field => Encoding.UTF8.GetString((byte[])field.Value!)).Order()];

    /// <summary>Takes away everything of a peer but its name.</summary>
    public async Task DamageAsync(PeerId peer)
    {
        await Database.KeyDeleteAsync([_keys.Lease(peer), _keys.Chunk(peer, 0)]);
        await Database.HashDeleteAsync(_keys.State, peer.ToString());
        await Database.SortedSetRemoveAsync(_keys.Deadlines, peer.ToString());
    }

    /// <summary>Begins a newer session, as a server does that dies before it tells anyone; and the one that was told of lapses.</summary>
    public async Task BeginSessionAsync(PeerSession session)
    {
        var newer = session.Number + TimeSpan.FromHours(1).TotalMicroseconds;
        await Database.HashSetAsync(_keys.Chunk(session.Peer, 0), [new("session", $"{newer:F0}"), new("server", "dead")]);
        await Database.HashDeleteAsync(_keys.State, session.Peer.ToString());
        await Database.SortedSetRemoveAsync(_keys.Deadlines, session.Peer.ToString());
    }

    /// <summary>A peer's newest session.</summary>
    public async Task<long> SessionAsync(PeerId peer) => (long)await Database.HashGetAsync(_keys.Chunk(peer, 0), "session");

    /// <summary>Takes a peer off the list, and tells that, as the reaper does when a lease is over.</summary>
    public async Task ReapAsync(PeerSession session, DirectoryOptions times)
    {
        var options = new RedisDirectoryOptions { Connection = connection, KeyPrefix = prefix, ServerId = "reaper", CommandTimeout = TimeSpan.FromSeconds(20) };
        await using var store = new RedisStore(options, TimeProvider.System, NullLogger.Instance);
        await store.ConnectAsync(() => { }, CancellationToken.None);
        var directory = new DirectorySlot(store, options, times);
        await directory.ReadAsync(0);
        Assert.Equal(AnnounceStatus.Done, (await directory.AnnounceAsync(ChangeKind.Left, session, 0, ChangeRecord.PlainDetail)).Status);
    }

    /// <summary>Takes away everything, in one stroke, and begins a new epoch.</summary>
    public Task EmptyAsync() => Database.ScriptEvaluateAsync(
        """
        for _, key in ipairs(redis.call('KEYS', ARGV[1] .. '*')) do
            redis.call('DEL', key)
        end
        redis.call('HSET', KEYS[1], 'epoch', ARGV[2])
        """,
        [_keys.Clock],
        [prefix, $"{Guid.NewGuid():N}"]);

    /// <summary>Leaves a catalogue as it is in the middle of being written again: still without a file, and of no version.</summary>
    /// <returns>What puts it back as it was.</returns>
    public async Task<Func<Task>> RewriteAsync(PeerId peer)
    {
        var key = _keys.Chunk(peer, 0);
        var fields = await Database.HashGetAllAsync(key);
        await Database.HashDeleteAsync(key, [.. fields.Select(field => field.Name).Where(name => char.IsAsciiDigit(((string)name!)[0]))]);
        await Database.HashSetAsync(key, "version", StoredPeer.Unfinished);
        return () => Database.HashSetAsync(key, fields);
    }

    /// <summary>Changes a catalogue and its version without a record in the log.</summary>
    public async Task ShareSilentlyAsync(PeerId peer, uint number, string name, ulong version)
    {
        await Database.HashSetAsync(_keys.Chunk(peer, 0), [new($"{number}", name), new("version", $"{version}")]);
        var state = ((string)(await Database.HashGetAsync(_keys.State, peer.ToString()))!).Split(' ');
        state[2] = $"{version}";
        await Database.HashSetAsync(_keys.State, peer.ToString(), string.Join(' ', state));
    }

    /// <summary>Gives a user name to another peer.</summary>
    public Task GiveNameAsync(string user, PeerId peer) => Database.StringSetAsync(_keys.User(user), peer.ToString());

    /// <summary>Sets when the reaper ran last, relative to now; before, or after if the store's clock went back.</summary>
    public async Task MoveReapAsync(TimeSpan away)
    {
        var now = await Database.ExecuteAsync("TIME");
        var seconds = (long)((RedisResult[])now!)[0];
        await Database.HashSetAsync(_keys.Clock, "reap", (long)((seconds * 1000) + away.TotalMilliseconds));
    }

    /// <summary>Sets the end of a peer's lease, relative to now.</summary>
    public async Task MoveDeadlineAsync(PeerId peer, TimeSpan away)
    {
        var now = await Database.ExecuteAsync("TIME");
        var seconds = (long)((RedisResult[])now!)[0];
        await Database.SortedSetAddAsync(_keys.Deadlines, peer.ToString(), (seconds * 1000) + away.TotalMilliseconds);
    }

    /// <summary>How long a peer's lease still runs.</summary>
    public async Task<TimeSpan?> LeaseAsync(PeerId peer)
    {
        var seconds = (long)((RedisResult[])(await Database.ExecuteAsync("TIME"))!)[0];
        return await Database.SortedSetScoreAsync(_keys.Deadlines, peer.ToString()) is { } deadline ? TimeSpan.FromMilliseconds(deadline - (seconds * 1000)) : null;
    }

    /// <summary>The script cache is gone, as after a failover.</summary>
    public Task ForgetScriptsAsync() => Database.ExecuteAsync("SCRIPT", "FLUSH");

    public async ValueTask DisposeAsync() => await _connection.CloseAsync();
}
