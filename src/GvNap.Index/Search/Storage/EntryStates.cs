namespace GvNap.Index.Search.Storage;

/// <summary>
/// The states of all entries, close together, since a search looks at those of all its candidates. One writer, many readers.
/// </summary>
internal sealed class EntryStates
{
    private readonly GrowingArray<int> _states = new();
    private readonly GrowingArray<Removal> _removals = new();

    /// <summary>Entries; for the writer.</summary>
    public int Count => _states.Count;

    /// <summary>Bytes taken from the memory, about.</summary>
    public long Size => (4L * _states.Count) + (8L * _removals.Count);

    /// <summary>Adds an entry.</summary>
    public void Add(EntryState state) => _states.Add(state.Bits);

    /// <summary>Notes that another entry has the same content id.</summary>
    public void Group(int entry)
    {
        ref var state = ref _states[entry];
        if (state >= 0)
        {
            Volatile.Write(ref state, new EntryState(state).Grouped().Bits);
        }
    }

    /// <summary>Removes an entry.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="published">Readers that may see fewer entries than this still see the removed one: they do not see what replaced it.</param>
    public void Remove(int entry, int published)
    {
        ref var state = ref _states[entry];
        Volatile.Write(ref state, ~_removals.Add(new Removal(state, published)));
    }

    /// <summary>An entry's state for the writer.</summary>
    public EntryState Read(int entry) => new(_states[entry]);

    /// <summary>An entry's state for one who may see so many entries.</summary>
    public EntryState Read(int entry, int published) => Resolve(Volatile.Read(ref _states[entry]), published);

    /// <summary>Reads many at once: the memory brings them faster than one by one.</summary>
    /// <param name="postings">The entries, as postings.</param>
    /// <param name="states">Receives what <see cref="Resolve"/> takes.</param>
    public void Read(ReadOnlySpan<int> postings, Span<int> states)
    {
        for (var index = 0; index < postings.Length; index++)
        {
            states[index] = Volatile.Read(ref _states[postings[index] >> 1]);
        }
    }

    /// <summary>What a state is for one who may see so many entries.</summary>
    public EntryState Resolve(int state, int published) => new(state >= 0 || _removals[~state].Published <= published ? state : _removals[~state].State);

    private readonly record struct Removal(int State, int Published);
}
