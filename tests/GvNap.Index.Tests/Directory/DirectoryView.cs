using System.Text;
using GvNap.Index.Directory;
using GvNap.Protocol.Peers;

namespace GvNap.Index.Tests.Directory;

/// <summary>What a follower knows from events alone; complains about events that make no sense.</summary>
internal sealed class DirectoryView
{
    private readonly Lock _gate = new();
    private readonly Dictionary<PeerId, Followed> _peers = [];
    private readonly List<DirectoryEvent> _events = [];
    private readonly List<string> _complaints = [];
    private int _inside;

    public IReadOnlyList<string> Complaints => Read(() => _complaints.ToList());

    public IReadOnlyList<DirectoryEvent> Events => Read(() => _events.ToList());

    public int Count => Read(() => _peers.Count);

    public Followed? Find(PeerId id) => Read(() => _peers.TryGetValue(id, out var peer) ? peer : null);

    public bool Has(PeerId id, params string[] files) => Read(() =>
        _peers.TryGetValue(id, out var peer) && peer.Attached && peer.Files.Values.Order().SequenceEqual(files.Order()));

    public IReadOnlyDictionary<PeerId, Followed> Peers => Read(() => new Dictionary<PeerId, Followed>(_peers));

    public void Apply(DirectoryEvent change)
    {
        if (Interlocked.Exchange(ref _inside, 1) != 0)
        {
            lock (_gate)
            {
                _complaints.Add($"Two events at a time: {change}");
            }
        }

        lock (_gate)
        {
            _events.Add(change);
            ApplyLocked(change);
        }

        Interlocked.Exchange(ref _inside, 0);
    }

    private void ApplyLocked(DirectoryEvent change)
    {
        _peers.TryGetValue(change.Peer, out var known);
        if (known is null && change is not DirectoryEvent.Attached)
        {
            _complaints.Add($"Of a peer that is not there: {change}");
            return;
        }

        switch (change)
        {
            case DirectoryEvent.Attached attached:
                if (attached.Session.Number < (known?.Session ?? 0))
                {
                    _complaints.Add($"An older session: {change}");
                }

                _peers[change.Peer] = new(attached.Record, attached.Session.Number, true, known?.Files ?? new SortedDictionary<uint, string>(), known?.Version ?? 0);
                break;
            case DirectoryEvent.RecordChanged record:
                _peers[change.Peer] = known! with { Record = record.Record };
                break;
            case DirectoryEvent.CatalogueChanged catalogue:
                _peers[change.Peer] = known! with { Files = Apply(known.Files, catalogue.Change), Version = catalogue.Change.Version };
                break;
            case DirectoryEvent.Detached:
                _peers[change.Peer] = known! with { Attached = false };
                break;
            case DirectoryEvent.Left:
                _peers.Remove(change.Peer);
                break;
        }
    }

    private static SortedDictionary<uint, string> Apply(IReadOnlyDictionary<uint, string> before, CatalogueChange change)
    {
        var files = new SortedDictionary<uint, string>(change.Replace ? [] : before.ToDictionary());
        foreach (var number in change.Removed)
        {
            files.Remove(number);
        }

        foreach (var (number, entry) in change.Added)
        {
            files[number] = Encoding.UTF8.GetString(entry.Span);
        }

        return files;
    }

    private T Read<T>(Func<T> read)
    {
        lock (_gate)
        {
            return read();
        }
    }

    internal sealed record Followed(PeerRecord Record, long Session, bool Attached, IReadOnlyDictionary<uint, string> Files, ulong Version);
}
