namespace GvNap.Index.Tests.Directory.Model;

/// <summary>The servers and peers of the model, and what may happen to them.</summary>
internal sealed class ModelWorld(IndexCluster cluster, Random random, int peers)
{
    private readonly List<(IndexCluster.Member Server, Faults Faults)> _servers = [];
    private readonly List<ModelPeer> _peers = [.. Enumerable.Range(0, peers).Select(number => new ModelPeer(number, new Random(random.Next())))];
    private readonly List<string> _story = [];

    public async Task StartAsync()
    {
        await StartServerAsync();
        await StartServerAsync();
    }

    /// <summary>Something happens to one or two peers, at once.</summary>
    public async Task StepAsync()
    {
        if (random.Next(4) == 0)
        {
            var (writes, after, fatal, server) = (random.Next(8), random.Next(2) == 0, random.Next(3) == 0, random.Next(_servers.Count));
            _servers[server].Faults.Plan(writes, after, fatal);
            _story.Add($"server {server} fails {(after ? "after" : "before")} write {writes}{(fatal ? " for ever" : "")}");
        }

        var chosen = _peers.OrderBy(_ => random.Next()).Take(random.Next(1, 3)).ToList();
        await Task.WhenAll(chosen.Select(ActAsync).ToList());
        await BuryAsync();
    }

    /// <summary>Nothing fails any more, the peers settle; then all servers see what is.</summary>
    public async Task RestAsync(string when)
    {
        foreach (var (_, faults) in _servers)
        {
            faults.Clear();
        }

        await BuryAsync();
        await Eventually.TrueAsync(() => _servers.TrueForAll(server => server.Server.Directory.Status.Available), "Redis is there");
        foreach (var peer in _peers.Where(peer => peer.Server is not null))
        {
            while (!await peer.SettleAsync(_servers[0].Server))
            {
                await Eventually.TrueAsync(() => _servers.TrueForAll(server => server.Server.Directory.Status.Available), "Redis is there");
                if (peer.Server is null)
                {
                    await peer.AttachAsync(_servers[0].Server, replyLost: false);
                }
            }
        }

        try
        {
            await Eventually.TrueAsync(() => _servers.TrueForAll(server => Describe(server.Server.View) == Expected()), "all servers see what is");
        }
        catch (Xunit.Sdk.FailException)
        {
            var seen = string.Join("\n\n", _servers.Select(server => Describe(server.Server.View)));
            Assert.Fail($"{when}\n\nexpected:\n{Expected()}\n\nseen:\n{seen}\n\nafter:\n{string.Join('\n', _story)}");
        }
    }

    private string Expected() => string.Join('\n', _peers.Where(peer => peer.Server is not null)
        .Select(peer => $"{peer.Session.Peer} {peer.Name} {peer.Session.Number} {peer.Version} {string.Join('|', peer.Files.Order())}").Order());

    private static string Describe(DirectoryView view) => string.Join('\n', view.Peers.Values.Where(peer => peer.Attached)
        .Select(peer => $"{peer.Record.Id} {peer.Record.User} {peer.Session} {peer.Version} {string.Join('|', peer.Files.Values.Order())}").Order());

    private async Task StartServerAsync()
    {
        var faults = new Faults();
        _servers.Add((await cluster.StartAsync(faults.Into), faults));
    }

    private Task ActAsync(ModelPeer peer)
    {
        var server = random.Next(_servers.Count);
        var choice = random.Next(12);
        var lost = random.Next(6) == 0;
        _story.Add($"{peer.Name} ({(peer.Server is null ? "offline" : "online")}): {choice} on server {server}{(lost ? ", lost" : "")}");
        return (peer.Server, choice) switch
        {
            (null, _) => peer.AttachAsync(_servers[server].Server, lost),
            (_, 0) => peer.QuitAsync(),
            (_, 1) => peer.DropAsync(noticed: true),
            (_, 2) => peer.DropAsync(noticed: false),
            (_, 3 or 4) => MoveAsync(peer, _servers[server].Server),
            _ => SettleAndShareAsync(peer, _servers[server].Server),
        };
    }

    /// <summary>The peer is on another server before its old one notices that the connection is dead.</summary>
    private static async Task MoveAsync(ModelPeer peer, IndexCluster.Member server)
    {
        var (old, session) = (peer.Server!, peer.Session);
        peer.Disconnect();
        await peer.AttachAsync(server, replyLost: false);
        await old.Directory.DetachAsync(session);
    }

    private static async Task SettleAndShareAsync(ModelPeer peer, IndexCluster.Member server)
    {
        if (await peer.SettleAsync(server))
        {
            await peer.ShareSomeAsync();
        }
    }

    /// <summary>Servers that died are replaced; their peers are offline.</summary>
    private async Task BuryAsync()
    {
        foreach (var dead in _servers.Where(server => server.Faults.Dead).ToList())
        {
            _servers.Remove(dead);
            foreach (var peer in _peers.Where(peer => peer.Server == dead.Server))
            {
                peer.Disconnect();
            }

            await cluster.KillAsync(dead.Server);
            await StartServerAsync();
            _story.Add("a server died and another started");
        }
    }
}
