using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Headers;
using Microsoft.Net.Http.Headers;

namespace GvNap.Peer.FileServer.Http;

/// <summary>What of a content a request is to get, by its conditions and its range (RFC 9110, sections 13 and 14).</summary>
/// <param name="Status">200, 206, 304, 412 or 416.</param>
/// <param name="Offset">Where the part begins that is sent.</param>
/// <param name="Length">Its bytes; 0 where nothing is sent.</param>
internal readonly record struct ContentSelection(int Status, long Offset, long Length)
{
    /// <summary>Selects.</summary>
    /// <param name="method">GET or HEAD; a range is only for GET.</param>
    /// <param name="headers">The request's headers. A range that cannot be read is ignored, and so are several at once.</param>
    /// <param name="tag">The content's entity tag, a strong one.</param>
    /// <param name="size">The content's bytes.</param>
    public static ContentSelection Of(string method, RequestHeaders headers, EntityTagHeaderValue tag, long size)
    {
        if (headers.IfMatch is { Count: > 0 } wanted && !wanted.Any(one => Matches(one, tag, strongly: true)))
        {
            return new ContentSelection(StatusCodes.Status412PreconditionFailed, 0, 0);
        }

        if (headers.IfNoneMatch is { Count: > 0 } known && known.Any(one => Matches(one, tag, strongly: false)))
        {
            return new ContentSelection(StatusCodes.Status304NotModified, 0, 0);
        }

        var whole = new ContentSelection(StatusCodes.Status200OK, 0, size);
        return HttpMethods.IsGet(method) && MayBePartial(headers.IfRange, tag) && headers.Range is { Unit.Value: "bytes", Ranges: { Count: 1 } ranges }
            ? Part(ranges.First(), whole)
            : whole;
    }

    private static bool Matches(EntityTagHeaderValue one, EntityTagHeaderValue tag, bool strongly) =>
        one.Equals(EntityTagHeaderValue.Any) || one.Compare(tag, strongly);

    /// <summary>What somebody has already must be of this very content. There is no date that could say so.</summary>
    private static bool MayBePartial(RangeConditionHeaderValue? condition, EntityTagHeaderValue tag) =>
        condition is null || (condition.EntityTag is { } known && known.Compare(tag, useStrongComparison: true));

    private static ContentSelection Part(RangeItemHeaderValue range, ContentSelection whole)
    {
        var size = whole.Length;
        if (range.From is not { } from)
        {
            // The last so many bytes. There is no way to say which ones of none these are.
            var last = Math.Min(range.To!.Value, size);
            return size == 0 ? whole : last == 0 ? Unsatisfiable : new ContentSelection(StatusCodes.Status206PartialContent, size - last, last);
        }

        var end = Math.Min(range.To ?? long.MaxValue, size - 1);
        return from > end ? Unsatisfiable : new ContentSelection(StatusCodes.Status206PartialContent, from, end - from + 1);
    }

    private static ContentSelection Unsatisfiable => new(StatusCodes.Status416RangeNotSatisfiable, 0, 0);
}
