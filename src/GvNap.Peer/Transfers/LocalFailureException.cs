namespace GvNap.Peer.Transfers;

/// <summary>This machine cannot take the file, whoever sends it; ends the download.</summary>
/// <param name="outcome">How it ends.</param>
/// <param name="message">For a person.</param>
internal sealed class LocalFailureException(DownloadOutcome outcome, string message) : Exception(message)
{
    private const int NoSpaceLeft = 28;
    private const int FileTooLarge = 27;
    private const int QuotaExceeded = 122;
    private const int WindowsDiskFull = 112;

    /// <summary>How the download ends.</summary>
    public DownloadOutcome Outcome { get; } = outcome;

    /// <summary>Says what a failed write to a folder means.</summary>
    public static LocalFailureException Of(Exception failure, string folder) => failure switch
    {
        IOException { HResult: var code } when IsFull(code) => new(DownloadOutcome.DiskFull, $"The disk of {folder} is full. What has arrived is kept: make room and get the file again."),
        IOException { HResult: FileTooLarge } when !OperatingSystem.IsWindows() => new(DownloadOutcome.FolderNotWritable, $"The disk of {folder} takes no file as large as this one."),
        _ => new(DownloadOutcome.FolderNotWritable, $"The folder {folder} cannot be written: {failure.Message}"),
    };

    private static bool IsFull(int code) => OperatingSystem.IsWindows() ? (code & 0xFFFF) == WindowsDiskFull : code is NoSpaceLeft or QuotaExceeded;
}
