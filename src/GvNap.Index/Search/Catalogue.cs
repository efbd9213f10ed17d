using GvNap.Index.Search.Storage;

namespace GvNap.Index.Search;

/// <summary>A member's files in one generation.</summary>
/// <param name="Member">Whose.</param>
/// <param name="Slot">The member's number in the generation.</param>
internal sealed record Catalogue(Member Member, int Slot)
{
    private volatile FileMap _files = new();

    /// <summary>From the member's file numbers to entries. Replaced by each change, except in a generation that nobody reads yet.</summary>
    public FileMap Files
    {
        get => _files;
        set => _files = value;
    }

    /// <summary>Files that the member has whole.</summary>
    public int WholeFiles
    {
        get
        {
            var files = Files;
            return files.Count - files.Partial;
        }
    }
}
