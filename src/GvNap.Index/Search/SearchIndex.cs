using GvNap.Index.Directory;
using GvNap.Index.Search.Replies;
using GvNap.Protocol;
using GvNap.Protocol.Content;
using GvNap.Protocol.Messages;
using GvNap.Protocol.Peers;

namespace GvNap.Index.Search;

/// <summary>
/// Who shares what, for searching: fed with the directory's events, asked by any number of threads at once, which wait for nothing.
/// Replies share the index's memory and must not be changed.
/// </summary>
internal sealed class SearchIndex
{
    /// <summary>Results, sources, entries or peers a page, if the request does not say.</summary>
    public const int DefaultLimit = 20;

    /// <summary>Most results a page.</summary>
    public const int MaxLimit = 100;

    /// <summary>Most sources, entries or peers a page.</summary>
    public const int MaxItems = 1_000;

    private readonly Lock _writing = new();
    private readonly Roster _roster = new();
    private readonly SearchLimits _limits;
    private readonly IndexWriter _writer;
    private readonly KeptPages _kept;
    private long _searches;
    private long _arrivals;

    // Odd while a change is taken in: raised before and after it.
    private long _version;

    /// <summary>Makes an empty index.</summary>
    /// <param name="limits">How much one request may do; null: the defaults.</param>
    public SearchIndex(SearchLimits? limits = null)
    {
        _limits = limits ?? new SearchLimits();
        _writer = new IndexWriter(_roster, _limits);
        _kept = new KeptPages(_limits.KeptBytes);
    }

    /// <summary>What the index holds.</summary>
    public SearchIndexCounts Counts
    {
        get
        {
            var attached = _roster.Attached.Count;
            return new(attached, _writer.Files, Math.Max(0, _roster.Count - attached), _writer.Current.Size);
        }
    }

    /// <summary>Takes in one event: what it tells is found by requests that start after the return. Events are taken one at a time.</summary>
    public void Apply(DirectoryEvent change)
    {
        lock (_writing)
        {
            Interlocked.Increment(ref _version);
            try
            {
                _writer.Apply(change);
                _arrivals += change is DirectoryEvent.Attached ? 1 : 0;
            }
            finally
            {
                Interlocked.Increment(ref _version);
            }
        }
    }

    /// <summary>One page of results, best first: matches in the file's own name, then many sources, then a fast one.</summary>
    /// <param name="query">What is wanted.</param>
    /// <param name="limit">Results a page, up to 100; 0: 20.</param>
    /// <param name="cursor">From the page before; empty for the first.</param>
    /// <returns>The page, to be disposed of when it was sent.</returns>
    /// <exception cref="ProtocolException">The cursor is none of this query's.</exception>
    public EncodedResults Search(SearchQuery query, int limit, ReadOnlySpan<byte> cursor)
    {
        Interlocked.Increment(ref _searches);
        var question = new KeptPages.Question(query.Key, PageLength(limit, MaxLimit));
        var version = Volatile.Read(ref _version);
        var isQuiet = version % 2 == 0 && cursor.IsEmpty;
        if (isQuiet && _kept.Find(version, question) is { } kept)
        {
            return kept;
        }

        var page = new SearchReply(_writer.Current, _limits).Create(query, question.Limit, cursor, _roster);
        if (isQuiet && Interlocked.Read(ref _version) == version)
        {
            _kept.Keep(version, question, page);
        }

        return page;
    }

    /// <summary>One page of the peers that share a content id, reachable and fast ones first, each with the name under which it does.</summary>
    /// <param name="content">The content id.</param>
    /// <param name="limit">Sources a page, up to 1,000; 0: 20.</param>
    /// <param name="cursor">From the page before; empty for the first.</param>
    /// <exception cref="ProtocolException">The cursor is none of this request's.</exception>
    public SourcePage FindSources(ContentId content, int limit, ReadOnlySpan<byte> cursor) =>
        SourceReply.Create(content, PageLength(limit, MaxItems), cursor, _writer.Current, _limits);

    /// <summary>One page of what a user shares; null if no attached peer has that name.</summary>
    /// <param name="user">A user name, in any case.</param>
    /// <param name="limit">Entries a page, up to 1,000; 0: 20.</param>
    /// <param name="cursor">From the page before; empty for the first.</param>
    /// <exception cref="ProtocolException">The cursor is none of this request's.</exception>
    public CataloguePage? Browse(string user, int limit, ReadOnlySpan<byte> cursor) =>
        _roster.FindUser(user) is { IsAttached: true } member
            ? CatalogueReply.Create(member, PageLength(limit, MaxItems), cursor, _writer.Current)
            : null;

    /// <summary>One page of the attached peers, by user name; those without a name come last.</summary>
    /// <param name="limit">Peers a page, up to 1,000; 0: 20.</param>
    /// <param name="cursor">From the page before; empty for the first.</param>
    /// <exception cref="ProtocolException">The cursor is none of this request's.</exception>
    public PeerPage ListPeers(int limit, ReadOnlySpan<byte> cursor) =>
        PeerReply.Create(PageLength(limit, MaxItems), cursor, _writer.Current, _roster);

    /// <summary>The record of a peer, attached or not; null if it is not known.</summary>
    public PeerRecord? FindPeer(PeerId peer) => _roster.TryFind(peer, out var member) ? member.Listing.Record : null;

    /// <summary>A copy of all that a peer shares, attached or not; nothing if it is not known.</summary>
    public IReadOnlyList<CatalogueEntry> ReadCatalogue(PeerId peer) =>
        _roster.TryFind(peer, out var member) ? CatalogueReply.Copy(member, _writer.Current) : [];

    /// <summary>Entries that were written since the start.</summary>
    internal long Written => _writer.Written;

    /// <summary>How often peers came, or came back, since the start.</summary>
    internal long Arrivals => Interlocked.Read(ref _arrivals);

    /// <summary>Searches since the start.</summary>
    internal long Searches => Interlocked.Read(ref _searches);

    /// <summary>Goes on with reclaiming what removed entries take, for a while. Events do it, too, as far as they are the cause.</summary>
    /// <param name="atMost">How long events may have to wait for it.</param>
    /// <returns>True if there is more to do.</returns>
    internal bool Tend(TimeSpan atMost)
    {
        lock (_writing)
        {
            return _writer.Tend(atMost);
        }
    }

    /// <summary>Reclaims at once what removed entries take.</summary>
    internal void Compact()
    {
        lock (_writing)
        {
            _writer.CompactNow();
        }
    }

    private static int PageLength(int limit, int most) => limit <= 0 ? DefaultLimit : Math.Min(limit, most);
}
