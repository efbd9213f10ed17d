using System.Globalization;
using GvNap.Index.Directory;

namespace GvNap.Index.Tests.Directory;

/// <summary>The largest catalogue that a peer may have, in a Redis that others use at the same time.</summary>
[Collection(ShortLeaseCollection.Name)]
public sealed class LargeCatalogueTests
{
    private const int Files = 200_000;
    private const int Batch = 2_000;
    private const int Rounds = 2;

    /// <summary>What a command may take of Redis' one thread, by its own count.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(10);

    [Fact]
    public async Task A_catalogue_of_200_000_entries_never_stalls_Redis_for_10_ms()
    {
        await using var redis = await StoreProcess.StartRedisAsync();
        if (redis is null)
        {
            Assert.Skip("There is no redis-server on the PATH.");
        }

        redis.Prefer();
        await redis.AskAsync("CONFIG SET slowlog-log-slower-than 0");
        await redis.AskAsync("CONFIG SET slowlog-max-len 1000000");
        await using var cluster = new IndexCluster(redis.Connection) { Options = new() { Lease = TimeSpan.FromSeconds(60), MaxFilesPerPeer = Files } };
        var server = await cluster.StartAsync();
        await cluster.StartAsync();

        for (var round = 0; round < Rounds; round++)
        {
            await UseLargeCatalogueAsync(cluster, server.Directory);
        }

        var slowest = await SlowestAsync(redis);
        Assert.True(slowest.Time < Longest, $"A command took {slowest.Time.TotalMilliseconds:F1} ms: {slowest.Command}");
    }

    // Shared on one server, loaded by the other and by one that starts, replaced, filled again, forgotten.
    private static async Task UseLargeCatalogueAsync(IndexCluster cluster, IPeerDirectory directory)
    {
        var alice = await directory.AttachAsync("alice");
        var version = await FillAsync(directory, alice.Session, 0);
        await cluster.KillAsync(await cluster.StartAsync());
        Assert.Equal(ShareOutcome.Applied, (await directory.ShareAsync(alice.Session, version, ++version, [(0, "all that is left")], replace: true)).Outcome);
        await FillAsync(directory, alice.Session, version);
        await directory.LeaveAsync(alice.Session);
        await cluster.SeeGoneAsync(alice.Session.Peer);
    }

    private static async Task<ulong> FillAsync(IPeerDirectory directory, PeerSession session, ulong version)
    {
        for (var first = 0; first < Files; first += Batch)
        {
            var files = Enumerable.Range(first, Batch).Select(number => ((uint)number, $"a name of some forty bytes, number {number:D8}")).ToArray();
            Assert.Equal(ShareOutcome.Applied, (await directory.ShareAsync(session, version, ++version, files, replace: first == 0)).Outcome);
        }

        return version;
    }

    // Redis counts the time that passed, also while the machine did something else: what a kind of command takes by itself
    // is the least that it ever took. Kinds are told by the script, the number of keys and that of arguments.
    private static async Task<(TimeSpan Time, string Command)> SlowestAsync(StoreProcess redis)
    {
        const string Script =
            "local least, slowest = {}, '' for _, entry in ipairs(redis.call('SLOWLOG', 'GET', -1)) do local parts = entry[4]"
            + " local kind = parts[1] .. ' ' .. #parts if #parts > 3 then kind = kind .. ' ' .. parts[2] .. ' ' .. parts[3] .. ' ' .. parts[#parts] end"
            + " if parts[1] ~= 'EVALSHA' then kind = parts[1] .. ' ' .. #parts end"
            + " least[kind] = math.min(least[kind] or entry[3], entry[3]) end"
            + " for kind, time in pairs(least) do if slowest == '' or time > least[slowest] then slowest = kind end end"
            + " return least[slowest] .. ' ' .. slowest";
        var reply = await redis.AskAsync($"EVAL \"{Script}\" 0");
        var line = reply.Split("\r\n")[1].Split(' ', 2);
        return (TimeSpan.FromMicroseconds(long.Parse(line[0], CultureInfo.InvariantCulture)), line[1]);
    }
}
