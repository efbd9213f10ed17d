using GvNap.Index.Directory;
using GvNap.Index.Search;

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
}
