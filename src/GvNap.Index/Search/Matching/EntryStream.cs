namespace GvNap.Index.Search.Matching;

/// <summary>Entries that meet a condition, newest first: it only goes down.</summary>
internal abstract class EntryStream
{
    /// <summary>About how many entries there are.</summary>
    public abstract long Estimate { get; }

    /// <summary>The entry that was found last.</summary>
    public int Entry { get; protected set; } = int.MaxValue;

    /// <summary>Whether what was looked for is in the file's own name; true where that has no meaning.</summary>
    public abstract bool InFileName { get; }

    /// <summary>Finds the highest entry that is not above <paramref name="limit"/>, which never goes up from call to call.</summary>
    /// <returns>False if there is none.</returns>
    public bool TrySeek(int limit) => Entry <= limit || Seek(limit);

    /// <summary>Goes down to the highest entry that is not above <paramref name="limit"/>.</summary>
    protected abstract bool Seek(int limit);
}
