using System.Buffers.Binary;
using GvNap.Protocol.Content;
using Microsoft.Win32.SafeHandles;

namespace GvNap.Peer.Transfers;

/// <summary>
/// What a partial download carries behind the file's own bytes, so that it can be resumed without anything else:
/// the piece layer, then root (32 bytes), size (8, big-endian) and a mark (8). It is cut off before the file gets its name.
/// </summary>
internal static class PartTrailer
{
    private const int FixedLength = Sha256Hash.Length + sizeof(long) + 8;

    private static ReadOnlySpan<byte> Mark => "GvNapP1\n"u8;

    /// <summary>Writes it behind the place of the file's last byte.</summary>
    public static void Write(SafeFileHandle file, PieceLayer layer)
    {
        var end = new byte[FixedLength];
        layer.Content.Root.CopyTo(end);
        BinaryPrimitives.WriteInt64BigEndian(end.AsSpan(Sha256Hash.Length), layer.Content.Size);
        Mark.CopyTo(end.AsSpan(FixedLength - Mark.Length));

        // In one call: what is killed in between leaves nothing without a mark.
        RandomAccess.Write(file, [layer.Bytes, end], layer.Content.Size);
    }

    /// <summary>Reads which content a partial download is of; null if the trailer is not there or not whole.</summary>
    public static ContentId? Read(SafeFileHandle file)
    {
        var length = RandomAccess.GetLength(file);
        Span<byte> end = stackalloc byte[FixedLength];
        if (length < FixedLength || RandomAccess.Read(file, end, length - FixedLength) != FixedLength || !end.EndsWith(Mark))
        {
            return null;
        }

        var size = BinaryPrimitives.ReadInt64BigEndian(end[Sha256Hash.Length..]);
        return size >= 0 && size <= length ? new ContentId(new Sha256Hash(end), size) : null;
    }
}
