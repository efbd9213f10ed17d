using GvNap.Protocol;
using GvNap.Protocol.Content;
using Microsoft.Win32.SafeHandles;

namespace GvNap.Peer.Sharing;

/// <summary>What became of a file that was to be hashed.</summary>
/// <param name="Content">Its content id; null if it has none.</param>
/// <param name="Stamp">The state that was hashed.</param>
/// <param name="Problem">Why it cannot be read; null with no content either: it changed meanwhile.</param>
internal readonly record struct HashOutcome(ContentId? Content, FileStamp Stamp, string? Problem);

/// <summary>A file that is open, and its state when it was opened.</summary>
/// <param name="Handle">The file; closed by whoever opened it.</param>
/// <param name="Stamp">Its state.</param>
internal readonly record struct OpenFile(SafeFileHandle Handle, FileStamp Stamp);

/// <summary>Hashes files, and finds the piece layers of those that were.</summary>
internal sealed class FileHasher(PieceLayerStore layers)
{
    private long _bytesHashed;

    /// <summary>Bytes hashed since the start.</summary>
    public long BytesHashed => Volatile.Read(ref _bytesHashed);

    /// <summary>Hashes a file.</summary>
    /// <param name="folder">Where it lies.</param>
    /// <param name="name">Its name there.</param>
    /// <param name="progress">Told the bytes hashed so far.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<HashOutcome> HashAsync(ShareFolder folder, string name, IProgress<long> progress, CancellationToken cancellationToken)
    {
        try
        {
            using var handle = folder.Open(name, out var stamp);
            if (stamp.Size > ProtocolLimits.ContentSize)
            {
                return new HashOutcome(null, stamp, "It is too large.");
            }

            await Task.Delay(stamp.UntilDistinct(DateTimeOffset.UtcNow), cancellationToken);
            if (Disk.Look(handle).Stamp != stamp)
            {
                return new HashOutcome(null, stamp, null);
            }

            var layer = await HashAsync(new OpenFile(handle, stamp), progress, cancellationToken);
            if (layer is null)
            {
                return new HashOutcome(null, stamp, null);
            }

            KeepQuietly(layer);
            return new HashOutcome(layer.Content, stamp, null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new HashOutcome(null, default, e is UnauthorizedAccessException ? "Permission denied." : e.Message);
        }
    }

    /// <summary>The piece layer of an open file that was hashed before.</summary>
    /// <returns>Null if its content is another now.</returns>
    /// <exception cref="IOException">The disk cannot read it.</exception>
    public async ValueTask<PieceLayer?> FindLayerAsync(OpenFile file, ContentId content, CancellationToken cancellationToken)
    {
        if (layers.Find(content) is { } kept)
        {
            return kept;
        }

        if (PieceLayer.TryCreate(content, [], out var single))
        {
            return single;
        }

        var layer = await HashAsync(file, progress: null, cancellationToken);
        if (layer is null || layer.Content != content)
        {
            return null;
        }

        KeepQuietly(layer);
        return layer;
    }

    private async Task<PieceLayer?> HashAsync(OpenFile file, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var size = file.Stamp.Size;
        try
        {
            var layer = await ContentHasher.HashAsync(new FileStream(file.Handle, FileAccess.Read, bufferSize: 0, file.Handle.IsAsync), size, progress, cancellationToken);
            Telemetry.HashedBytes.Add(size);
            Interlocked.Add(ref _bytesHashed, size);
            return Disk.Look(file.Handle).Stamp == file.Stamp ? layer : null;
        }
        catch (IOException) when (Disk.Look(file.Handle).Stamp != file.Stamp)
        {
            return null;
        }
    }

    /// <summary>A layer that cannot be kept is hashed again when it is needed.</summary>
    private void KeepQuietly(PieceLayer layer)
    {
        try
        {
            layers.Keep(layer);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }
}
