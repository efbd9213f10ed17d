using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using GvNap.Index.Search.Storage;
using GvNap.Index.Search.Words;

namespace GvNap.Index.Search;

/// <summary>
/// Everything that is searched, between one compaction and the next: entries, which are only appended and numbered upwards, and what finds them.
/// One writer, any number of readers, no locks: a reader looks only at entries below <see cref="Published"/>.
/// </summary>
internal sealed class Generation
{
    // By entry: where its bytes lie; and how its pieces root begins, or below 0 the complement of its group's number.
    private readonly GrowingArray<int> _positions = new();
    private readonly GrowingArray<int> _contents = new();
    private readonly GrowingArray<Member> _members = new();
    private readonly ByteArena _entries = new();
    private readonly ConcurrentDictionary<Member, Catalogue> _catalogues = new();
    private readonly WordList _words = new();
    private int _published;

    public Generation() => Contents = new ContentTable(entry => ReadFields(entry).Content);

    /// <summary>Words and extensions.</summary>
    public TermDictionary Terms { get; } = new();

    /// <summary>Whose the entries are.</summary>
    public EntryStates States { get; } = new();

    /// <summary>How the entries' pieces roots begin.</summary>
    public RootStarts Roots { get; } = new();

    /// <summary>Content ids.</summary>
    public ContentTable Contents { get; }

    /// <summary>Entries that readers may see.</summary>
    public int Published => Volatile.Read(ref _published);

    /// <summary>Entries; for the writer.</summary>
    public int Count => _positions.Count;

    /// <summary>Entries that were removed, or whose peers left; for the writer.</summary>
    public int Dead { get; set; }

    /// <summary>Bytes taken from the memory, about.</summary>
    public long Size => (8L * _positions.Count) + States.Size + Roots.Size + _entries.Size + Terms.Size + Contents.Size;

    /// <summary>The attached peer whose entry has this state; null if it is detached or gone, or the entry was removed.</summary>
    public Member? AttachedOwner(EntryState state) => !state.IsRemoved && _members.Read(state.Owner) is { IsAttached: true } member ? member : null;

    /// <summary>The peer that has, or had, an entry of this state, attached or not.</summary>
    public Member OwnerOf(EntryState state) => _members.Read(state.Owner);

    /// <summary>The peer that shares an entry; null if the entry was removed. For the writer.</summary>
    public Member? Owner(int entry) => States.Read(entry) is { IsRemoved: false } state ? _members.Read(state.Owner) : null;

    /// <summary>The group of the entries that have the same content id (see <see cref="ContentTable"/>); -1 if no other has.</summary>
    public int GroupOf(int entry) => Volatile.Read(ref _contents[entry]) is var content and < 0 ? ~content : -1;

    /// <summary>How the pieces root begins: 31 bits, which decide most comparisons.</summary>
    public int RootStart(int entry) => Volatile.Read(ref _contents[entry]) is var content and >= 0 ? content : RootStart(ReadFields(entry));

    /// <summary>Whether the owner is still fetching the file, or was when the entry was removed.</summary>
    public bool IsPartial(int entry) => States.Read(entry, published: -1).IsPartial;

    /// <summary>The owner's number for an entry.</summary>
    public uint FileNumber(int entry) => _entries.Number(_positions[entry]);

    /// <summary>The encoded entry.</summary>
    public ReadOnlyMemory<byte> Encoded(int entry) => _entries.Memory(_positions[entry]);

    /// <summary>The fields of an entry.</summary>
    public EntryFields ReadFields(int entry)
    {
        EntryFields.TryRead(_entries.Read(_positions[entry]), out var fields);
        return fields;
    }

    /// <summary>A member's files, if it has any here.</summary>
    public bool TryGetCatalogue(Member member, [NotNullWhen(true)] out Catalogue? catalogue) => _catalogues.TryGetValue(member, out catalogue);

