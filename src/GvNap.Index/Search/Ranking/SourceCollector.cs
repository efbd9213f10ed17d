using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace GvNap.Index.Search.Ranking;

/// <summary>Lists the sources of one content id after the other, in memory that it uses again.</summary>
/// <param name="generation">What is searched.</param>
internal sealed class SourceCollector(Generation generation)
{
    private readonly List<ListedSource> _sources = [];
    private Dictionary<Member, ListedSource>? _byOwner;

    /// <summary>Lists a content's sources, best first, each once. The list holds until the next call.</summary>
    /// <param name="entry">An entry of the content.</param>
    /// <param name="published">Entries that may be seen.</param>
    /// <param name="limit">Entries to look at.</param>
    /// <param name="partial">Whether to list those, too, that are still fetching it; they come last.</param>
    public ReadOnlySpan<ListedSource> Collect(int entry, int published, int limit, bool partial)
    {
        _sources.Clear();
        if (generation.GroupOf(entry) is var group and >= 0)
        {
            CollectGroup(group, published, limit, partial);
        }
        else if (TryFind(entry, published, partial, out _, out var source))
        {
            _sources.Add(source);
        }

        return CollectionsMarshal.AsSpan(_sources);
    }

    private void CollectGroup(int group, int published, int limit, bool partial)
    {
        var byOwner = _byOwner ??= [];
        byOwner.Clear();
        var entries = SourceList.EntriesOf(generation, group);
        Span<int> postings = stackalloc int[SourceList.SurveyedEntries];
        for (var (looked, count) = (0, int.MaxValue); looked < limit && count > 0; looked += count)
        {
            count = entries.Fill(postings[..Math.Min(postings.Length, limit - looked)]);
            foreach (var posting in postings[..count])
            {
                if (TryFind(posting >> 1, published, partial, out var owner, out var source)
                    && (!byOwner.TryGetValue(owner, out var known) || (known.IsPartial && !source.IsPartial)))
                {
                    byOwner[owner] = source;
                }
            }
        }

        _sources.AddRange(byOwner.Values);
        _sources.Sort();
    }

    private bool TryFind(int entry, int published, bool partial, [NotNullWhen(true)] out Member? owner, out ListedSource source)
    {
        var state = generation.States.Read(entry, published);
        owner = entry < published && (partial || !state.IsPartial) ? generation.AttachedOwner(state) : null;
        source = owner is null ? default : new ListedSource(owner.Listing, entry, state.IsPartial);
        return owner is not null;
    }
}
