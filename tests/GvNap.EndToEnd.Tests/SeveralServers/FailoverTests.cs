using System.Diagnostics;
using GvNap.EndToEnd.Tests.Harness;

namespace GvNap.EndToEnd.Tests.SeveralServers;

/// <summary>A peer whose index server dies.</summary>
public sealed class FailoverTests
{
    private const int Files = 2_000;

    [Fact]
    public Task A_peer_attaches_to_the_next_server_within_2_s_without_sending_its_catalogue_again() => Rounds.AssertInRangeAsync(TimeSpan.Zero, TimeSpan.FromSeconds(2), async _ =>
    {
        await using var store = await StoreProcess.StartAsync();
        await using var network = new TestNetwork();
        var (a, b) = (await network.StartIndexAsync(store), await network.StartIndexAsync(store));
        await using var lineToB = new TcpProxy(b.Port);
        var folders = network.FoldersOf("alice");
        for (var i = 0; i < Files; i++)
        {
            SampleFile.Write(folders.Share, $"document {i}.bin", 10, seed: i);
        }

        await network.StartPeerAsync("alice", [a, b with { Port = lineToB.Port }]);
        await using var searcher = await b.ConnectAsync();
        await Eventually.IsTrueAsync(async () => await searcher.CountAsync("document") == Files, "all files are known on both servers");

        await a.KillAsync();
        var watch = Stopwatch.StartNew();
        await Eventually.IsTrueAsync(() => lineToB.SentUp > 0, "the peer turns to the next server");
        await using var witness = await b.ConnectAsync();
        await Eventually.IsTrueAsync(async () => await witness.CountAsync("document") == Files, "its files are found");

        var time = watch.Elapsed;
        await Eventually.StaysTrueAsync(
            async () => await witness.CountAsync("document") == Files, "the files stay, although their first server's word has lapsed", TimeSpan.FromSeconds(4));
        Assert.InRange(lineToB.SentUp, 1, Files); // A byte a file would be more: the catalogue did not travel.
        return time;
    });

    [Fact]
    public async Task A_peer_that_attaches_elsewhere_stays_when_its_first_server_notices_the_dead_connection()
    {
        await using var store = await StoreProcess.StartAsync();
        await using var network = new TestNetwork();
        var a = await network.StartIndexAsync(store, lease: "2s");
        var b = await network.StartIndexAsync(store, lease: "2s");
        await using var lineToA = new TcpProxy(a.Port);
        await using var deadConnection = await WireClient.ConnectAsync(lineToA.Port);
        var registered = await deadConnection.RegisterAsync("alice");
        await deadConnection.ShareAsync(7, 1000, "evergreen.txt");

        lineToA.Cut();
        await using var connection = await b.ConnectAsync();
        var resumed = await connection.RegisterAsync("alice", token: registered.ResumeToken);
        Assert.True(resumed.Resumed);
        Assert.Equal(registered.PeerId, resumed.PeerId);
        Assert.Equal(7ul, resumed.CatalogueVersion);

        await using var onA = await a.ConnectAsync();
        await using var onB = await b.ConnectAsync();
        await Eventually.IsTrueAsync(async () => await onA.CountAsync("evergreen") == 1, "the first server knows of the new attachment");
        await Eventually.StaysTrueAsync(
            async () =>
            {
                await connection.SendAsync(new Protocol.Messages.Envelope { Heartbeat = new Protocol.Messages.Heartbeat() });
                return await onA.CountAsync("evergreen") == 1 && await onB.CountAsync("evergreen") == 1;
            },
            "the file is found on both servers, past the lease of the dead connection",
            TimeSpan.FromSeconds(6));
    }
}
