using System.Globalization;
using GvNap.Protocol.Naming;
using GvNap.Protocol.Peers;
using StackExchange.Redis;

namespace GvNap.Index.Directory.Redis;

/// <summary>
/// The keys. What stands in braces decides the slot: all of a peer's keys lie in one, all of the directory's in another.
/// User names are checked before they come here (no braces in them), and only ever the key's tail.
/// </summary>
/// <param name="prefix">What all keys begin with: lets several networks share one Redis.</param>
internal sealed class RedisKeys(string prefix)
{
    /// <summary>Entries that lie in one hash: file number / 2,000 is its number.</summary>
    public const int ChunkFiles = 2_000;

    /// <summary>Hash: peer → "session revision version presence server".</summary>
    public RedisKey State { get; } = prefix + "{dir}:state";

    /// <summary>Sorted set: peer by the end of its lease, milliseconds of the store's clock.</summary>
    public RedisKey Deadlines { get; } = prefix + "{dir}:deadlines";

    /// <summary>Sorted set: records of the change log by their sequence number.</summary>
    public RedisKey Changes { get; } = prefix + "{dir}:changes";

    /// <summary>Hash: who is shut out → "seconds reason".</summary>
    public RedisKey Bans { get; } = prefix + "{dir}:bans";

    /// <summary>Hash: epoch, sequence, last reap, end of the reaper's hold, version of the bans.</summary>
    public RedisKey Clock { get; } = prefix + "{dir}:clock";

    /// <summary>The channel whose messages wake the readers of the log.</summary>
    public string Channel { get; } = prefix + "changed";

    /// <summary>String: "session record".</summary>
    public RedisKey Lease(PeerId peer) => $"{prefix}lease:{{{peer}}}";

    /// <summary>Hash: file number → entry; chunk 0 also has the fields of <see cref="StoredPeer.Fields"/>.</summary>
    public RedisKey Chunk(PeerId peer, int chunk) =>
        string.Create(CultureInfo.InvariantCulture, $"{prefix}catalogue:{{{peer}}}:{chunk}");

    /// <summary>Chunks 0 to <paramref name="top"/>.</summary>
    public IEnumerable<RedisKey> Chunks(PeerId peer, int top) => Enumerable.Range(0, top + 1).Select(chunk => Chunk(peer, chunk));

    /// <summary>String: the peer that holds a user name.</summary>
    public RedisKey User(string name) => prefix + "user:" + UserName.Fold(name);
}
