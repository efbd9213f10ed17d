using System.CommandLine;
using GvNap.Peer.Transfers;
using Microsoft.Extensions.Logging;

namespace GvNap.Peer.Cli.OneShot;

/// <summary><c>gvnap download PEER-HOST PEER-PORT FILENAME</c>: needs no index server.</summary>
internal static class DownloadCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Make(Func<ParseResult, Invocation> begin)
    {
        var host = new Argument<string>("PEER-HOST") { Description = "The peer's address or name." };
        var port = new Argument<string>("PEER-PORT") { Description = "Its file port." };
        var name = new Argument<string[]>("FILENAME") { Arity = ArgumentArity.OneOrMore, Description = "The name under which it shares the file, exactly." };
        var command = new Command("download", "Downloads a file from a peer by the name it is shared under.") { host, port, name };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            begin(parsed), parsed.GetRequiredValue(host), parsed.GetRequiredValue(port), string.Join(' ', parsed.GetRequiredValue(name)), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Invocation run, string host, string port, string name, CancellationToken cancellationToken)
    {
        if (name.Length == 0)
        {
            throw new UsageException("FILENAME is empty");
        }

        var source = DownloadSource.At(host, DownloadWording.ReadPort(port));
        using var activity = Telemetry.Source.StartActivity("download file");
        var downloader = new Downloader(ComponentOptions.Downloads(run.Options), run.Host.Loggers.CreateLogger<Downloader>(), run.Host.Time);
        var request = new DownloadRequest { Name = name, Sources = [source], Folder = run.Options.Downloads };
        return await DownloadOutput.ShowAsync(run, name, progress => downloader.DownloadAsync(request, progress, cancellationToken));
    }
}
