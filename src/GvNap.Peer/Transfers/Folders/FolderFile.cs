using GvNap.Protocol.Content;

namespace GvNap.Peer.Transfers.Folders;

/// <summary>A file of a folder.</summary>
/// <param name="Content">Its content.</param>
/// <param name="Name">Its name from the folder on, as it is shared: <c>/</c> between components.</param>
public sealed record FolderFile(ContentId Content, string Name);
