namespace GvNap.Index.Search.Matching;

/// <summary>What a search may still do, in units of looking at one posting: a nanosecond or two.</summary>
/// <param name="work">Units.</param>
internal sealed class WorkBudget(long work)
{
    /// <summary>What touching an entry's row is counted as.</summary>
    public const int Row = 4;

    /// <summary>What finding an entry in a posting list is counted as.</summary>
    public const int Seek = 6;

    /// <summary>What a page of a map is counted as.</summary>
    public const int Page = 64;

    /// <summary>What reading an entry's fields is counted as.</summary>
    public const int Fields = 50;

    /// <summary>What splitting an entry's text into words is counted as.</summary>
    public const int Text = 100;

    /// <summary>There is nothing left.</summary>
    public bool IsSpent => work < 0;

    /// <summary>Takes units.</summary>
    public void Take(long units) => work -= units;
}
