namespace GvNap.Peer.Sharing;

/// <summary>Scans the share folder by its list, or by what the options say when it has none. One scan at a time.</summary>
internal sealed class ShareScanner(ShareOptions options)
{
    /// <summary>How long a list that vanished may be on its way back: some editors delete a file before they write it anew.</summary>
    private static readonly TimeSpan ListAbsence = TimeSpan.FromMilliseconds(500);

    private IReadOnlyList<FilesJsonEntry>? _list;

    /// <summary>Scans.</summary>
    public async Task<ShareScan> ScanAsync(ShareFolder folder, CancellationToken cancellationToken)
    {
        var (list, problem) = ReadList(folder);
        if (list is null && problem is null && _list is not null)
        {
            await Task.Delay(ListAbsence, cancellationToken);
            (list, problem) = ReadList(folder);
        }

        _list = list ?? (problem is null ? null : _list ?? []);
        var scan = new ShareScan
        {
            Mode = _list is not null ? ShareMode.List : options.ShareAll ? ShareMode.Folder : ShareMode.Nothing,
            ListProblem = problem,
        };
        var scanner = new FolderScanner(folder, options.MaxFiles, cancellationToken);
        if (_list is not null)
        {
            scanner.AddListed(_list, scan);
        }
        else if (options.ShareAll)
        {
            scanner.AddAll(scan);
        }

        return scan;
    }

    private static (IReadOnlyList<FilesJsonEntry>? List, string? Problem) ReadList(ShareFolder folder)
    {
        try
        {
            return (FilesJson.Read(folder.Root), null);
        }
        catch (FileNotFoundException)
        {
            return (null, null);
        }
        catch (FormatException e)
        {
            return (null, e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (null, "it cannot be read");
        }
    }
}
