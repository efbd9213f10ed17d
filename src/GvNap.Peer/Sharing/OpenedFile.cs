using GvNap.Protocol.Content;
using Microsoft.Win32.SafeHandles;

namespace GvNap.Peer.Sharing;

/// <summary>A whole file of the share folder.</summary>
/// <param name="file">What was opened.</param>
/// <param name="handle">The open file; closed with this.</param>
/// <param name="isCurrent">Whether it is unchanged.</param>
/// <param name="findLayer">Finds the hashes of its pieces; null if they are others by now.</param>
internal sealed class OpenedFile(SharedFile file, SafeFileHandle handle, Func<bool> isCurrent, Func<CancellationToken, ValueTask<PieceLayer?>> findLayer) : OpenedShare(file)
{
    /// <inheritdoc/>
    public override bool IsCurrent => isCurrent();

    /// <inheritdoc/>
    public override ValueTask<PieceLayer?> FindLayerAsync(CancellationToken cancellationToken) => findLayer(cancellationToken);

    /// <inheritdoc/>
    public override bool Has(long offset, int length) => true;

    /// <inheritdoc/>
    public override int Read(Span<byte> destination, long offset)
    {
        var total = 0;
        while (total < destination.Length)
        {
            var read = RandomAccess.Read(handle, destination[total..], offset + total);
            if (read == 0)
            {
                break;
            }

            total += read;
        }

        return total;
    }

    /// <inheritdoc/>
    public override void Dispose() => handle.Dispose();
}