    /// <summary>A member's files, which are none at first.</summary>
    public Catalogue Open(Member member)
    {
        if (!_catalogues.TryGetValue(member, out var catalogue))
        {
            catalogue = new Catalogue(member, _members.Add(member));
            _catalogues[member] = catalogue;
        }

        return catalogue;
    }

    /// <summary>Forgets the files of a member that left.</summary>
    public void Close(Member member)
    {
        if (_catalogues.TryRemove(member, out var catalogue))
        {
            Dead += catalogue.Files.Count;
        }
    }

    /// <summary>Appends an entry. It is not published, nor is it in the owner's catalogue yet.</summary>
    /// <returns>Its number, or -1 if it is malformed.</returns>
    public int Add(Catalogue owner, uint number, ReadOnlySpan<byte> encoded)
    {
        if (number > ByteArena.MaxNumber || encoded.Length > ByteArena.MaxLength || !EntryFields.TryRead(encoded, out var fields))
        {
            return -1;
        }

        var position = _entries.Add(encoded, number);
        var content = fields.Content;
        var first = Contents.Find(content);
        var isGrouped = first >= 0 && !IsAloneAndGone(first);
        Roots.Add(RootStart(fields));
        _contents.Add(isGrouped ? ~GroupWith(first) : RootStart(fields));
        var entry = _positions.Add(position);
        States.Add(new EntryState(owner.Slot, fields.IsPartial, isGrouped));
        if (isGrouped)
        {
            Contents.Join(GroupOf(entry), entry);
        }
        else if (first >= 0)
        {
            Contents.Replace(content, first, entry);
        }
        else
        {
            Contents.Add(content, entry);
        }

        if (!fields.IsPartial)
        {
            PostWords(entry, fields);
        }

        return entry;
    }

    /// <summary>Sets the entry of a file number, -1 for none, and returns the one before, or -1.</summary>
    public int Exchange(FileMap files, uint number, int entry)
    {
        var before = files.Exchange(number, entry);
        files.Partial += (entry >= 0 && IsPartial(entry) ? 1 : 0) - (before >= 0 && IsPartial(before) ? 1 : 0);
        return before;
    }

    /// <summary>Lets readers see all entries.</summary>
    public void Publish()
    {
        Settle();
        Volatile.Write(ref _published, Count);
    }

    /// <summary>Puts in order what was added; some at a time is less than all at once.</summary>
    public void Settle() => Terms.Settle(Count);

    /// <summary>Removes an entry.</summary>
    public void Remove(int entry)
    {
        States.Remove(entry, _published);
        Dead++;
    }

    // The group of an entry's content id, which has one as soon as there are two entries.
    private int GroupWith(int first)
    {
        var group = GroupOf(first);
        if (group < 0)
        {
            group = Contents.Group(first);
            Volatile.Write(ref _contents[first], ~group);
            States.Group(first);
        }

        return group;
    }

    // Files come back: who joins again shares again what it had. Searches would have to look at groups of which nobody finds but one entry.
    private bool IsAloneAndGone(int entry) => GroupOf(entry) < 0 && Owner(entry) is not { HasLeft: false };

    private static int RootStart(EntryFields fields) => (int)(BinaryPrimitives.ReadUInt32BigEndian(fields.Root) >> 1);

    // The file's own name comes first: the first note of a word says where it is.
    private void PostWords(int entry, EntryFields fields)
    {
        PostWords(entry, fields.Name[fields.FileNameStart..], inFileName: true);
        PostWords(entry, fields.Name[..fields.FileNameStart], inFileName: false);
        PostWords(entry, fields.Description, inFileName: false);
        Span<byte> term = stackalloc byte[ExtensionTerm.MaxBytes];
        var length = ExtensionTerm.Write(fields.Extension, _words, term);
        if (length > 0)
        {
            Terms.Post(term[..length], entry, inFileName: true);
        }
    }

    private void PostWords(int entry, ReadOnlySpan<byte> text, bool inFileName)
    {
        _words.Clear();
        _words.Add(text);
        for (var index = 0; index < _words.Count; index++)
        {
            Terms.Post(_words[index], entry, inFileName);
        }
    }
}
