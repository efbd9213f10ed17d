using GvNap.Protocol.Content;

namespace GvNap.Index.Search.Storage;

/// <summary>
/// All content ids, each with its newest entry, from which the entries of the same content are linked. One writer, many readers.
/// A content id is not kept here: it is read from the entry.
/// </summary>
internal sealed class ContentTable
{
    private readonly GrowingArray<Row> _rows = new();
    private readonly HashSlots _slots = new();
    private readonly HashSlots.Matcher<ContentId> _matches;
    private readonly Func<int, int> _hashOf;

    /// <param name="contentOf">The content id of an entry.</param>
    public ContentTable(Func<int, ContentId> contentOf)
    {
        _matches = (content, key) => contentOf(_rows[content].Newest) == key;
        _hashOf = content => _rows[content].Hash;
    }

    /// <summary>Content ids.</summary>
    public int Count => _rows.Count;

    /// <summary>The number of a content id, or -1.</summary>
    public int Find(ContentId content) => _slots.Find(content.GetHashCode(), content, _matches);

    /// <summary>The newest entry of a content id.</summary>
    public int Newest(int content) => Volatile.Read(ref _rows[content].Newest);

    /// <summary>Makes <paramref name="entry"/>, which can be read, the newest of a known content id.</summary>
    public void Link(int content, int entry) => Volatile.Write(ref _rows[content].Newest, entry);

    /// <summary>Adds a content id that is not there, with its first <paramref name="entry"/>, which can be read.</summary>
    public void Add(ContentId content, int entry)
    {
        var hash = content.GetHashCode();
        _slots.Add(hash, _rows.Add(new Row { Newest = entry, Hash = hash }), _hashOf);
    }

    private struct Row
    {
        public int Newest;
        public int Hash;
    }
}
