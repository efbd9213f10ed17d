namespace GvNap.Peer.Sharing;

/// <summary>One entry of <c>files.json</c>.</summary>
/// <param name="Name">The file's path inside the share folder, with <c>/</c> between components.</param>
/// <param name="Description">What its owner says of it; may be empty.</param>
public sealed record FilesJsonEntry(string Name, string Description);
