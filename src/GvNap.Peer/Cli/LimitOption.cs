using System.Globalization;

namespace GvNap.Peer.Cli;

/// <summary>One limit that <c>--limit NAME=VALUE</c> sets.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Meaning">What it limits, with its default.</param>
/// <param name="Set">Makes limits with the value of a text; null if it is out of range.</param>
internal sealed record LimitOption(string Name, string Meaning, Func<PeerLimits, string, PeerLimits?> Set)
{
    private static readonly PeerLimits Defaults = new();

    /// <summary>All of them.</summary>
    public static IReadOnlyList<LimitOption> All { get; } =
    [
        Number("results", "results that a search shows (20 at the prompt, else 100)", 1, 1_000_000, (limits, value) => limits with { Results = value }),
        Number("shared-files", $"files that are shared at most ({Defaults.SharedFiles})", 0, 1 << 20, (limits, value) => limits with { SharedFiles = value }),
        Number("downloads", $"downloads of the queue at a time ({Defaults.Downloads})", 1, 1_000, (limits, value) => limits with { Downloads = value }),
        Number("watches", $"queries that are watched for ({Defaults.Watches})", 1, 1_000, (limits, value) => limits with { Watches = value }),
        Number("follows", $"users who are followed ({Defaults.Follows})", 1, 1_000, (limits, value) => limits with { Follows = value }),
        Number("upload-slots", $"uploads at a time ({Defaults.UploadSlots})", 1, 10_000, (limits, value) => limits with { UploadSlots = value }),
        Number("connections", $"connections to the file port ({Defaults.Connections})", 1, 1_000_000, (limits, value) => limits with { Connections = value }),
        Number("connections-per-address", $"the same from one address ({Defaults.ConnectionsPerAddress})", 1, 1_000_000, (limits, value) => limits with { ConnectionsPerAddress = value }),
        Rate("upload-rate", "bytes a second to all others together, such as 20MB (0: no limit)", (limits, value) => limits with { UploadRate = value }),
        Rate("upload-rate-per-transfer", "the same to each (0: no limit)", (limits, value) => limits with { UploadRatePerTransfer = value }),
        Rate("download-rate", "bytes a second of all downloads together (0: no limit)", (limits, value) => limits with { DownloadRate = value }),
        Rate("download-rate-per-transfer", "the same of each (0: no limit)", (limits, value) => limits with { DownloadRatePerTransfer = value }),
        Time("hello-timeout", "from a connection to its first frame (10s)", (limits, value) => limits with { HelloTimeout = value }),
        Time("idle-timeout", "between two requests to the file port (2m)", (limits, value) => limits with { IdleTimeout = value }),
        Time("slot-idle", "an upload slot is kept without a request (10s)", (limits, value) => limits with { SlotIdle = value }),
        Time("slot-turn", "the same while others wait (5m)", (limits, value) => limits with { SlotTurn = value }),
        Time("stall-timeout", "a source may send nothing (15s)", (limits, value) => limits with { StallTimeout = value }),
        Time("queue-wait", "the wait for an upload slot (30m)", (limits, value) => limits with { QueueWait = value }),
        Time("connect-timeout", "the wait for a connection (5s)", (limits, value) => limits with { ConnectTimeout = value }),
    ];

    /// <summary>Applies <c>NAME=VALUE</c>.</summary>
    /// <param name="text">What was given.</param>
    /// <param name="limits">The limits; changed on success.</param>
    /// <returns>What is wrong, in one line; null if nothing.</returns>
    public static string? Apply(string text, ref PeerLimits limits)
    {
        var parts = text.Split('=', 2, StringSplitOptions.TrimEntries);
        var option = All.FirstOrDefault(option => option.Name.Equals(parts[0], StringComparison.OrdinalIgnoreCase));
        if (option is null)
        {
            return $"'{parts[0]}' is not a limit; there are {string.Join(", ", All.Select(option => option.Name))}";
        }

        if (parts.Length < 2 || option.Set(limits, parts[1]) is not { } changed)
        {
            return $"'{text}' does not set the limit {option.Name}: {option.Meaning}";
        }

        limits = changed;
        return null;
    }

    private static LimitOption Number(string name, string meaning, int least, int most, Func<PeerLimits, int, PeerLimits> set) =>
        new(name, meaning, (limits, text) =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most ? set(limits, value) : null);

    private static LimitOption Time(string name, string meaning, Func<PeerLimits, TimeSpan, PeerLimits> set) =>
        new(name, meaning, (limits, text) =>
            Durations.TryParse(text, out var value) && value > TimeSpan.Zero && value <= TimeSpan.FromDays(1) ? set(limits, value) : null);

    private static LimitOption Rate(string name, string meaning, Func<PeerLimits, long, PeerLimits> set) =>
        new(name, meaning, (limits, text) => ByteSizes.TryParse(text, out var value) ? set(limits, value) : null);
}
