using GvNap.Index.Directory;
using GvNap.Index.Search;
using GvNap.Protocol.Peers;

namespace GvNap.Index.Connections;

/// <summary>The one receiver of what happens in the directory: brings it to the search index and to the connections.</summary>
internal sealed class DirectoryApplier(SearchIndex index, SessionRegistry sessions)
{
    /// <summary>Applies one event. Called one at a time.</summary>
    public void Apply(DirectoryEvent change)
    {
        index.Apply(change);
        sessions.Observe(change);
    }

    /// <summary>All entries of a peer, as the events told them, so that a directory need not keep them, too.</summary>
    public IReadOnlyList<CatalogueEntry> EntriesOf(PeerId peer) => index.ReadCatalogue(peer);
}
