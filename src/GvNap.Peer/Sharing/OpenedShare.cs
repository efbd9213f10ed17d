using GvNap.Protocol.Content;

namespace GvNap.Peer.Sharing;

/// <summary>A shared file that is open for serving. Reads are positioned, so several threads may read at once.</summary>
/// <param name="file">What was opened.</param>
public abstract class OpenedShare(SharedFile file) : IDisposable
{
    /// <summary>What was opened.</summary>
    public SharedFile File { get; } = file;

    /// <summary>Whether the file is still shared and unchanged, so that what was read just now is what was hashed.</summary>
    public abstract bool IsCurrent { get; }

    /// <summary>Finds the hashes of its pieces; where they are not kept, it is hashed again.</summary>
    /// <returns>Null if it turns out to be something else by now, which is no longer shared then, and looked at again.</returns>
    public abstract ValueTask<PieceLayer?> FindLayerAsync(CancellationToken cancellationToken);

    /// <summary>Whether a range of the file is there.</summary>
    public abstract bool Has(long offset, int length);

    /// <summary>Reads at <paramref name="offset"/>.</summary>
    /// <returns>Bytes read; less than asked only at the end of the file, or if it is no longer there.</returns>
    /// <exception cref="IOException">The disk cannot read it.</exception>
    public abstract int Read(Span<byte> destination, long offset);

    /// <inheritdoc/>
    public abstract void Dispose();
}
