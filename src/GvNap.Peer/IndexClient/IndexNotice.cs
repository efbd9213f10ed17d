namespace GvNap.Peer.IndexClient;

/// <summary>Something that a person should know of an attachment.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Message">One sentence for a person, safe to print.</param>
public sealed record IndexNotice(IndexNoticeKind Kind, string Message);
