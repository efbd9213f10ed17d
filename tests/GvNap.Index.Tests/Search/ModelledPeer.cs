using Google.Protobuf;
using GvNap.Index.Directory;
using GvNap.Protocol.Messages;
using GvNap.Protocol.Peers;

namespace GvNap.Index.Tests.Search;

/// <summary>A peer that knows what it did, and so what the directory must hold of it.</summary>
internal sealed class ModelledPeer(IPeerDirectory directory, string user, TimeProvider time)
{
    private static ulong _version;

    private readonly Dictionary<uint, FileEntry> _files = [];
    private PeerSession? _session;
    private ReadOnlyMemory<byte> _token;
    private ulong _acknowledged;
    private long _lastSign;

    /// <summary>Its user name.</summary>
    public string User => user;

    /// <summary>Its id of the last attachment.</summary>
    public PeerId Id { get; private set; }

    /// <summary>It is attached, and its lease runs.</summary>
    public bool IsListed => _session is not null;

    /// <summary>Attaches, with its token if it has one; if its catalogue is not there any more, it has none.</summary>
    public async Task JoinAsync()
    {
        var result = await directory.AttachAsync(
            new AttachRequest(user, [Tests.Directory.Requests.Endpoint], 1_000, _token), TestContext.Current.CancellationToken);
        Assert.True(result.Outcome is AttachOutcome.Joined or AttachOutcome.Resumed, $"{user}: {result.Outcome}");
        if (result.Outcome == AttachOutcome.Joined)
        {
            _files.Clear();
            _acknowledged = 0;
        }

        Assert.Equal(_acknowledged, result.CatalogueVersion);
        (_session, _token, Id) = (result.Session, result.ResumeToken, result.Session.Peer);
        _lastSign = time.GetTimestamp();
    }

    /// <summary>Changes its catalogue, if it is attached.</summary>
    public async Task ShareAsync(Dictionary<uint, FileEntry> added, uint[] removed, bool replace)
    {
        if (_session is not { } session)
        {
            return;
        }

        var version = Interlocked.Increment(ref _version);
        var change = new CatalogueChange(_acknowledged, version, replace, [.. added.Select(Entry)], removed);
        Assert.Equal(new ShareResult(ShareOutcome.Applied, version), await directory.ShareAsync(session, change, TestContext.Current.CancellationToken));
        _acknowledged = version;
        _lastSign = time.GetTimestamp();
        foreach (var number in replace ? [.. _files.Keys] : removed)
        {
            _files.Remove(number);
        }

        foreach (var (number, entry) in added)
        {
            _files[number] = entry;
        }
    }

    /// <summary>Gives a sign of life, if it is attached.</summary>
    public void Beat()
    {
        if (_session is { } session)
        {
            directory.Renew(session);
            _lastSign = time.GetTimestamp();
        }
    }

    /// <summary>Loses its connection: the lease goes on without it.</summary>
    public async Task CrashAsync()
    {
        if (_session is { } session)
        {
            _session = null;
            await directory.DetachAsync(session, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>After a lease of silence the server closes the connection.</summary>
    public Task NoticeSilenceAsync() => time.GetElapsedTime(_lastSign) > new DirectoryOptions().Lease ? CrashAsync() : Task.CompletedTask;

    /// <summary>Leaves for good.</summary>
    public async Task QuitAsync()
    {
        if (_session is { } session)
        {
            _session = null;
            await directory.LeaveAsync(session, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>All that it shares whole: a file that it is still fetching is no result.</summary>
    public CatalogueChange Everything() => new(0, 1, Replace: true, [.. _files.Where(file => !file.Value.Partial).Select(Entry)], []);

    private static CatalogueEntry Entry(KeyValuePair<uint, FileEntry> file) => new(file.Key, file.Value.ToByteArray());
}
