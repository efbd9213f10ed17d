namespace GvNap.Peer.Sharing;

/// <summary>A file that a scan found and that may be shared once it is hashed.</summary>
/// <param name="Name">Its name in the share folder, with <c>/</c> between components.</param>
/// <param name="Description">What its owner says of it.</param>
/// <param name="Stamp">Its state.</param>
internal sealed record FoundFile(string Name, string Description, FileStamp Stamp);
