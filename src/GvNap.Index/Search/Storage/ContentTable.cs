using System.Runtime.InteropServices;
using GvNap.Protocol.Content;

namespace GvNap.Index.Search.Storage;

/// <summary>
/// All content ids, each by the first entry that has it, and the entries of those that have several. One writer, many readers.
/// A content id is not kept here: it is read from the entry.
/// </summary>
internal sealed class ContentTable
{
    private readonly GrowingArray<long> _groups = new();
    private readonly HashSlots _slots;
    private readonly HashSlots.Matcher<ContentId> _matches;

    /// <param name="contentOf">The content id of an entry.</param>
    public ContentTable(Func<int, ContentId> contentOf)
    {
        _matches = (entry, key) => contentOf(entry) == key;
        _slots = new HashSlots(entry => HashOf(contentOf(entry)));
    }

    /// <summary>The memory of the groups' entries, which are kept as postings.</summary>
    public PostingStore Postings { get; } = new();

    /// <summary>Bytes taken from the memory, about.</summary>
    public long Size => _slots.Size + Postings.Size + (8L * _groups.Count);

    /// <summary>The first entry of a content id, or -1.</summary>
    public int Find(ContentId content) => _slots.Find(HashOf(content), content, _matches);

    /// <summary>Adds a content id that is not there, with its first <paramref name="entry"/>, which can be read.</summary>
    public void Add(ContentId content, int entry) => _slots.Add(HashOf(content), entry);

    /// <summary>Puts the first entry that has a content id again, and can be read, in the place of one that nobody finds any more.</summary>
    public void Replace(ContentId content, int before, int entry) => _slots.Replace(HashOf(content), before, entry);

    /// <summary>Makes a group of the first entry of a content id, and returns its number.</summary>
    public int Group(int entry) => _groups.Add(Postings.Append(0, entry << 1));

    /// <summary>Adds the newest entry to a group.</summary>
    public void Join(int group, int entry)
    {
        ref var list = ref _groups[group];
        Volatile.Write(ref list, Postings.Append(list, entry << 1));
    }

    /// <summary>The state of a group's list of entries, see <see cref="PostingStore"/>.</summary>
    public long ListOf(int group) => Volatile.Read(ref _groups[group]);

    // A keyed hash: whoever shares chooses the content ids.
    private static int HashOf(ContentId content)
    {
        Span<byte> bytes = stackalloc byte[Sha256Hash.Length + sizeof(long)];
        content.Root.CopyTo(bytes);
        BitConverter.TryWriteBytes(bytes[Sha256Hash.Length..], content.Size);
        return string.GetHashCode(MemoryMarshal.Cast<byte, char>(bytes));
    }
}
