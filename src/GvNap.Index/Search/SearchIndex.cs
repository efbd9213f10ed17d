using System.Buffers.Text;
using System.Text;
using Google.Protobuf;
using GvNap.Index.Directory;
using GvNap.Index.Search.Queries;
using GvNap.Index.Search.Words;
using GvNap.Protocol;
using GvNap.Protocol.Content;
using GvNap.Protocol.Messages;
using GvNap.Protocol.Peers;

namespace GvNap.Index.Search;

/// <summary>
/// Who shares what, for searching: fed with the directory's events, asked by any number of threads at once.
/// Replies share the index's memory and must not be changed.
/// </summary>
internal sealed class SearchIndex
{
    /// <summary>Results or entries a page, if the request does not say.</summary>
    public const int DefaultLimit = 20;

    /// <summary>Most results or entries a page.</summary>
    public const int MaxLimit = 100;

    private readonly Lock _lock = new();
    private readonly SortedDictionary<UInt128, Listed> _peers = [];

    /// <summary>What the index holds.</summary>
    public SearchIndexCounts Counts
    {
        get
        {
            lock (_lock)
            {
                var attached = _peers.Values.Where(peer => peer.Attached).ToList();
                return new(attached.Count, attached.Sum(peer => (long)peer.Files.Count), _peers.Count - attached.Count);
            }
        }
    }

    /// <summary>Takes in one event. One caller at a time; what is applied is found by searches that start after the return.</summary>
    public void Apply(DirectoryEvent change)
    {
        lock (_lock)
        {
            switch (change)
            {
                case DirectoryEvent.Attached(var record, _):
                    _peers.TryAdd(record.Id.Value, new Listed());
                    (_peers[record.Id.Value].Record, _peers[record.Id.Value].Attached) = (record, true);
                    break;
                case DirectoryEvent.RecordChanged(var record) when _peers.TryGetValue(record.Id.Value, out var peer):
                    peer.Record = record;
                    break;
                case DirectoryEvent.CatalogueChanged(_, var batch) when _peers.TryGetValue(change.Peer.Value, out var peer):
                    peer.Change(batch);
                    break;
                case DirectoryEvent.Detached when _peers.TryGetValue(change.Peer.Value, out var peer):
                    peer.Attached = false;
                    break;
                case DirectoryEvent.Left:
                    _peers.Remove(change.Peer.Value);
                    break;
            }
        }
    }

    /// <summary>One page of results, best first.</summary>
    /// <param name="query">What is wanted.</param>
    /// <param name="limit">Results a page, up to 100; 0: 20.</param>
    /// <param name="cursor">From the page before; empty for the first.</param>
    /// <exception cref="ProtocolException">The cursor is none of this query's.</exception>
    public SearchResults Search(SearchQuery query, int limit, ReadOnlySpan<byte> cursor)
    {
        var groups = Shared().Where(file => query.Terms.All(term => Meets(file, term) != term.Negated))
            .GroupBy(file => (file.Entry.Root, file.Entry.Size)).ToList();
        var page = new SearchResults { Total = (uint)groups.Count };
        page.NextCursor = Page(groups, limit, cursor, group => page.Results.Add(new Result
        {
            Entry = group.First().Encoded,
            SourceCount = (uint)group.DistinctBy(file => file.Peer.Record.Id).Count(),
            Sources = { group.DistinctBy(file => file.Peer.Record.Id).Take(16).Select(file => ToSource(file.Peer.Record)) },
        }));
        return page;
    }

    /// <summary>One page of the peers that share a content id, reachable and fast ones first.</summary>
    /// <exception cref="ProtocolException">The cursor is none of this request's.</exception>
    public SourcePage FindSources(ContentId content, int limit, ReadOnlySpan<byte> cursor)
    {
        var root = ByteString.CopyFrom(content.Root.ToBytes());
        var sources = Shared().Where(file => file.Entry.Root == root && file.Entry.Size == (ulong)content.Size).DistinctBy(file => file.Peer.Record.Id).ToList();
        var page = new SourcePage { Total = (uint)sources.Count };
        page.NextCursor = Page(sources, limit, cursor, file => page.Sources.Add(ToSource(file.Peer.Record)));
        return page;
    }

