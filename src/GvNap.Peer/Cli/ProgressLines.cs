using GvNap.Peer.Transfers;

namespace GvNap.Peer.Cli;

/// <summary>How a download gets on where there is no terminal: a line now and then, and none for what is quick.</summary>
/// <param name="title">What is downloaded.</param>
/// <param name="terminal">Where the lines go.</param>
/// <param name="time">The clock.</param>
internal sealed class ProgressLines(string title, ITerminal terminal, TimeProvider time) : IProgress<DownloadProgress>
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private long _last = time.GetTimestamp();

    /// <inheritdoc/>
    public void Report(DownloadProgress value)
    {
        if (time.GetElapsedTime(_last) < Interval || (value.Size >= 0 && value.Bytes >= value.Size))
        {
            return;
        }

        _last = time.GetTimestamp();
        var share = value.Size > 0 ? $"{100 * value.Bytes / value.Size} %, " : "";
        terminal.WriteLine($"{(value.Name.Length > 0 ? value.Name : title)}: {share}{DownloadWording.Rate(value)}");
    }
}
