using GvNap.Protocol.Content;
using Microsoft.Win32.SafeHandles;

namespace GvNap.Peer.Sharing;

/// <summary>A whole file of the share folder.</summary>
/// <param name="file">What was opened.</param>
/// <param name="handle">The open file; closed with this.</param>
/// <param name="layer">The hashes of its pieces.</param>
/// <param name="isCurrent">Whether it is unchanged.</param>
internal sealed class OpenedFile(SharedFile file, SafeFileHandle handle, PieceLayer layer, Func<bool> isCurrent) : OpenedShare(file, layer)
{
    /// <inheritdoc/>
    public override bool IsCurrent => isCurrent();

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
