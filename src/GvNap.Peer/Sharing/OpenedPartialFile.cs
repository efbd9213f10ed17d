using GvNap.Protocol.Content;

namespace GvNap.Peer.Sharing;

/// <summary>A file that is being fetched; what is verified of it never changes.</summary>
/// <param name="shared">As what it is shared.</param>
/// <param name="file">The file; not closed with this.</param>
/// <param name="isCurrent">Whether it is still being fetched.</param>
internal sealed class OpenedPartialFile(SharedFile shared, IPartialFile file, Func<bool> isCurrent) : OpenedShare(shared)
{
    /// <inheritdoc/>
    public override bool IsCurrent => isCurrent();

    /// <inheritdoc/>
    public override ValueTask<PieceLayer?> FindLayerAsync(CancellationToken cancellationToken) => ValueTask.FromResult<PieceLayer?>(file.Layer);

    /// <inheritdoc/>
    public override bool Has(long offset, int length) => file.Has(offset, length);

    /// <inheritdoc/>
    public override int Read(Span<byte> destination, long offset)
    {
        try
        {
            return file.Read(destination, offset);
        }
        catch (ObjectDisposedException)
        {
            return 0;
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        // The download has it.
    }
}
