using System.CommandLine;
using GvNap.Peer.Finding;
using GvNap.Peer.Transfers;
using Microsoft.Extensions.Logging;

namespace GvNap.Peer.Cli.OneShot;

/// <summary><c>gvnap get CONTENT-ID</c> and <c>gvnap get --user USER FOLDER/</c>.</summary>
internal static class GetCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Make(Func<ParseResult, Invocation> begin)
    {
        var what = new Argument<string>("CONTENT-ID") { Description = "What search shows: 64 hex digits, a hyphen, the size. With --user: a folder of that user, or / for all that is shared." };
        var user = new Option<string?>("--user") { HelpName = "USER", Description = "Downloads a folder of this user, with all that is in it." };
        var command = new Command("get", "Downloads a file by its content id, from whoever has it; or a folder of a user.") { what, user };
        command.SetAction((parsed, cancellationToken) => parsed.GetValue(user) is { } owner
            ? GetFolderAsync(begin(parsed), owner, parsed.GetRequiredValue(what), cancellationToken)
            : GetFileAsync(begin(parsed), parsed.GetRequiredValue(what), cancellationToken));
        return command;
    }

    private static async Task<int> GetFileAsync(Invocation run, string text, CancellationToken cancellationToken)
    {
        var content = DownloadWording.ReadContentId(text);
        var downloader = NewDownloader(run);
        if (await downloader.FindCompleteAsync(content, name: null, run.Options.Downloads, cancellationToken) is { } complete)
        {
            return await DownloadOutput.ShowAsync(run, text, _ => Task.FromResult(complete));
        }

        var servers = await run.FindIndexAsync(cancellationToken);
        using var activity = Telemetry.Source.StartActivity("get content");
        await using var connection = await run.ConnectAsync(servers, cancellationToken);
        await using var passing = new PassingPeer(run.Options, servers, run.Host.Loggers, run.Host.Time);
        var getter = new ContentGetter(connection, downloader, run.Options.Downloads, () => passing.PeerId, passing.Share) { HasNoCopy = true };
        return await DownloadOutput.ShowAsync(run, text, progress => getter.GetAsync(content, name: null, found: null, progress, cancellationToken));
    }

    private static async Task<int> GetFolderAsync(Invocation run, string user, string name, CancellationToken cancellationToken)
    {
        var servers = await run.FindIndexAsync(cancellationToken);
        await using var connection = await run.ConnectAsync(servers, cancellationToken);
        var found = (await new NetworkQueries(connection).BrowseAsync(user, cancellationToken)).Require();
        var folder = NetworkFolder.Find(found.Files, name) ?? throw new CannotException($"{user} shares no folder {name}.");
        await using var passing = new PassingPeer(run.Options, servers, run.Host.Loggers, run.Host.Time);
        var getter = new ContentGetter(connection, NewDownloader(run), run.Options.Downloads, () => passing.PeerId, passing.Share);
        return await DownloadOutput.ShowFolderAsync(run, name, progress => getter.GetFolderAsync(folder, run.Host.Time, progress, cancellationToken));
    }

    private static Downloader NewDownloader(Invocation run) =>
        new(ComponentOptions.Downloads(run.Options), run.Host.Loggers.CreateLogger<Downloader>(), run.Host.Time);
}
