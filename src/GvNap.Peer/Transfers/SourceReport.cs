namespace GvNap.Peer.Transfers;

/// <summary>What a source did for a download.</summary>
/// <param name="Source">The source.</param>
/// <param name="Bytes">Verified bytes that came from it and from nobody before.</param>
/// <param name="Failure">Why it was given up, for a person; null if it was not.</param>
public sealed record SourceReport(DownloadSource Source, long Bytes, string? Failure)
{
    /// <summary>The endpoint at which it answered, as <c>HOST:PORT</c>; null if it never did.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Pieces that it sent and that were not what belongs there.</summary>
    public int RejectedPieces { get; init; }
}
