using GvNap.Index.Directory;

namespace GvNap.Index.Tests.Directory.Model;

/// <summary>
/// A peer as the protocol wants it: it keeps its token, its files and the version that was acknowledged last, sends a
/// batch of unknown fate again, and everything when the directory has another version.
/// </summary>
internal sealed class ModelPeer(int number, Random random)
{
    private readonly SortedDictionary<uint, string> _files = [];
    private ReadOnlyMemory<byte> _token;
    private ulong _version;
    private ulong _nextVersion = (ulong)random.Next() << 32;
    private CatalogueChange? _unknown;

    /// <summary>Its user name; another after it lost its own to its own ghost.</summary>
    public string Name { get; private set; } = $"peer{number}";

    public IndexCluster.Member? Server { get; private set; }

    public PeerSession Session { get; private set; }

    public IReadOnlyCollection<string> Files => _files.Values;

    public ulong Version => _version;

    /// <summary>Attaches; stays offline if that is not possible now.</summary>
    public async Task AttachAsync(IndexCluster.Member server, bool replyLost)
    {
        var result = await server.Directory.AttachAsync(Name, _token);
        if (result.Outcome == AttachOutcome.NameTaken)
        {
            Name = $"{Name}-{random.Next(1_000_000)}";
        }

        if (result.Outcome is not (AttachOutcome.Joined or AttachOutcome.Resumed))
        {
            return;
        }

        if (replyLost)
        {
            await server.Directory.DetachAsync(result.Session);
            return;
        }

        (_token, Server, Session) = (result.ResumeToken, server, result.Session);
        server.Beat(Session);
        if (_unknown is not null && result.CatalogueVersion == _unknown.Version)
        {
            Acknowledge(_unknown);
        }
        else if (result.CatalogueVersion != _version || (_version == 0 && _files.Count > 0))
        {
            await ShareAsync(Requests.Change(0, ++_nextVersion, _files.Select(file => (file.Key, file.Value)), replace: true));
        }
    }

    /// <summary>Adds and removes a few files.</summary>
    public Task ShareSomeAsync()
    {
        var added = Enumerable.Range(0, random.Next(4)).Select(_ => (uint)random.Next(20) * 1_000).Distinct()
            .Select(file => (file, $"{Name} {file} {random.Next(1_000)}"));
        var removed = _files.Keys.Where(_ => random.Next(4) == 0).ToArray();
        return ShareAsync(Requests.Change(_version, ++_nextVersion, added, removed));
    }

    /// <summary>Until its catalogue is acknowledged, or the session is over.</summary>
    public async Task<bool> SettleAsync(IndexCluster.Member fallback)
    {
        if (Server is null)
        {
            return false;
        }

        if (_unknown is { } batch)
        {
            await ShareAsync(batch);
        }

        if (Server is null)
        {
            await AttachAsync(fallback, replyLost: false);
        }

        return Server is not null && _unknown is null;
    }

    /// <summary>Its connection breaks; its server notices now, or never.</summary>
    public async Task DropAsync(bool noticed)
    {
        if (Server is { } server)
        {
            Disconnect();
            if (noticed)
            {
                await server.Directory.DetachAsync(Session);
            }
        }
    }

    public async Task QuitAsync()
    {
        if (Server is { } server)
        {
            Disconnect();
            _token = default;
            _version = 0;
            _unknown = null;
            await server.Directory.LeaveAsync(Session);
        }
    }

    /// <summary>Its server is gone.</summary>
    public void Disconnect()
    {
        Server?.Silence(Session);
        Server = null;
    }

    private async Task ShareAsync(CatalogueChange change)
    {
        _unknown = change;
        var server = Server!;
        var result = await server.Directory.ShareAsync(Session, change, TestContext.Current.CancellationToken);
        switch (result.Outcome)
        {
            case ShareOutcome.Applied:
                Acknowledge(change);
                break;
            case ShareOutcome.Superseded:
                Disconnect();
                break;
            default:
                await ShareAsync(Requests.Change(0, ++_nextVersion, _files.Select(file => (file.Key, file.Value)), replace: true));
                break;
        }
    }

    private void Acknowledge(CatalogueChange change)
    {
        var after = new Catalogue();
        after.Apply(new(0, 1, true, [.. _files.Select(file => new CatalogueEntry(file.Key, System.Text.Encoding.UTF8.GetBytes(file.Value)))], []));
        after.Apply(change);
        _files.Clear();
        foreach (var (file, entry) in after.Entries)
        {
            _files[file] = System.Text.Encoding.UTF8.GetString(entry.Span);
        }

        (_version, _unknown) = (change.Version, null);
    }
}
