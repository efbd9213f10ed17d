using System.Globalization;
using GvNap.Peer.Downloads;
using GvNap.Peer.Transfers;
using GvNap.Protocol.Content;

namespace GvNap.Peer.Cli;

/// <summary>What is read and said about downloads.</summary>
internal static class DownloadWording
{
    /// <summary>Reads a content id.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static ContentId ReadContentId(string text) =>
        ContentId.TryParse(text, out var content) ? content : throw new UsageException($"'{text}' is not a content id: 64 hex digits, a hyphen, the size in bytes");

    /// <summary>Reads the port of a peer, or of an index server.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static int ReadPort(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 1 and <= ushort.MaxValue
            ? port
            : throw new UsageException($"'{text}' is not a port: 1 to 65535");

    /// <summary>Says how a download ended.</summary>
    /// <exception cref="CannotException">Not with the file.</exception>
    public static string Conclude(DownloadResult result) => result.Outcome switch
    {
        _ when result.Folder is { } folder => FolderWording.Conclude(folder),
        DownloadOutcome.Completed => $"{result.Path}: {Amount(result)}; complete and verified.",
        DownloadOutcome.AlreadyComplete => $"{result.Path}: is here already, complete and verified.",
        _ => throw new CannotException(result.Message),
    };

    /// <summary>How much of a download is there: <c>45 %</c>; empty if nothing is known.</summary>
    public static string Share(QueuedDownload download) => download switch
    {
        { Stage: DownloadStage.Completed } => "100 %",
        { Progress: { Size: > 0 } progress } => string.Create(CultureInfo.InvariantCulture, $"{100 * progress.Bytes / progress.Size} %"),
        _ => "",
    };

    /// <summary>The size of a download; empty if it is not known.</summary>
    public static string Whole(QueuedDownload download) =>
        ((download.Order.Content ?? download.Result?.Content)?.Size ?? download.Order.FoundFolder?.Size ?? download.Progress?.Size) is >= 0 and var size ? Wording.Size(size) : "";

    /// <summary>How a download stands, for a person.</summary>
    public static string State(QueuedDownload download) => download.Stage switch
    {
        DownloadStage.Waiting => "waits for its turn",
        DownloadStage.Running => download.Progress is { } progress ? Rate(progress) : "looking for sources",
        DownloadStage.Retrying => $"is tried again. {download.Result?.Message}",
        DownloadStage.Paused => "paused",
        DownloadStage.Failed => download.Result?.Message ?? "failed",
        DownloadStage.Completed => "complete and verified",
        _ => "given up",
    };

    /// <summary>Writes how a download ended, and what came from whom.</summary>
    /// <exception cref="CannotException">Not with the file.</exception>
    public static void Write(ITerminal terminal, DownloadResult result)
    {
        if (result.Folder is { } folder)
        {
            FolderWording.Write(terminal, folder);
            return;
        }

        terminal.WriteLine(Conclude(result));
        foreach (var line in Sources(result.Sources))
        {
            terminal.WriteLine(line);
        }
    }

    /// <summary>Says how a download gets on: its rate, how many sources give it, and the time that is left; or what it waits for.</summary>
    public static string Rate(DownloadProgress at) => Of(at, at switch
    {
        { Size: < 0 } or { ActiveSources: 0 } => at.State,
        _ when at.Bytes >= at.Size => Wording.Size(at.Size),
        { Rate: > 0 } => $"{Wording.Rate(at.Rate)} from {Wording.Count(at.ActiveSources, "source")}  {Wording.Duration(TimeSpan.FromSeconds(Math.Min((at.Size - at.Bytes) / at.Rate, 3_600_000)))} left",
        _ => at.State,
    });

    /// <summary>Says what came from whom, and what of it was rejected: a line a source, if there is more to say than that one source gave all.</summary>
    public static IEnumerable<string> Sources(IReadOnlyList<SourceReport> sources)
    {
        var worthy = sources.Where(source => source.Bytes > 0 || source.RejectedPieces > 0 || source.Failure is not null).ToList();
        return worthy is [{ RejectedPieces: 0, Failure: null }] ? [] : worthy.OrderByDescending(source => source.Bytes).Select(Describe);
    }

    /// <summary>With the files before it, if it is a folder.</summary>
    private static string Of(DownloadProgress at, string pace) => string.Join(", ", new[] { at.Files, pace }.Where(part => part.Length > 0));

    private static string Describe(SourceReport source)
    {
        var at = source.Endpoint is { } endpoint && endpoint != source.Source.ToString() ? $" ({endpoint})" : "";
        var rejected = source.RejectedPieces > 0 ? $", {Wording.Count(source.RejectedPieces, "piece")} rejected" : "";
        var failure = source.Failure is { } why ? $"; given up: {why}" : "";
        return $"  {source.Source}{at}: {Wording.Size(source.Bytes)}{rejected}{failure}";
    }

    private static string Amount(DownloadResult result)
    {
        var size = result.Content?.Size ?? 0;
        var received = size - result.ResumedBytes;
        var rate = result.Seconds > 0 && received > 0 ? $", {Wording.Rate(received / result.Seconds)}" : "";
        var resumed = result.ResumedBytes > 0 ? $", {Wording.Size(result.ResumedBytes)} of it from an earlier attempt" : "";
        return $"{Wording.Size(size)} in {Wording.Duration(TimeSpan.FromSeconds(result.Seconds))}{rate}{resumed}";
    }
}