    /// <summary>One page of what a user shares; null if no attached peer has that name.</summary>
    /// <exception cref="ProtocolException">The cursor is none of this request's.</exception>
    public CataloguePage? Browse(string user, int limit, ReadOnlySpan<byte> cursor)
    {
        var peer = Attached().Find(peer => user.Length > 0 && peer.Record.User.Equals(user, StringComparison.OrdinalIgnoreCase));
        if (peer is null)
        {
            return null;
        }

        var files = Shared().Where(file => file.Peer == peer).ToList();
        var page = new CataloguePage { Peer = ToSource(peer.Record), Total = (uint)files.Count };
        page.NextCursor = Page(files, limit, cursor, file => page.Entries.Add(file.Encoded));
        return page;
    }

    /// <summary>One page of the attached peers.</summary>
    /// <exception cref="ProtocolException">The cursor is none of this request's.</exception>
    public PeerPage ListPeers(int limit, ReadOnlySpan<byte> cursor)
    {
        var peers = Attached();
        var page = new PeerPage { Total = (uint)peers.Count };
        page.NextCursor = Page(peers, limit, cursor, peer => page.Peers.Add(new ListedPeer { Peer = ToSource(peer.Record), Files = (uint)peer.Files.Count }));
        return page;
    }

    /// <summary>The record of a peer, attached or not; null if it is not known.</summary>
    public PeerRecord? FindPeer(PeerId peer)
    {
        lock (_lock)
        {
            return _peers.GetValueOrDefault(peer.Value)?.Record;
        }
    }

    private List<Listed> Attached()
    {
        lock (_lock)
        {
            return [.. _peers.Values.Where(peer => peer.Attached)];
        }
    }

    private List<File> Shared()
    {
        lock (_lock)
        {
            return [.. Attached().SelectMany(peer => peer.Files.Values.Select(encoded => new File(peer, encoded, FileEntry.Parser.ParseFrom(encoded))))];
        }
    }

    private static bool Meets(File file, QueryTerm term) => term switch
    {
        QueryTerm.Phrase phrase => Contains(file.Entry.Name, phrase) || Contains(file.Entry.Description, phrase),
        QueryTerm.Extension extension => WordSplitter.Split(Path.GetExtension(file.Entry.Name)) is [var name] && name == extension.Name,
        QueryTerm.Size size => (long)file.Entry.Size >= size.Min && (long)file.Entry.Size <= size.Max,
        QueryTerm.User user => file.Peer.Record.User.Equals(user.Name, StringComparison.OrdinalIgnoreCase),
        _ => false,
    };

    private static bool Contains(string text, QueryTerm.Phrase phrase)
    {
        var words = string.Concat(WordSplitter.Split(text).Select(word => " " + word)) + " ";
        return words.Contains($" {string.Join(' ', phrase.Words)}{(phrase.Prefix ? "" : " ")}", StringComparison.Ordinal);
    }

    private static Source ToSource(PeerRecord record) => new()
    {
        PeerId = ByteString.CopyFrom(record.Id.ToBytes()),
        User = record.User,
        Speed = record.Speed,
        Endpoints = { record.Endpoints.OrderBy(endpoint => endpoint.State != EndpointState.Reachable).Select(endpoint => new Endpoint { Host = endpoint.Host, Port = (uint)endpoint.Port, State = endpoint.State }) },
    };

    private static ByteString Page<T>(List<T> items, int limit, ReadOnlySpan<byte> cursor, Action<T> add)
    {
        var skip = 0;
        if (cursor.Length > 0 && !(Utf8Parser.TryParse(cursor, out skip, out var read) && read == cursor.Length && skip > 0))
        {
            throw new ProtocolException(ErrorCode.Invalid, "The cursor is none of this request's.");
        }

        var take = limit <= 0 ? DefaultLimit : Math.Min(limit, MaxLimit);
        items.Skip(skip).Take(take).ToList().ForEach(add);
        return skip + (long)take < items.Count ? ByteString.CopyFrom(Encoding.ASCII.GetBytes($"{skip + take}")) : ByteString.Empty;
    }

    private sealed record File(Listed Peer, ByteString Encoded, FileEntry Entry);

    private sealed class Listed
    {
        public PeerRecord Record { get; set; } = null!;

        public bool Attached { get; set; }

        public SortedDictionary<uint, ByteString> Files { get; } = [];

        public void Change(CatalogueChange batch)
        {
            if (batch.Replace)
            {
                Files.Clear();
            }

            foreach (var number in batch.Removed)
            {
                Files.Remove(number);
            }

            foreach (var (number, entry) in batch.Added)
            {
                Files[number] = UnsafeByteOperations.UnsafeWrap(entry);
            }
        }
    }
}
