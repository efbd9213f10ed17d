using System.Collections.Concurrent;

namespace GvNap.Index.Search.Replies;

/// <summary>
/// First pages that were asked for more than once since the index changed last. Each change makes all of them void. Any number of threads at once, without locks.
/// </summary>
/// <param name="most">Bytes that pages may take; when they are more, all are forgotten.</param>
internal sealed class KeptPages(int most)
{
    /// <summary>What a page takes besides its own bytes and the characters of its key, about: its place in the table, a string and an array.</summary>
    private const int Overhead = 160;

    private const int AskedSlots = 1 << 13;

    // What was asked once, by its hash and the state of the index: most questions are asked only once, and their pages are not worth their memory.
    private readonly long[] _asked = new long[most > 0 ? AskedSlots : 0];
    private volatile Pages _pages = new(0);

    /// <summary>A copy of a page; null if it was not kept.</summary>
    /// <param name="version">The state of the index.</param>
    /// <param name="question">What is asked.</param>
    public EncodedResults? Find(long version, Question question) =>
        _pages is var pages && pages.Version == version && pages.ByQuestion.TryGetValue(question, out var page) ? EncodedResults.Copy(page) : null;

    /// <summary>Keeps a copy of a page, if it is asked for the second time.</summary>
    /// <param name="version">The state of the index, from before the page was made until after it.</param>
    /// <param name="question">What was asked.</param>
    /// <param name="page">The page.</param>
    public void Keep(long version, Question question, EncodedResults page)
    {
        if (WasAsked(version, question) && PagesOf(version) is { } pages && pages.ByQuestion.TryAdd(question, page.Save()))
        {
            pages.Add(page.Message.Length + (sizeof(char) * question.Key.Length) + Overhead);
        }
    }

    private bool WasAsked(long version, Question question)
    {
        if (_asked.Length == 0)
        {
            return false;
        }

        var hash = question.GetHashCode();
        ref var asked = ref _asked[(uint)hash % AskedSlots];
        var mark = (version << 32) ^ (uint)hash;
        return Interlocked.Exchange(ref asked, mark) == mark;
    }

    // Null if the index has changed meanwhile.
    private Pages? PagesOf(long version)
    {
        var pages = _pages;
        if (pages.Version > version)
        {
            return null;
        }

        if (pages.Version < version || pages.Bytes > most)
        {
            var next = new Pages(version);
            pages = Interlocked.CompareExchange(ref _pages, next, pages) == pages ? next : null;
        }

        return pages;
    }

    /// <summary>What is asked.</summary>
    /// <param name="Key">The query, see <see cref="SearchQuery.Key"/>.</param>
    /// <param name="Limit">Results a page.</param>
    internal readonly record struct Question(string Key, int Limit);

    private sealed class Pages(long version)
    {
        private int _bytes;

        public long Version => version;

        public int Bytes => Volatile.Read(ref _bytes);

        public ConcurrentDictionary<Question, EncodedResults.Saved> ByQuestion { get; } = new();

        public void Add(int bytes) => Interlocked.Add(ref _bytes, bytes);
    }
}
