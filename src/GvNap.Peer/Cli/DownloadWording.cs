using System.Globalization;
using GvNap.Peer.Transfers;

namespace GvNap.Peer.Cli;

/// <summary>What is read and said about downloads.</summary>
internal static class DownloadWording
{
    /// <summary>Reads a peer's port.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static int ReadPort(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 1 and <= ushort.MaxValue
            ? port
            : throw new UsageException($"'{text}' is not a port: 1 to 65535");

    /// <summary>Says how a download ended.</summary>
    /// <exception cref="CannotException">Not with the file.</exception>
    public static string Conclude(DownloadResult result) => result.Outcome switch
    {
        DownloadOutcome.Completed => $"{result.Path}: {Amount(result)}; complete and verified.",
        DownloadOutcome.AlreadyComplete => $"{result.Path}: is here already, complete and verified.",
        _ => throw new CannotException(result.Message),
    };

    private static string Amount(DownloadResult result)
    {
        var size = result.Content?.Size ?? 0;
        var received = size - result.ResumedBytes;
        var rate = result.Seconds > 0 && received > 0 ? $", {Wording.Rate(received / result.Seconds)}" : "";
        var resumed = result.ResumedBytes > 0 ? $", {Wording.Size(result.ResumedBytes)} of it from an earlier attempt" : "";
        return $"{Wording.Size(size)} in {Wording.Duration(TimeSpan.FromSeconds(result.Seconds))}{rate}{resumed}";
    }
}
