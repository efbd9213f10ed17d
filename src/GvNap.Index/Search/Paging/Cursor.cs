using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using GvNap.Protocol;
using GvNap.Protocol.Messages;

namespace GvNap.Index.Search.Paging;

/// <summary>
/// Where a page ended: a mark of the request, and the place of the last item in the order of the items. The next page begins after that
/// place, so that what comes and goes between two pages moves nothing else; any index server can go on.
/// </summary>
internal static class Cursor
{
    private const int MarkLength = 8;

    /// <summary>Makes a cursor.</summary>
    /// <param name="request">What was asked for, told apart by its text; a cursor of another request is refused.</param>
    /// <param name="place">The last item's place.</param>
    public static ByteString Create(object request, ReadOnlySpan<byte> place)
    {
        var cursor = new byte[MarkLength + place.Length];
        MarkOf(request, cursor);
        place.CopyTo(cursor.AsSpan(MarkLength));
        return UnsafeByteOperations.UnsafeWrap(cursor);
    }

    /// <summary>Reads a cursor that came from outside.</summary>
    /// <returns>The last item's place; empty if <paramref name="cursor"/> is empty: the first page is wanted.</returns>
    /// <exception cref="ProtocolException">It is none of this request.</exception>
    public static ReadOnlySpan<byte> Read(object request, ReadOnlySpan<byte> cursor)
    {
        if (cursor.IsEmpty)
        {
            return [];
        }

        Span<byte> mark = stackalloc byte[MarkLength];
        MarkOf(request, mark);
        return cursor.Length > MarkLength && cursor.StartsWith(mark) ? cursor[MarkLength..] : throw Invalid();
    }

    /// <summary>The answer to a cursor that no page of the request ended with.</summary>
    public static ProtocolException Invalid() => new(ErrorCode.Invalid, "The cursor does not belong to this request.");

    private static void MarkOf(object request, Span<byte> mark)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(request.ToString() ?? ""), hash);
        BinaryPrimitives.WriteUInt64BigEndian(mark, BinaryPrimitives.ReadUInt64BigEndian(hash));
    }
}
