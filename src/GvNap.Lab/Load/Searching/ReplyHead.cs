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
        if (Varint.TryTake(ref body, out var tag) && tag == RequestIdTag)
        {
            Varint.TryTake(ref body, out id);
            Varint.TryTake(ref body, out tag);
        }

        return new(id, tag == SearchResultsTag);
    }
}
