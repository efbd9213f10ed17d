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

    /// <summary>How it ended, as a whole.</summary>
    public DownloadOutcome Outcome => (Failure, Here) switch
    {
        ({ } failure, _) => failure,
        (_, var here) when here < Files => DownloadOutcome.SourcesFailed,
        _ when Completed == 0 => DownloadOutcome.AlreadyComplete,
        _ => DownloadOutcome.Completed,
    };

    /// <summary>What was wrong with this machine, if <see cref="Problem"/> ended the job.</summary>
    public DownloadOutcome? Failure { get; init; }

    /// <summary>Files that are there, whole.</summary>
    public int Here => Completed + AlreadyComplete;

    /// <summary>What each source did, over all files.</summary>
    public IReadOnlyList<SourceReport> Sources { get; init; } = [];

    /// <summary>The same as the end of one download.</summary>
    public DownloadResult ToDownloadResult()
    {
        var why = Problem ?? (Failed is [var (_, reason), ..] ? reason : "");
        return new(Outcome, $"{Here:#,0} of {Files:#,0} files are here. {why}".TrimEnd()) { Path = Path, Seconds = Seconds, Sources = Sources, Folder = this };
    }
}
