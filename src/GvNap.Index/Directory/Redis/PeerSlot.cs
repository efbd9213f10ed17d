using System.Globalization;
using GvNap.Protocol.Peers;
using StackExchange.Redis;

namespace GvNap.Index.Directory.Redis;

/// <summary>The keys of single peers: lease and catalogue. A command works on one peer's slot only.</summary>
internal sealed class PeerSlot(RedisStore store, RedisDirectoryOptions options, DirectoryOptions times)
{
    /// <summary>
    /// What outlives the lease lives this long from the moment that it is renewed; half of the grace may pass
    /// before it is renewed again, and still a whole one must be left.
    /// </summary>
    private readonly TimeSpan _longTime = times.Lease + (times.Grace * 1.5);

    /// <summary>Reads what is there of a peer.</summary>
    public Task<StoredPeer> ReadAsync(PeerId peer) => store.DoAsync("read peer", async database =>
    {
        var lease = database.StringGetAsync(store.Keys.Lease(peer));
        var fields = await database.HashGetAsync(store.Keys.Chunk(peer, 0), StoredPeer.Fields);
        return StoredPeer.Parse(fields, await lease);
    });

    /// <summary>Begins a session; null if another one was begun since <paramref name="seen"/> was read.</summary>
    public async Task<StoredPeer?> AttachAsync(PeerRecord record, long? seen, long least, ResumeSecret secret)
    {
        var result = await store.RunAsync(RedisScript.Attach, [store.Keys.Lease(record.Id), store.Keys.Chunk(record.Id, 0)],
        [
            seen is { } session ? Text(session) : "", Text(least), secret.Current.ToString(), secret.Previous?.ToString() ?? "",
            options.ServerId, RecordCodec.Encode(record), Text(times.Lease), Text(_longTime),
        ]);
        return result.IsNull ? null : StoredPeer.Parse((RedisValue[])result!, secret, record);
    }

    /// <summary>Writes a session again; null if there is a newer one, unless that is to be written over.</summary>
    public async Task<StoredPeer?> RestoreAsync(PeerRecord record, long session, ResumeSecret secret, bool over = false)
    {
        var result = await store.RunAsync(RedisScript.Restore, [store.Keys.Lease(record.Id), store.Keys.Chunk(record.Id, 0)],
        [
            Text(session), secret.Current.ToString(), secret.Previous?.ToString() ?? "", options.ServerId,
            RecordCodec.Encode(record), Text(times.Lease), Text(_longTime), over ? "1" : "",
        ]);
        return result.IsNull ? null : StoredPeer.Parse([session, .. (RedisValue[])result!], secret, record);
    }

    /// <summary>Applies one batch of at most 2,000 entries.</summary>
    /// <param name="session">The session that the catalogue must be in.</param>
    /// <param name="change">The batch.</param>
    /// <param name="baseVersion">Its base, or <see cref="StoredPeer.Unfinished"/>.</param>
    /// <param name="version">Its version, or <see cref="StoredPeer.Unfinished"/>.</param>
    /// <param name="top">The highest chunk that may exist.</param>
    public async Task<StoredShare> ShareAsync(PeerSession session, CatalogueChange change, string baseVersion, string version, int top)
    {
        while (true)
        {
            var (keys, values) = ShareArguments.Of(store.Keys, session, change, baseVersion, version, top, Text(_longTime));
            var answer = (RedisValue[])(await store.RunAsync(RedisScript.Share, keys, values))!;
            switch ((string?)answer[0])
            {
                case "ok": return StoredShare.Applied;
                case "missing": return StoredShare.Missing;
                case "superseded": return StoredShare.Superseded;
                case "version": return StoredShare.OtherVersion;
                default: top = (int)answer[1]; break;
            }
        }
    }

    /// <summary>Forgets a peer; false if there is a newer session.</summary>
    public async Task<bool> LeaveAsync(PeerSession session, int top)
    {
        while (true)
        {
            RedisKey[] keys = [store.Keys.Lease(session.Peer), .. store.Keys.Chunks(session.Peer, top)];
            var answer = (RedisValue[])(await store.RunAsync(RedisScript.Leave, keys, [Text(session.Number)]))!;
            switch ((string?)answer[0])
            {
                case "ok": return true;
                case "superseded": return false;
                default: top = (int)answer[1]; break;
            }
        }
    }

    /// <summary>Gives the lease its full time again; false if it is not there.</summary>
    public Task<bool> RenewLeaseAsync(IDatabase database, PeerId peer) =>
        database.KeyExpireAsync(store.Keys.Lease(peer), times.Lease);

    /// <summary>Gives the catalogue its full time again; false if a chunk is not there.</summary>
    public async Task<bool> RenewCatalogueAsync(IDatabase database, PeerId peer, IEnumerable<int> chunks)
    {
        var kept = await Task.WhenAll(chunks.Append(0).Distinct().Select(chunk => database.KeyExpireAsync(store.Keys.Chunk(peer, chunk), _longTime)));
        return kept.All(there => there);
    }

    /// <summary>Gives name and catalogue of a peer that is attached their full time.</summary>
    public Task ExtendAsync(PeerRecord record, int top) => Task.WhenAll(
        ClaimNameAsync(record.User, record.Id, attached: true),
        store.DoAsync("extend", database => RenewCatalogueAsync(database, record.Id, Enumerable.Range(0, top + 1))));

    /// <summary>The peer has its newest token: the one before is worth nothing any more.</summary>
    public Task ConfirmTokenAsync(IDatabase database, PeerId peer) =>
        database.HashDeleteAsync(store.Keys.Chunk(peer, 0), "previous");

    /// <summary>
    /// Takes or keeps a user name; false if another peer holds it. The empty name is everyone's. At first it is kept for
    /// a lease only, so that one which is taken for an attachment that then fails is not lost for long.
    /// </summary>
    public async Task<bool> ClaimNameAsync(string name, PeerId peer, bool attached)
    {
        var kept = Text(attached ? _longTime : times.Lease);
        return name.Length == 0 || (long)await store.RunAsync(RedisScript.Claim, [store.Keys.User(name)], [peer.ToString(), kept]) == 1;
    }

    /// <summary>Gives a user name back, if the peer holds it.</summary>
    public async Task ReleaseNameAsync(string name, PeerId peer)
    {
        if (name.Length > 0)
        {
            await store.RunAsync(RedisScript.Release, [store.Keys.User(name)], [peer.ToString()]);
        }
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(TimeSpan time) => Text((long)time.TotalMilliseconds);
}
