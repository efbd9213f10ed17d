using System.Diagnostics;
using Google.Protobuf;
using GvNap.Index.Search;
using GvNap.Protocol;
using GvNap.Protocol.Content;
using GvNap.Protocol.Framing;
using GvNap.Protocol.Messages;
using GvNap.Protocol.Naming;

namespace GvNap.Index.Connections;

/// <summary>What can be asked of the search index. Any number of threads at once.</summary>
/// <param name="index">The search index.</param>
/// <param name="limits">The server's limits.</param>
internal sealed class Queries(SearchIndex index, IndexLimits limits)
{
    /// <summary>Room that a page leaves in its frame for the request's id.</summary>
    private const int MaxPageBytes = Frame.MaxBodyLength - 64;

    /// <summary>One page of results.</summary>
    public Reply Search(Protocol.Messages.Search request)
    {
        var started = Stopwatch.GetTimestamp();
        if (!SearchQuery.TryParse(request.Query, out var query, out var problem))
        {
            return Reply.Refuse(ErrorCode.Invalid, SafeText.ForTerminal(problem));
        }

        var page = index.Search(query, PageLength(request.Limit), request.Cursor.Span);
        for (var length = page.Count / 2; page.Count > 1 && page.Message.Length > MaxPageBytes; length /= 2)
        {
            page.Dispose();
            page = index.Search(query, length, request.Cursor.Span);
        }

        Telemetry.SearchDuration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds);
        return new(page);
    }

    /// <summary>One page of a content's sources.</summary>
    public Reply FindSources(FindSources request) => request.TryReadContent(out var content)
        ? new(new Envelope { SourcePage = Page(request.Limit, limit => index.FindSources(content, limit, request.Cursor.Span)) })
        : Reply.Refuse(ErrorCode.Invalid, "A content id has a root of 32 bytes and a size.");

    /// <summary>One page of what a user shares.</summary>
    public Reply Browse(Browse request) =>
        UserName.IsValid(request.User) && Page(request.Limit, limit => index.Browse(request.User, limit, request.Cursor.Span)) is { } page
            ? new(new Envelope { CataloguePage = page })
            : Reply.Refuse(ErrorCode.NotFound, "Nobody is online under that name.");

    /// <summary>One page of the peers that are online.</summary>
    public Reply ListPeers(ListPeers request) =>
        new(new Envelope { PeerPage = Page(request.Limit, limit => index.ListPeers(limit, request.Cursor.Span)) });

    /// <summary>Asks for a page, and for a shorter one while it does not fit a frame; its cursor leads to the rest.</summary>
    private T Page<T>(uint wanted, Func<int, T> ask)
        where T : IMessage?
    {
        for (var length = PageLength(wanted); ; length /= 2)
        {
            var page = ask(length);
            if (page is null || length == 1 || page.CalculateSize() <= MaxPageBytes)
            {
                return page;
            }
        }
    }

    private int PageLength(uint wanted) => (int)Math.Min(wanted == 0 ? ProtocolLimits.DefaultPageLength : wanted, (uint)limits.PageSize);
}
