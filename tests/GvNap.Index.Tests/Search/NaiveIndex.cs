using System.Text;
using Google.Protobuf;
using GvNap.Index.Directory;
using GvNap.Index.Search;
using GvNap.Index.Search.Queries;
using GvNap.Index.Search.Words;
using GvNap.Protocol.Messages;
using GvNap.Protocol.Peers;

namespace GvNap.Index.Tests.Search;

/// <summary>What a search index must answer, said in the plainest way: a list of peers with their files, and every question goes through all of them.</summary>
internal sealed class NaiveIndex
{
    private readonly Dictionary<PeerId, NaivePeer> _peers = [];
    private long _clock;

    public int Peers => _peers.Values.Count(peer => peer.Attached);

    public int Files => _peers.Values.Where(peer => peer.Attached).Sum(peer => peer.Files.Count);

    public void Apply(DirectoryEvent change)
    {
        var known = _peers.TryGetValue(change.Peer, out var peer);
        switch (change)
        {
            case DirectoryEvent.Attached(var record, _):
                peer ??= new NaivePeer();
                (peer.Record, peer.Attached) = (record, true);
                _peers[change.Peer] = peer;
                break;
            case DirectoryEvent.RecordChanged(var record) when known:
                peer!.Record = record;
                break;
            case DirectoryEvent.CatalogueChanged(_, var batch) when known:
                Change(peer!, batch);
                break;
            case DirectoryEvent.Detached when known:
                peer!.Attached = false;
                break;
            case DirectoryEvent.Left:
                _peers.Remove(change.Peer);
                break;
        }
    }

    /// <summary>All results, in order, each as one line of text.</summary>
    public IEnumerable<string> Search(SearchQuery query) =>
        from file in Shared()
        where query.Terms.All(term => Meets(file, term) != term.Negated)
        group file by (file.Entry.Root, file.Entry.Size) into matching
        let inName = matching.Any(file => query.Terms.All(term => InFileName(file, term)))
        let shown = matching.Where(file => !inName || query.Terms.All(term => InFileName(file, term))).MaxBy(file => file.Time)!
        let sources = SourcesOf(file => (file.Entry.Root, file.Entry.Size) == matching.Key).ToList()
        orderby inName descending, sources.Count descending, sources.Max(source => source.Peer.Record.Speed) descending, Hex(matching.Key.Root), matching.Key.Size
        select Line(shown.Entry, sources);

    /// <summary>All sources of a content id, in order.</summary>
    public IEnumerable<(PeerId Peer, string Name)> FindSources(ByteString root, ulong size) =>
        SourcesOf(file => file.Entry.Root == root && file.Entry.Size == size).Select(file => (file.Peer.Record.Id, file.Entry.Name));

    public IEnumerable<FileEntry>? Browse(string user) =>
        _peers.Values.SingleOrDefault(peer => peer.Attached && user.Length > 0 && peer.Record.User.Equals(user, StringComparison.OrdinalIgnoreCase))
            ?.Files.OrderBy(file => file.Key).Select(file => file.Value.Entry);

    public IEnumerable<(string User, PeerId Peer, int Files)> ListPeers() =>
        from peer in _peers.Values
        where peer.Attached
        orderby peer.Record.User.Length == 0, peer.Record.User.ToLowerInvariant(), peer.Record.Id.Value
        select (peer.Record.User, peer.Record.Id, peer.Files.Count);

    /// <summary>A result as a line of text; sources are those shown, the best first.</summary>
    public static string Line(Result result) => Line(
        FileEntry.Parser.ParseFrom(result.Entry),
        result.SourceCount,
        result.Sources.Select(source => (PeerId.FromBytes(source.PeerId.Span), source.Name)));

    private static string Line(FileEntry entry, List<NaiveFile> sources) => Line(
        entry,
        (uint)sources.Count,
        sources.Take(16).Select(source => (source.Peer.Record.Id, source.Entry.Name == entry.Name ? "" : source.Entry.Name)));

    private static string Line(FileEntry entry, uint count, IEnumerable<(PeerId Peer, string Name)> sources) =>
        $"{Hex(entry.Root)[..8]}-{entry.Size} {entry.Name} ({entry.Description}) {count}: {string.Join(", ", sources)}";

    private static string Hex(ByteString bytes) => Convert.ToHexString(bytes.Span);

    private void Change(NaivePeer peer, CatalogueChange batch)
    {
        if (batch.Replace)
        {
            peer.Files.Clear();
        }

        foreach (var number in batch.Removed)
        {
            peer.Files.Remove(number);
        }

        foreach (var (number, entry) in batch.Added)
        {
            peer.Files[number] = new NaiveFile(peer, FileEntry.Parser.ParseFrom(entry.Span), _clock++);
        }
    }

    private IEnumerable<NaiveFile> Shared() => _peers.Values.Where(peer => peer.Attached).SelectMany(peer => peer.Files.Values);

    private IEnumerable<NaiveFile> SourcesOf(Func<NaiveFile, bool> wanted) =>
        from file in Shared()
        where wanted(file)
        group file by file.Peer into own
        let newest = own.MaxBy(file => file.Time)
        orderby own.Key.Record.Endpoints.Any(endpoint => endpoint.State == EndpointState.Reachable) descending,
            own.Key.Record.Speed descending, own.Key.Record.Id.Value
        select newest;

    private static bool Meets(NaiveFile file, QueryTerm term) => term switch
    {
        QueryTerm.Phrase phrase => Contains(file.Entry.Name, phrase) || Contains(file.Entry.Description, phrase),
        QueryTerm.Extension extension => WordList.Split(Path.GetExtension(FileName(file))) is [var name] && name == extension.Name && !FileName(file).StartsWith("." + name, StringComparison.Ordinal),
        QueryTerm.Size size => (long)file.Entry.Size >= size.Min && (long)file.Entry.Size <= size.Max,
        QueryTerm.User user => file.Peer.Record.User.Equals(user.Name, StringComparison.OrdinalIgnoreCase),
        _ => false,
    };

    private static bool InFileName(NaiveFile file, QueryTerm term) => term is not QueryTerm.Phrase { Negated: false } phrase || Contains(FileName(file), phrase);

    private static string FileName(NaiveFile file) => file.Entry.Name[(file.Entry.Name.LastIndexOf('/') + 1)..];

    private static bool Contains(string text, QueryTerm.Phrase phrase)
    {
        var words = new StringBuilder(" ").AppendJoin(' ', WordList.Split(text)).Append(' ').ToString();
        return words.Contains($" {string.Join(' ', phrase.Words)}{(phrase.Prefix ? "" : " ")}", StringComparison.Ordinal);
    }

    private sealed record NaiveFile(NaivePeer Peer, FileEntry Entry, long Time);

    private sealed class NaivePeer
    {
        public PeerRecord Record { get; set; } = null!;

        public bool Attached { get; set; }

        public Dictionary<uint, NaiveFile> Files { get; } = [];
    }
}
