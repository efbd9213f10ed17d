using GvNap.Protocol.Content;
using GvNap.Protocol.Messages;
using GvNap.Protocol.Naming;

namespace GvNap.Peer.Links;

/// <summary>Where a content is to be had by HTTP.</summary>
/// <param name="Content">The content.</param>
/// <param name="Name">A name under which it is shared; the content id if no source gives a good one.</param>
/// <param name="Links">The addresses, those that the index server has reached first.</param>
public sealed record ContentLinks(ContentId Content, string Name, IReadOnlyList<ContentLink> Links)
{
    /// <summary>Makes them of what an index server says; sources that are still fetching it give it to peers only.</summary>
    internal static ContentLinks Of(ContentId content, IReadOnlyList<Source> sources)
    {
        var whole = sources.Where(source => !source.Partial).ToList();
        var name = whole.Select(source => source.Name).FirstOrDefault(name => FileName.Check(name) == FileNameProblem.None) ?? content.ToString();
        return new ContentLinks(content, name, [.. whole.SelectMany(source => ContentLink.Of(content, source)).DistinctBy(link => link.Address).OrderBy(Place)]);
    }

    private static int Place(ContentLink link) => link.State switch
    {
        EndpointState.Reachable => 0,
        EndpointState.Unreachable => 2,
        _ => 1,
    };
}
