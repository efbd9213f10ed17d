namespace GvNap.Peer.Transfers;

/// <summary>What a source did for a download.</summary>
/// <param name="Source">The source.</param>
/// <param name="Bytes">Verified bytes that came from it.</param>
/// <param name="Failure">Why it was given up, for a person; null if it was not.</param>
public sealed record SourceReport(DownloadSource Source, long Bytes, string? Failure);
