using System.Globalization;
using GvNap.Peer.Downloads;

namespace GvNap.Peer.Cli.Prompting;

/// <summary><c>downloads</c>, <c>pause N</c>, <c>resume N</c> and <c>cancel N</c>.</summary>
internal static class QueueCommands
{
    /// <summary>Lists all downloads.</summary>
    public static Task ListAsync(PromptSession session, string rest, CancellationToken cancellationToken)
    {
        var downloads = session.Peer.Downloads.Downloads;
        if (downloads.Count == 0)
        {
            session.Terminal.WriteLine("There are no downloads.");
            return Task.CompletedTask;
        }

        var table = new TextTable("N", "Name", "Done", "Of", "State") { Numbers = ["N", "Done", "Of"] };
        table.Rows.AddRange(downloads.Select(download => new[]
        {
            download.Number.ToString(CultureInfo.InvariantCulture), download.Order.ToString(),
            DownloadWording.Share(download), DownloadWording.Whole(download), DownloadWording.State(download),
        }));
        session.Terminal.WriteTable(table);
        return Task.CompletedTask;
    }

    /// <summary>Pauses a download.</summary>
    public static async Task PauseAsync(PromptSession session, string rest, CancellationToken cancellationToken)
    {
        var download = await FindAsync(session, rest, cancellationToken);
        Require(await session.Peer.Downloads.PauseAsync(download), download.Number);
        session.Terminal.WriteLine($"Paused, and what has arrived is kept: resume {download.Number} goes on from there.");
    }

    /// <summary>Goes on with a download.</summary>
    public static async Task ResumeAsync(PromptSession session, string rest, CancellationToken cancellationToken)
    {
        var download = await FindAsync(session, rest, cancellationToken);
        session.Peer.Downloads.Resume(download);
        session.Terminal.WriteLine($"{download.Order} goes on.");
    }

    /// <summary>Gives a download up.</summary>
    public static async Task CancelAsync(PromptSession session, string rest, CancellationToken cancellationToken)
    {
        var download = await FindAsync(session, rest, cancellationToken);
        Require(await session.Peer.Downloads.CancelAsync(download), download.Number);
        session.Terminal.WriteLine(download.Order.User is null
            ? $"{download.Order} is given up, and what had arrived is removed."
            : $"{download.Order} is given up; of what had arrived, the files that are complete stay.");
    }

    private static void Require(bool isDone, int number)
    {
        if (!isDone)
        {
            throw new CannotException($"Download {number} has ended meanwhile: downloads lists it.");
        }
    }

    private static async Task<QueuedDownload> FindAsync(PromptSession session, string rest, CancellationToken cancellationToken)
    {
        var (text, _) = await session.TakeOrAskAsync(rest, "Number of the download:", fallback: null, cancellationToken);
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && session.Peer.Downloads.TryFindOpen(number, out var download)
            ? download
            : throw new CannotException($"There is no download {text} that has not ended: downloads lists them.");
    }
}
