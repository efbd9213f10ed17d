using GvNap.Index.Directory;
using GvNap.Index.News;
using GvNap.Index.Search;
using GvNap.Protocol.Peers;

namespace GvNap.Index.Connections;

/// <summary>The one receiver of what happens in the directory: brings it to the search index, to the connections, and to those who want to be told.</summary>
internal sealed class DirectoryApplier(SearchIndex index, SessionRegistry sessions, NewsDesk news)
{
    /// <summary>Applies one event. Called one at a time.</summary>
    public void Apply(DirectoryEvent change)
    {
        var before = index.FindPeer(change.Peer);
        index.Apply(change);
        sessions.Observe(change);
        news.Observe(change, before);
    }

    /// <summary>All entries of a peer, as the events told them, so that a directory need not keep them, too.</summary>
    public IReadOnlyList<CatalogueEntry> EntriesOf(PeerId peer) => index.ReadCatalogue(peer);
}
