using System.Diagnostics.CodeAnalysis;
using GvNap.Index.Search;

namespace GvNap.Index.News;

/// <summary>
/// All watched queries by what a file must have to meet them, so that a new file is held against few of them. The same
/// query of many watchers is one. Not safe for concurrent use.
/// </summary>
internal sealed class WatchIndex
{
    /// <summary>Different queries that may be kept in one place, which bounds the work for one file.</summary>
    private const int MostInOnePlace = 500;

    private readonly Dictionary<string, WatchedQuery> _queries = [];
    private readonly Dictionary<int, List<WatchedQuery>> _places = [];
    private volatile int _count;
    private long _entry;

    /// <summary>Queries, each with its watchers counted. Any thread may ask.</summary>
    public int Count => _count;

    /// <summary>Adds a watcher.</summary>
    /// <param name="text">What was typed.</param>
    /// <param name="watcher">Who watches.</param>
    /// <param name="number">Under which number.</param>
    /// <param name="query">What is watched.</param>
    /// <param name="problem">Why not: a sentence for a person.</param>
    public bool TryAdd(string text, Subscriber watcher, uint number, [NotNullWhen(true)] out WatchedQuery? query, [NotNullWhen(false)] out string? problem)
    {
        query = null;
        if (!SearchQuery.TryParse(text, out var parsed, out problem))
        {
            return false;
        }

        if (!_queries.TryGetValue(parsed.ToString(), out query) && !TryKeep(parsed, out query, out problem))
        {
            return false;
        }

        query.Watchers.Add((watcher, number));
        _count++;
        problem = null;
        return true;
    }

    /// <summary>Removes a watcher.</summary>
    public void Remove(WatchedQuery query, Subscriber watcher)
    {
        _count -= query.Watchers.RemoveAll(entry => entry.Subscriber == watcher);
        if (query.Watchers.Count == 0 && _queries.Remove(query.Text))
        {
            var place = _places[query.Key];
            place.Remove(query);
            if (place.Count == 0)
            {
                _places.Remove(query.Key);
            }
        }
    }

    /// <summary>Finds the queries that a file meets, and adds them to a list.</summary>
    public void Find(EntryText entry, List<WatchedQuery> met)
    {
        _entry++;
        foreach (var key in entry.Keys)
        {
            if (!_places.TryGetValue(key, out var place))
            {
                continue;
            }

            foreach (var query in place)
            {
                if (query.Seen != _entry)
                {
                    query.Seen = _entry;
                    if (query.IsMetBy(entry))
                    {
                        met.Add(query);
                    }
                }
            }
        }
    }

    private bool TryKeep(SearchQuery parsed, [NotNullWhen(true)] out WatchedQuery? query, [NotNullWhen(false)] out string? problem)
    {
        query = null;
        var keys = WatchKey.Of(parsed);
        if (keys.Count == 0)
        {
            problem = "A watch wants a word, a prefix of at least three letters, an extension or a user.";
            return false;
        }

        var key = keys.MinBy(CountAt);
        if (CountAt(key) >= MostInOnePlace)
        {
            problem = "Too many others watch for the like: add a less common word.";
            return false;
        }

        _queries[parsed.ToString()] = query = new WatchedQuery(parsed, key);
        if (!_places.TryGetValue(key, out var place))
        {
            _places[key] = place = [];
        }

        place.Add(query);
        problem = null;
        return true;
    }

    private int CountAt(int key) => _places.TryGetValue(key, out var place) ? place.Count : 0;
}
