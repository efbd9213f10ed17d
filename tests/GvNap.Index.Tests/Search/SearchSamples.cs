using Google.Protobuf;
using GvNap.Index.Directory;
using GvNap.Index.Search;
using GvNap.Protocol.Content;
using GvNap.Protocol.Messages;
using GvNap.Protocol.Peers;

namespace GvNap.Index.Tests.Search;

/// <summary>Short ways to fill an index and to ask it.</summary>
internal static class SearchSamples
{
    private static ulong _version;

    public static PeerId Peer(int number) => new((UInt128)(uint)number);

    public static ContentId Content(int number, long size = 1_000) => new(Sha256Hash.Of(BitConverter.GetBytes(number)), size);

    public static PeerRecord Record(int peer, string user = "", ulong speed = 0, EndpointState state = EndpointState.Unknown) =>
        new(Peer(peer), user, [new PeerEndpoint("192.0.2.1", 6699, state)], speed);

    public static CatalogueEntry Entry(uint number, string name, ContentId content, string description = "", bool isPartial = false) =>
        new(number, new FileEntry
        {
            Name = name,
            Root = ByteString.CopyFrom(content.Root.ToBytes()),
            Size = (ulong)content.Size,
            Description = description,
            Partial = isPartial,
        }.ToByteArray());

    public static void Attach(this SearchIndex index, PeerRecord record) =>
        index.Apply(new DirectoryEvent.Attached(record, new PeerSession(record.Id, 1)));

    public static void Detach(this SearchIndex index, int peer) => index.Apply(new DirectoryEvent.Detached(Peer(peer)));

    public static void Leave(this SearchIndex index, int peer) => index.Apply(new DirectoryEvent.Left(Peer(peer)));

    public static void Share(this SearchIndex index, int peer, params CatalogueEntry[] added) => index.Change(peer, replace: false, added, []);

    public static void Unshare(this SearchIndex index, int peer, params uint[] removed) => index.Change(peer, replace: false, [], removed);

    public static void Change(this SearchIndex index, int peer, bool replace, IReadOnlyList<CatalogueEntry> added, IReadOnlyList<uint> removed) =>
        index.Apply(new DirectoryEvent.CatalogueChanged(Peer(peer), new CatalogueChange(_version, ++_version, replace, added, removed)));

    /// <summary>An index in which one peer shares one file a name, each of other content.</summary>
    public static SearchIndex IndexOf(params string[] names)
    {
        var index = new SearchIndex();
        index.Attach(Record(1, "alice"));
        index.Share(1, [.. names.Select((name, number) => Entry((uint)number, name, Content(number)))]);
        return index;
    }

    public static SearchQuery Query(string text) => SearchQuery.TryParse(text, out var query, out var problem) ? query : throw new ArgumentException(problem);

    public static SearchResults Search(this SearchIndex index, string query, int limit = 100, ByteString? cursor = null) => index.Find(Query(query), limit, cursor);

    public static SearchResults Find(this SearchIndex index, SearchQuery query, int limit = 100, ByteString? cursor = null)
    {
        using var page = index.Search(query, limit, (cursor ?? ByteString.Empty).Span);
        return SearchResults.Parser.ParseFrom(page.Message);
    }

    /// <summary>Names of the results, in their order.</summary>
    public static string[] Names(this SearchIndex index, string query) => [.. index.Search(query).Results.Select(NameOf)];

    public static string NameOf(this Result result) => FileEntry.Parser.ParseFrom(result.Entry).Name;

    public static ContentId ContentOf(this Result result)
    {
        var entry = FileEntry.Parser.ParseFrom(result.Entry);
        return new(new Sha256Hash(entry.Root.Span), (long)entry.Size);
    }
}
