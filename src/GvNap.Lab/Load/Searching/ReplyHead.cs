using GvNap.Protocol.Framing;

namespace GvNap.Lab.Load.Searching;

/// <summary>The beginning of a reply's envelope: enough to tell which request it answers, and whether with results.</summary>
/// <param name="RequestId">The request; 0: it is none's.</param>
/// <param name="IsResults">Whether it has results.</param>
internal readonly record struct ReplyHead(ulong RequestId, bool IsResults)
{
    private const ulong RequestIdTag = 1 << 3;
    private const ulong SearchResultsTag = (18 << 3) | 2;

    /// <summary>Reads the beginning of an <see cref="Frame">frame's</see> body.</summary>
    public static ReplyHead Read(ReadOnlySpan<byte> body)
    {
        var id = 0ul;
        var tag = ReadVarint(ref body);
        if (tag == RequestIdTag)
        {
            id = ReadVarint(ref body);
            tag = ReadVarint(ref body);
        }

        return new(id, tag == SearchResultsTag);
    }

    // 0 at the end: no tag, and no request has that id.
    private static ulong ReadVarint(ref ReadOnlySpan<byte> body)
    {
        var value = 0ul;
        for (var shift = 0; shift < 64 && body.Length > 0; shift += 7)
        {
            var next = body[0];
            body = body[1..];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        return 0;
    }
}
