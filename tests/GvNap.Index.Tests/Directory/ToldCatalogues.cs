using GvNap.Index.Directory;
using GvNap.Protocol.Peers;

namespace GvNap.Index.Tests.Directory;

/// <summary>Keeps what a directory's events tell of catalogues, as the search index does.</summary>
internal sealed class ToldCatalogues
{
    private readonly Dictionary<PeerId, Catalogue> _catalogues = [];

    /// <summary>What takes in an event, and then hands it on.</summary>
    public Action<DirectoryEvent> Before(Action<DirectoryEvent> onEvent) => Apply + onEvent;

    /// <summary>All entries of a peer.</summary>
    public IReadOnlyList<CatalogueEntry> EntriesOf(PeerId peer) =>
        _catalogues.TryGetValue(peer, out var catalogue) ? catalogue.All : [];

    private void Apply(DirectoryEvent change)
    {
        switch (change)
        {
            case DirectoryEvent.Attached:
                _catalogues.TryAdd(change.Peer, new Catalogue());
                break;
            case DirectoryEvent.CatalogueChanged changed:
                _catalogues[change.Peer].Apply(changed.Change);
                break;
            case DirectoryEvent.Left:
                _catalogues.Remove(change.Peer);
                break;
        }
    }
}
