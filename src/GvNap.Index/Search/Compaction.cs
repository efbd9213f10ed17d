namespace GvNap.Index.Search;

/// <summary>
/// Copies what lives of a generation to a new one, some entries at a time, while the old one is still searched and appended to. What is
/// removed from the old one meanwhile must be removed here too.
/// </summary>
/// <param name="old">The generation that is searched.</param>
internal sealed class Compaction(Generation old)
{
    private int _position;

    /// <summary>The generation that takes the old one's place when <see cref="Step"/> has returned true.</summary>
    public Generation Next { get; } = new();

    /// <summary>Copies up to so many entries.</summary>
    /// <returns>True if nothing is left to copy, and the new generation can be searched.</returns>
    public bool Step(int entries)
    {
        var end = (int)Math.Min(old.Count, _position + (long)entries);
        for (; _position < end; _position++)
        {
            if (old.Owner(_position) is { HasLeft: false } owner)
            {
                Copy(_position, owner);
            }
        }

        if (_position < old.Count)
        {
            Next.Settle();
            return false;
        }

        Next.Publish();
        return true;
    }

    /// <summary>Removes a file, if it was copied already.</summary>
    public void Remove(Member owner, uint number)
    {
        if (Next.TryGetCatalogue(owner, out var catalogue) && Next.Exchange(catalogue.Files, number, -1) is var entry and >= 0)
        {
            Next.Remove(entry);
        }
    }

    private void Copy(int entry, Member owner)
    {
        var catalogue = Next.Open(owner);
        var number = old.FileNumber(entry);
        Next.Exchange(catalogue.Files, number, Next.Add(catalogue, number, old.Encoded(entry).Span));
    }
}
