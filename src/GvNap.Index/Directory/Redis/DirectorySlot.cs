using System.Globalization;
using GvNap.Protocol.Peers;
using StackExchange.Redis;

namespace GvNap.Index.Directory.Redis;

/// <summary>The keys of the directory as a whole: states, deadlines, log and clock.</summary>
internal sealed class DirectorySlot(RedisStore store, RedisDirectoryOptions options, DirectoryOptions times)
{
    /// <summary>Peers in one renewal, and records on one page.</summary>
    public const int Batch = 256;

    /// <summary>A reaper that comes later than this was held up, and with it perhaps the renewals.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(3);

    /// <summary>What a store that was emptied gets as its epoch.</summary>
    public static string NewEpoch() => Guid.NewGuid().ToString("N");

    /// <summary>Changes what the directory says of a peer, and tells everyone.</summary>
    /// <param name="kind">What changed.</param>
    /// <param name="session">The session in which it did.</param>
    /// <param name="version">The version of its catalogue; only told if it attached or its catalogue changed.</param>
    /// <param name="detail">Of <see cref="ChangeRecord"/>.</param>
    /// <param name="age">How long ago the peer gave its last sign of life.</param>
    public async Task<Announced> AnnounceAsync(ChangeKind kind, PeerSession session, ulong version, string detail, TimeSpan age = default)
    {
        var keys = store.Keys;
        var answer = (RedisValue[])(await store.RunAsync(RedisScript.Announce, [keys.State, keys.Deadlines, keys.Changes, keys.Clock],
        [
            NewEpoch(), Channel, options.LogLength, ((char)kind).ToString(), session.Peer.ToString(), Text(session.Number),
            Text(times.Lease - age), version.ToString(CultureInfo.InvariantCulture), options.ServerId, detail,
        ]))!;
        return (string?)answer[0] switch
        {
            "ok" => new(AnnounceStatus.Done, (long)answer[2], (string)answer[1]!),
            "missing" => Announced.Nowhere,
            _ => Announced.Nowhere with { Status = AnnounceStatus.Superseded },
        };
    }

    /// <summary>Moves deadlines; returns the peers that the directory does not know as attached in these sessions.</summary>
    public async Task<IReadOnlyList<PeerId>> RenewAsync(IReadOnlyList<(PeerSession Session, TimeSpan Age)> peers)
    {
        var keys = store.Keys;
        var values = new List<RedisValue> { NewEpoch(), Text(times.Lease) };
        foreach (var (session, age) in peers)
        {
            values.AddRange([session.Peer.ToString(), Text(session.Number), Text(age)]);
        }

        var answer = (RedisValue[])(await store.RunAsync(RedisScript.Renew, [keys.State, keys.Deadlines, keys.Clock], [.. values]))!;
        return [.. answer.Skip(1).Select(peer => PeerId.Parse((string)peer!))];
    }

    /// <summary>Removes lapsed peers; returns how many.</summary>
    public async Task<long> ReapAsync()
    {
        var keys = store.Keys;
        return (long)await store.RunAsync(RedisScript.Reap, [keys.State, keys.Deadlines, keys.Changes, keys.Clock],
            [NewEpoch(), Channel, options.LogLength, Text(times.Lease), Text(LongestPause), Batch]);
    }

    /// <summary>Reads the log after a record. Also the probe that finds out whether the store is back.</summary>
    public async Task<LogPage> ReadAsync(long after)
    {
        var answer = (RedisResult[])(await store.RunAsync(
            RedisScript.Read, [store.Keys.Changes, store.Keys.Clock], [Text(after), Batch], probe: true))!;
        return new((string)answer[0]!, (long)answer[1], [.. ((RedisValue[])answer[2]!).Select(record => (string)record!)]);
    }

    /// <summary>Reads the states of all peers, and then the epoch, empty if there is none: until it ended, these were its states.</summary>
    public async Task<(IReadOnlyDictionary<PeerId, PeerState> States, string Epoch)> ReadStatesAsync()
    {
        var (entries, epoch) = await store.DoAsync("read states", async database =>
        {
            var all = database.HashGetAllAsync(store.Keys.State);
            var now = await database.HashGetAsync(store.Keys.Clock, "epoch");
            return (await all, (string?)now ?? "");
        });
        return (entries.Select(entry => PeerState.Parse((string)entry.Name!, (string)entry.Value!)).ToDictionary(state => state.Peer), epoch);
    }

    /// <summary>Reads one peer's state; null if it is not there.</summary>
    public async Task<PeerState?> ReadStateAsync(PeerId peer)
    {
        var value = await store.DoAsync("read state", database => database.HashGetAsync(store.Keys.State, peer.ToString()));
        return value.IsNull ? null : PeerState.Parse(peer.ToString(), (string)value!);
    }

    /// <summary>Whether it was told that the peer began a newer session.</summary>
    public async Task<bool> KnowsNewerAsync(PeerSession session) => (await ReadStateAsync(session.Peer))?.Session > session.Number;

    /// <summary>Finds out which of these peers the directory lists.</summary>
    public async Task<IReadOnlySet<PeerId>> FindListedAsync(IReadOnlyList<PeerId> peers)
    {
        var fields = peers.Select(peer => (RedisValue)peer.ToString()).ToArray();
        var values = await store.DoAsync("find listed", database => database.HashGetAsync(store.Keys.State, fields));
        return peers.Where((_, i) => !values[i].IsNull).ToHashSet();
    }

    /// <summary>Whether the store is there, as far as is known.</summary>
    public bool IsAvailable => store.Available;

    private string Channel => options.ListenForChanges ? store.Keys.Channel : "";

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(TimeSpan time) => Text((long)time.TotalMilliseconds);
}
