using GvNap.Peer.Transfers.Folders;
using GvNap.Protocol.Content;

namespace GvNap.Peer.Transfers;

/// <summary>How a download ended.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="Message">One sentence for a person, safe to print.</param>
public sealed record DownloadResult(DownloadOutcome Outcome, string Message)
{
    /// <summary>The content; null if it never became known.</summary>
    public ContentId? Content { get; init; }

    /// <summary>The full path of the file, or of the partial one that is kept; null if there is neither.</summary>
    public string? Path { get; init; }

    /// <summary>Seconds from start to end.</summary>
    public double Seconds { get; init; }

    /// <summary>Verified bytes that an earlier download had left.</summary>
    public long ResumedBytes { get; init; }

    /// <summary>What became of a folder's files; null if it was one file.</summary>
    public FolderResult? Folder { get; init; }

    /// <summary>What each source did.</summary>
    public IReadOnlyList<SourceReport> Sources { get; init; } = [];
}
