using System.Text;
using GvNap.Index.Directory.Redis;
using GvNap.Protocol.Peers;
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

    /// <summary>Gives a user name to another peer.</summary>
    public Task GiveNameAsync(string user, PeerId peer) => Database.StringSetAsync(_keys.User(user), peer.ToString());

    /// <summary>The script cache is gone, as after a failover.</summary>
    public Task ForgetScriptsAsync() => Database.ExecuteAsync("SCRIPT", "FLUSH");

    public async ValueTask DisposeAsync() => await _connection.CloseAsync();
}
