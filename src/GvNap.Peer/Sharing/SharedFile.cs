using GvNap.Protocol.Content;

namespace GvNap.Peer.Sharing;

/// <summary>A file that is shared: hashed and unchanged since, or being fetched.</summary>
/// <param name="Number">The peer's own number for it: dense from 0, reused, and the same while the file stays the same.</param>
/// <param name="Name">The path inside the share folder, with <c>/</c> between components.</param>
/// <param name="Description">What its owner says of it; may be empty.</param>
/// <param name="Content">Its content id.</param>
/// <param name="IsPartial">It is being fetched: only the pieces that are there are shared.</param>
public sealed record SharedFile(uint Number, string Name, string Description, ContentId Content, bool IsPartial = false);
