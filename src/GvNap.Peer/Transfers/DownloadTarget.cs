using GvNap.Protocol.Content;

namespace GvNap.Peer.Transfers;

/// <summary>Where a download goes: a file that is complete already, or a partial one with the pieces that it has.</summary>
/// <param name="CompletePath">The file, if the same content is there under the name.</param>
/// <param name="Part">The partial file otherwise.</param>
/// <param name="Pieces">Pieces of the partial file that are there and verified.</param>
internal sealed record DownloadTarget(string? CompletePath, PartFile? Part, IReadOnlyList<int> Pieces)
{
    private const int MostNames = 10_000;

    /// <summary>Finds the first name of <c>name.ext</c>, <c>name (1).ext</c> and so on that is this content's or nobody's.</summary>
    /// <param name="folder">The folder; made if it is not there.</param>
    /// <param name="localName">A name that <see cref="SafePath"/> made.</param>
    /// <param name="layer">The content.</param>
    /// <param name="checkedBytes">Is told the bytes that were checked of what is there.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="LocalFailureException">The folder cannot be written, or the disk is full.</exception>
    public static async Task<DownloadTarget> PrepareAsync(string folder, string localName, PieceLayer layer, Action<long> checkedBytes, CancellationToken cancellationToken)
    {
        try
        {
            Directory.CreateDirectory(folder);
            for (var number = 0; number < MostNames; number++)
            {
                if (await TryNameAsync(folder, SafePath.Numbered(localName, number), layer, checkedBytes, cancellationToken) is { } target)
                {
                    RequireSpace(folder, layer, target);
                    return target;
                }
            }

            throw new LocalFailureException(DownloadOutcome.FolderNotWritable, $"The folder {folder} has too many files with this name.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw LocalFailureException.Of(e, folder);
        }
    }

    private static async Task<DownloadTarget?> TryNameAsync(string folder, string name, PieceLayer layer, Action<long> checkedBytes, CancellationToken cancellationToken)
    {
        var path = SafePath.Combine(folder, name);
        var existing = new FileInfo(path);
        if (existing.LinkTarget is not null || Path.Exists(path))
        {
            return await CompleteCopy.IsAtAsync(existing, layer.Content, checkedBytes, cancellationToken) ? new DownloadTarget(path, null, []) : null;
        }

        if (PartFile.TryOpen(folder, name, layer) is not { } part)
        {
            return null;
        }

        try
        {
            var pieces = await Task.Run(() => part.FindPieces(checkedBytes, cancellationToken), cancellationToken);
            if (pieces.Count > 0 || !part.IsUnmarked)
            {
                return new DownloadTarget(null, part, pieces);
            }
        }
        catch
        {
            part.Dispose();
            throw;
        }

        part.Dispose();
        return null;
    }

    /// <summary>A disk that is too small is better known before than after an hour.</summary>
    private static void RequireSpace(string folder, PieceLayer layer, DownloadTarget target)
    {
        var needed = layer.Content.Size - target.Pieces.Sum(p => (long)layer.Geometry.LengthOf(p));
        if (target.Part is { } part && new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace < needed)
        {
            if (target.Pieces.Count == 0)
            {
                part.Delete();
            }

            part.Dispose();
            throw new LocalFailureException(DownloadOutcome.DiskFull, $"The disk of {folder} has no room for {needed:#,0} more bytes.");
        }
    }
}
