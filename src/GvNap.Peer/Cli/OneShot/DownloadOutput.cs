using GvNap.Peer.Transfers;
using GvNap.Peer.Transfers.Folders;

namespace GvNap.Peer.Cli.OneShot;

/// <summary>How one-shot commands show a download.</summary>
internal static class DownloadOutput
{
    /// <summary>Downloads, with a progress bar for a person, and prints what became of it.</summary>
    /// <exception cref="CannotException">The file is not there at the end.</exception>
    public static async Task<int> ShowAsync(Invocation run, string title, Func<IProgress<DownloadProgress>?, Task<DownloadResult>> download)
    {
        if (run.Json)
        {
            var result = await download(null);
            run.Print(JsonOutput.Download(result));
            _ = DownloadWording.Conclude(result);
        }
        else
        {
            DownloadWording.Write(run.Host.Terminal, await run.Host.Terminal.ShowProgressAsync(title, download));
        }

        return ExitStatus.Done;
    }

    /// <summary>The same for a folder.</summary>
    /// <exception cref="CannotException">Not all of it is there at the end.</exception>
    public static async Task<int> ShowFolderAsync(Invocation run, string title, Func<IProgress<DownloadProgress>?, Task<FolderResult>> download)
    {
        var result = run.Json ? await download(null) : await run.Host.Terminal.ShowProgressAsync(title, download);
        try
        {
            if (run.Json)
            {
                run.Print(JsonOutput.Folder(result));
                _ = FolderWording.Conclude(result);
            }
            else
            {
                FolderWording.Write(run.Host.Terminal, result);
            }

            return ExitStatus.Done;
        }
        catch (CannotException failure)
        {
            throw new CannotException($"{failure.Message} The same command goes on from there.");
        }
    }
}
