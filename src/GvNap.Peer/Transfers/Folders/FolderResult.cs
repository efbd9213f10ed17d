namespace GvNap.Peer.Transfers.Folders;

/// <summary>How the download of a folder ended.</summary>
/// <param name="Path">The local folder.</param>
/// <param name="Files">Files of the folder.</param>
public sealed record FolderResult(string Path, int Files)
{
    /// <summary>Files that were fetched and are whole.</summary>
    public int Completed { get; init; }

    /// <summary>Files that were there already.</summary>
    public int AlreadyComplete { get; init; }

    /// <summary>Bytes of the files that were fetched.</summary>
    public long Bytes { get; init; }

    /// <summary>Seconds from start to end.</summary>
    public double Seconds { get; init; }

    /// <summary>Files that are not there, with the reason: a sentence for a person, safe to print.</summary>
    public IReadOnlyList<(string Name, string Reason)> Failed { get; init; } = [];

    /// <summary>What ended the whole job before its end, for a person; null if nothing did.</summary>
    public string? Problem { get; init; }

    /// <summary>What each source did, over all files.</summary>
    public IReadOnlyList<SourceReport> Sources { get; init; } = [];
}
