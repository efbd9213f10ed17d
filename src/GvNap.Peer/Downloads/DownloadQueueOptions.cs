namespace GvNap.Peer.Downloads;

/// <summary>Limits of the queue of downloads.</summary>
public sealed record DownloadQueueOptions
{
    /// <summary>The file that keeps the queue.</summary>
    public required string File { get; init; }

    /// <summary>The folder that gets the files.</summary>
    public required string Folder { get; init; }

    /// <summary>Downloads that run at a time; others wait for their turn.</summary>
    public int AtOnce { get; init; } = 8;

    /// <summary>The pause before the first retry; doubled each time.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The longest pause before a retry.</summary>
    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromMinutes(10);
}
