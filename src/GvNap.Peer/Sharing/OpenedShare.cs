using GvNap.Protocol.Content;
using Microsoft.Win32.SafeHandles;

namespace GvNap.Peer.Sharing;

/// <summary>A shared file that is open for serving. Reads are positioned, so several threads may read at once.</summary>
public sealed class OpenedShare : IDisposable
{
    private readonly SafeFileHandle _handle;
    private readonly Func<bool> _isCurrent;

    internal OpenedShare(SharedFile file, SafeFileHandle handle, PieceLayer layer, Func<bool> isCurrent)
    {
        (File, _handle, Layer, _isCurrent) = (file, handle, layer, isCurrent);
    }

    /// <summary>What was opened.</summary>
    public SharedFile File { get; }

    /// <summary>The hashes of its pieces.</summary>
    public PieceLayer Layer { get; }

    /// <summary>Whether the file is still shared and unchanged, so that what was read just now is what was hashed.</summary>
    public bool IsCurrent => _isCurrent();

    /// <summary>Reads at <paramref name="offset"/>.</summary>
    /// <returns>Bytes read; less than asked only at the end of the file.</returns>
    /// <exception cref="IOException">The disk cannot read it.</exception>
    public int Read(Span<byte> destination, long offset)
    {
        var total = 0;
        while (total < destination.Length)
        {
            var read = RandomAccess.Read(_handle, destination[total..], offset + total);
            if (read == 0)
            {
                break;
            }

            total += read;
        }

        return total;
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();
}
