using GvNap.Protocol.Content;

namespace GvNap.Peer.Sharing;

/// <summary>A file that is being fetched, and of which the pieces that are there can be served. Any thread may call.</summary>
public interface IPartialFile
{
    /// <summary>The name under which it is fetched; one that may be shared.</summary>
    string Name { get; }

    /// <summary>The hashes of its pieces.</summary>
    PieceLayer Layer { get; }

    /// <summary>Which pieces are verified and written, a bit each: bit 7 of the first byte is piece 0.</summary>
    byte[] GetPieces();

    /// <summary>Whether all pieces of a range are verified and written.</summary>
    bool Has(long offset, int length);

    /// <summary>Reads at <paramref name="offset"/>, where <see cref="Has"/> is true.</summary>
    /// <returns>Bytes read.</returns>
    /// <exception cref="IOException">The disk cannot read it.</exception>
    /// <exception cref="ObjectDisposedException">It is no longer being fetched.</exception>
    int Read(Span<byte> destination, long offset);
}
