using System.Globalization;
using GvNap.Peer.Transfers;

namespace GvNap.Peer.Cli.Prompting;

/// <summary><c>get N</c> and <c>download [PEER-HOST PEER-PORT FILENAME]</c>.</summary>
internal static class DownloadCommands
{
    /// <summary>Downloads a result by its number.</summary>
    public static async Task GetAsync(PromptSession session, string rest, CancellationToken cancellationToken)
    {
        var (text, _) = await session.TakeOrAskAsync(rest, "Number of the result:", fallback: null, cancellationToken);
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < 1 || number > session.Results.Count)
        {
            throw new CannotException(session.Results.Count == 0
                ? $"There is no result {text}: search first."
                : $"There is no result {text}: they go from 1 to {session.Results.Count}.");
        }

        var file = session.Results[number - 1];
        await ShowAsync(session, file.Name, progress => session.Peer.GetAsync(file, progress, cancellationToken), cancellationToken);
    }

    /// <summary>Downloads from a peer by name. The name is the rest of the line as it is, blanks and all.</summary>
    public static async Task DownloadAsync(PromptSession session, string rest, CancellationToken cancellationToken)
    {
        var (host, afterHost) = await session.TakeOrAskAsync(rest, "Host of the peer:", fallback: null, cancellationToken);
        var (portText, afterPort) = await session.TakeOrAskAsync(afterHost, "File port of the peer:", fallback: null, cancellationToken);
        var port = DownloadWording.ReadPort(portText);
        var name = await session.RestOrAskAsync(afterPort, "Name of the file:", cancellationToken);
        await ShowAsync(session, name, progress => session.Peer.DownloadAsync(host, port, name, progress, cancellationToken), cancellationToken);
    }

    private static async Task ShowAsync(
        PromptSession session, string title, Func<IProgress<DownloadProgress>, Task<DownloadResult>> download, CancellationToken cancellationToken)
    {
        try
        {
            session.Terminal.WriteLine(DownloadWording.Conclude(await session.Terminal.ShowProgressAsync(title, download)));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            session.Terminal.WriteLine("What has arrived is kept: the same command goes on from there.");
            throw;
        }
    }
}
