using System.Diagnostics.CodeAnalysis;
using GvNap.Index.Directory;
using GvNap.Protocol;
using GvNap.Protocol.Content;
using GvNap.Protocol.Messages;

namespace GvNap.Index.Connections;

/// <summary>A <see cref="Share"/> after every entry was checked.</summary>
/// <param name="Change">What applies.</param>
/// <param name="Refused">Numbers of entries that were not good.</param>
internal sealed record CatalogueBatch(CatalogueChange Change, IReadOnlyList<uint> Refused)
{
    /// <summary>Checks a batch.</summary>
    /// <param name="share">What came.</param>
    /// <param name="batch">What applies of it.</param>
    /// <param name="problem">Why nothing of it applies, for a person.</param>
    public static bool TryRead(Share share, [NotNullWhen(true)] out CatalogueBatch? batch, [NotNullWhen(false)] out string? problem)
    {
        batch = null;
        problem = share switch
        {
            { Version: 0 } => "A batch needs a version that is not 0.",
            _ when share.Added.Count + share.Removed.Count > ProtocolLimits.ShareBatchFiles => $"A batch has at most {ProtocolLimits.ShareBatchFiles} files, added and removed together.",
            _ => null,
        };
        if (problem is not null)
        {
            return false;
        }

        var added = new Dictionary<uint, CatalogueEntry>(share.Added.Count);
        var refused = new List<uint>();
        foreach (var file in share.Added)
        {
            if (file.Number < ProtocolLimits.FileNumbers && FileEntries.CanShare(file.Entry))
            {
                added[file.Number] = new CatalogueEntry(file.Number, file.Entry.Memory);
            }
            else
            {
                refused.Add(file.Number);
            }
        }

        // What a refused entry was to replace is no longer shared either.
        var removed = share.Removed.Concat(refused).Where(number => number < ProtocolLimits.FileNumbers).Distinct().ToList();
        batch = new CatalogueBatch(new CatalogueChange(share.BaseVersion, share.Version, share.Replace, [.. added.Values], removed), refused);
        return true;
    }
}
