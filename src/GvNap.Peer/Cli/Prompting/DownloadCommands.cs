using GvNap.Peer.Downloads;

namespace GvNap.Peer.Cli.Prompting;

/// <summary><c>get N…</c> and <c>download [PEER-HOST PEER-PORT FILENAME]</c>: orders, which are then watched.</summary>
internal static class DownloadCommands
{
    /// <summary>Downloads results, files or folders, by their numbers. One is watched; of several a person hears as they end.</summary>
    public static async Task GetAsync(PromptSession session, string rest, CancellationToken cancellationToken)
    {
        var (first, others) = await session.TakeOrAskAsync(rest, "Number of the result:", fallback: null, cancellationToken);
        var numbers = others.Split(' ', StringSplitOptions.RemoveEmptyEntries).Prepend(first).Distinct().ToList();
        var orders = numbers.ConvertAll(number => session.FolderAt(number) is { } folder ? DownloadOrder.Of(folder) : DownloadOrder.Of(session.ResultAt(number)));
        var watches = orders.Count == 1 || !session.Terminal.IsInteractive;
        var downloads = orders.ConvertAll(order => session.Peer.Downloads.Add(order, watches));
        if (!watches)
        {
            session.Terminal.WriteLine($"{downloads.Count} downloads are under way: downloads lists them.");
            return;
        }

        foreach (var download in downloads)
        {
            await WatchAsync(session, download, cancellationToken);
        }
    }

    /// <summary>Downloads from a peer by name. The name is the rest of the line as it is, blanks and all.</summary>
    public static async Task DownloadAsync(PromptSession session, string rest, CancellationToken cancellationToken)
    {
        var (host, afterHost) = await session.TakeOrAskAsync(rest, "Host of the peer:", fallback: null, cancellationToken);
        var (portText, afterPort) = await session.TakeOrAskAsync(afterHost, "File port of the peer:", fallback: null, cancellationToken);
        var port = DownloadWording.ReadPort(portText);
        var name = await session.RestOrAskAsync(afterPort, "Name of the file:", cancellationToken);
        var order = new DownloadOrder { Name = name, Host = host, Port = port, Listed = session.PeerAt(host, port) };
        await WatchAsync(session, session.Peer.Downloads.Add(order, willBeWatched: true), cancellationToken);
    }

    /// <summary>Shows how a download gets on until its first attempt has ended. Who breaks that off pauses the download.</summary>
    private static async Task WatchAsync(PromptSession session, QueuedDownload download, CancellationToken cancellationToken)
    {
        var terminal = session.Terminal;
        try
        {
            var result = await terminal.ShowProgressAsync(download.Order.User is null ? download.Order.Name : $"{download.Order}", progress => download.WatchAsync(progress, cancellationToken));
            if (result is null)
            {
                terminal.WriteLine($"Download {download.Number} was paused or cancelled.");
            }
            else
            {
                DownloadWording.Write(terminal, result);
            }
        }
        catch (CannotException failure) when (download.Stage is DownloadStage.Retrying)
        {
            throw new CannotException($"{failure.Message} It is tried again by itself; cancel {download.Number} gives it up.");
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await session.Peer.Downloads.PauseAsync(download);
            terminal.WriteLine($"Paused, and what has arrived is kept: resume {download.Number} goes on from there.");
            throw;
        }
    }
}
