using System.CommandLine;
using GvNap.Peer.Links;
using GvNap.Peer.Sharing;
using GvNap.Peer.Transfers;

namespace GvNap.Peer.Cli.OneShot;

/// <summary><c>gvnap link CONTENT-ID [--metalink]</c>: where curl, aria2c and browsers get a file.</summary>
internal static class LinkCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Make(Func<ParseResult, Invocation> begin)
    {
        var content = new Argument<string>("CONTENT-ID") { Description = "What search shows: 64 hex digits, a hyphen, the size." };
        var metalink = new Option<bool>("--metalink")
        {
            Description = "Writes them to NAME.meta4 in the downloads folder, for aria2c; with hashes if the file is in that folder or in the one that is shared.",
        };
        var command = new Command("link", "Prints the HTTP addresses of a file, of all peers that have it.") { content, metalink };
        command.SetAction((parsed, cancellationToken) => RunAsync(begin(parsed), parsed.GetRequiredValue(content), parsed.GetValue(metalink), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Invocation run, string text, bool metalink, CancellationToken cancellationToken)
    {
        var content = DownloadWording.ReadContentId(text);
        var links = await run.AskIndexAsync("find links", queries => queries.FindLinksAsync(content, cancellationToken), cancellationToken);
        if (links.Links.Count == 0)
        {
            throw new CannotException($"Nobody shares {content} now.");
        }

        var (path, hashes) = metalink ? await WriteAsync(run.Options, links, cancellationToken) : default;
        if (run.Json)
        {
            run.Print(JsonOutput.Links(links, path, hashes is not null));
        }
        else if (path is not null)
        {
            run.Print(path);
            if (hashes is null)
            {
                run.Host.Problems.WriteLine("gvnap: the file is not at hand, so the Metalink has no hashes; gvnap get verifies what it gets without");
            }
        }
        else
        {
            run.Print(string.Join(Environment.NewLine, links.Links.Select(link => link.Address.AbsoluteUri)));
        }

        return ExitStatus.Done;
    }

    private static async Task<(string Path, PlainHashes? Hashes)> WriteAsync(PeerOptions options, ContentLinks links, CancellationToken cancellationToken)
    {
        var hashes = await LocalCopy.HashAsync(links.Content, [options.ShareFolder, options.Downloads], cancellationToken);
        Directory.CreateDirectory(options.Downloads);
        var path = SafePath.Combine(options.Downloads, SafePath.LocalName(links.Name + Metalink.Suffix));
        AtomicFile.Write(path, stream => Metalink.Write(stream, links, hashes));
        return (path, hashes);
    }
}
