using System.CommandLine;
using GvNap.Peer.Sharing;
using GvNap.Protocol.Content;

namespace GvNap.Peer.Cli.OneShot;

/// <summary><c>gvnap hash FILE…</c>: content ids of local files, as sha256sum prints hashes.</summary>
internal static class HashCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Make(Func<ParseResult, Invocation> begin)
    {
        var files = new Argument<string[]>("FILE") { Arity = ArgumentArity.OneOrMore, Description = "Local files." };
        var command = new Command("hash", "Prints the content ids of files.") { files };
        command.SetAction((parsed, cancellationToken) => RunAsync(begin(parsed), parsed.GetRequiredValue(files), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Invocation run, IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        var hashes = new List<(string ContentId, string File)>();
        var status = ExitStatus.Done;
        foreach (var file in files)
        {
            try
            {
                var content = await HashAsync(Path.GetFullPath(file, run.Host.WorkingDirectory), cancellationToken);
                hashes.Add((content.ToString(), file));
                if (!run.Json)
                {
                    run.Print($"{content}  {file}");
                }
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                run.Host.Problems.WriteLine($"gvnap: {file}: {failure.Message}");
                status = ExitStatus.Failed;
            }
        }

        if (run.Json)
        {
            run.Print(JsonOutput.Hashes(hashes));
        }

        return status;
    }

    private static async Task<ContentId> HashAsync(string path, CancellationToken cancellationToken)
    {
        if (Directory.Exists(path))
        {
            throw new IOException("it is a folder");
        }

        if (!File.Exists(path))
        {
            throw new IOException("there is no such file");
        }

        // A FIFO is opened without waiting for who writes to it.
        using var handle = Disk.Open(path);
        if (Disk.Look(handle).Kind != DiskEntryKind.File)
        {
            throw new IOException("it is not a regular file");
        }

        await using var stream = new FileStream(handle, FileAccess.Read, bufferSize: 0);
        var layer = await ContentHasher.HashAsync(stream, stream.Length, bytesHashed: null, cancellationToken);
        return layer.Content;
    }
}
