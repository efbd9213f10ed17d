using System.Diagnostics;
using GvNap.Index.Directory;
using GvNap.Index.Search;

namespace GvNap.Index.News;

/// <summary>Holds new files against watched queries. Not safe for concurrent use.</summary>
/// <param name="watches">The queries.</param>
/// <param name="unsent">Receives those who have something to be told.</param>
internal sealed class WatchMatcher(WatchIndex watches, HashSet<Subscriber> unsent)
{
    private readonly List<WatchedQuery> _met = [];
    private readonly EntryText _text = new();

    /// <summary>Works on at least one file, and for no longer than a slice.</summary>
    /// <returns>The first that is left.</returns>
    public int Match(Listing peer, IReadOnlyList<CatalogueEntry> files, int first, TimeSpan slice)
    {
        var started = Stopwatch.GetTimestamp();
        do
        {
            Match(peer, files[first++].Entry);
        }
        while (first < files.Count && Stopwatch.GetElapsedTime(started) < slice);

        return first;
    }

    private void Match(Listing peer, ReadOnlyMemory<byte> entry)
    {
        if (!_text.TryRead(entry.Span, peer.Record.User))
        {
            return;
        }

        _met.Clear();
        watches.Find(_text, _met);
        foreach (var query in _met)
        {
            foreach (var (subscriber, number) in query.Watchers)
            {
                subscriber.NoteMatch(number, peer, _text, entry);
                unsent.Add(subscriber);
            }
        }
    }
}
