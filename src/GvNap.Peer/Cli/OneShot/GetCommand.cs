using System.CommandLine;
using GvNap.Peer.Transfers;
using GvNap.Protocol.Content;
using Microsoft.Extensions.Logging;

namespace GvNap.Peer.Cli.OneShot;

/// <summary><c>gvnap get CONTENT-ID</c>.</summary>
internal static class GetCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Make(Func<ParseResult, Invocation> begin)
    {
        var content = new Argument<string>("CONTENT-ID") { Description = "What search shows: 64 hex digits, a hyphen, the size." };
        var command = new Command("get", "Downloads a file by its content id, from whoever has it.") { content };
        command.SetAction((parsed, cancellationToken) => RunAsync(begin(parsed), parsed.GetRequiredValue(content), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Invocation run, string text, CancellationToken cancellationToken)
    {
        if (!ContentId.TryParse(text, out var content))
        {
            throw new UsageException($"'{text}' is not a content id: 64 hex digits, a hyphen, the size in bytes");
        }

        var downloader = new Downloader(ComponentOptions.Downloads(run.Options), run.Host.Loggers.CreateLogger<Downloader>(), run.Host.Time);
        if (await downloader.FindCompleteAsync(content, name: null, run.Options.Downloads, cancellationToken) is { } complete)
        {
            return await DownloadOutput.ShowAsync(run, text, _ => Task.FromResult(complete));
        }

        var servers = await run.FindIndexAsync(cancellationToken);
        using var activity = Telemetry.Source.StartActivity("get content");
        await using var connection = await run.ConnectAsync(servers, cancellationToken);
        var getter = new ContentGetter(connection, downloader, run.Options.Downloads);
        return await DownloadOutput.ShowAsync(run, text, progress => getter.GetAsync(content, found: null, progress, cancellationToken));
    }
}
