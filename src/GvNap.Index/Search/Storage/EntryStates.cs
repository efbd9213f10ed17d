namespace GvNap.Index.Search.Storage;

/// <summary>
/// The states of all entries, close together, since a search looks at those of all its candidates. One writer, many readers.
/// </summary>
internal sealed class EntryStates
{
    /// <summary>No entry's.</summary>
    public const int None = int.MinValue;

    /// <summary>Neighbouring entries, of which is known whether their states are all the same; a power of two.</summary>
    public const int BlockLength = 1 << BlockBits;

    private const int BlockBits = 6;

    private readonly GrowingArray<int> _states = new();

    // The state that all entries of a block have, as most have whose peers shared them together; None, for good, if they differ.
    private readonly GrowingArray<int> _blocks = new();
    private readonly GrowingArray<Removal> _removals = new();

    /// <summary>Entries; for the writer.</summary>
    public int Count => _states.Count;

    /// <summary>Bytes taken from the memory, about.</summary>
    public long Size => (4L * _states.Count) + (4L * _blocks.Count) + (8L * _removals.Count);

    /// <summary>Adds an entry.</summary>
    public void Add(EntryState state)
    {
        var block = _states.Count >> BlockBits;
        if (block == _blocks.Count)
        {
            _blocks.Add(state.Bits);
        }
        else if (_blocks[block] != state.Bits)
        {
            Volatile.Write(ref _blocks[block], None);
        }

        _states.Add(state.Bits);
    }

    /// <summary>Notes that another entry has the same content id.</summary>
    public void Group(int entry)
    {
        if (_states[entry] is var state and >= 0)
        {
            Set(entry, new EntryState(state).Grouped().Bits);
        }
    }

    /// <summary>Removes an entry.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="published">Readers that may see fewer entries than this still see the removed one: they do not see what replaced it.</param>
    public void Remove(int entry, int published)
    {
        Set(entry, ~_removals.Add(new Removal(_states[entry], published)));
    }

    /// <summary>An entry's state for the writer.</summary>
    public EntryState Read(int entry) => new(_states[entry]);

    /// <summary>An entry's state for one who may see so many entries.</summary>
    public EntryState Read(int entry, int published) => Resolve(Find(entry), published);

    /// <summary>What <see cref="Resolve"/> takes for all entries of each of some blocks; <see cref="None"/> if they differ.</summary>
    /// <param name="entry">The first entry of the first block.</param>
    /// <param name="blocks">Blocks, of which some of the last may have no entries yet; the first is a multiple of this number, a power of two below 4,096.</param>
    public ReadOnlySpan<int> FindShared(int entry, int blocks) => _blocks.Slice(entry >> BlockBits, blocks);

    /// <summary>What <see cref="Resolve"/> takes; the same number for neighbours whose states are the same.</summary>
    public int Find(int entry) =>
        Volatile.Read(ref _blocks[entry >> BlockBits]) is var shared and not None ? shared : Volatile.Read(ref _states[entry]);

    /// <summary>What a state is for one who may see so many entries.</summary>
    public EntryState Resolve(int state, int published) => new(state >= 0 || _removals[~state].Published <= published ? state : _removals[~state].State);

    // A reader who sees the old state of the block came before the change.
    private void Set(int entry, int state)
    {
        Volatile.Write(ref _blocks[entry >> BlockBits], None);
        Volatile.Write(ref _states[entry], state);
    }

    private readonly record struct Removal(int State, int Published);
}
