using System.Numerics;
using GvNap.Index.Search.Storage;

namespace GvNap.Index.Search.Matching;

/// <summary>Entries that are found window by window, of a page of a <see cref="DenseMap"/> each.</summary>
internal abstract class WindowStream : EntryStream
{
    /// <summary>Bits of a posting within a window.</summary>
    protected const int PostingBits = DenseMap.PageBits + 1;

    private ulong[]? _present;
    private int _limit = int.MaxValue >> 1;
    private ulong[]? _inFileName;
    private int _inFileNameOf = int.MaxValue;
    private int _word;
    private ulong _lanes;

    /// <summary>The number of the window that was loaded last: entries divided by those of a page. -1: there is none any more.</summary>
    public int Window { get; private set; } = int.MaxValue;

    /// <summary>The entries of the window, 64 a word.</summary>
    public ReadOnlySpan<ulong> Present => _present;

    /// <inheritdoc/>
    public sealed override void Skip(int limit) => _limit = Math.Min(_limit, limit);

    /// <inheritdoc/>
    public sealed override int Fill(Span<int> postings)
    {
        var filled = 0;
        while (filled < postings.Length && (_lanes != 0 || FindLanes()))
        {
            filled += TakeLanes(postings[filled..]);
        }

        return filled;
    }

    /// <summary>Goes down to the next window that may have entries. Not to be mixed with <see cref="Fill"/>.</summary>
    public bool LoadNext()
    {
        _present ??= new ulong[DenseMap.HalfWords];
        Window = Load(Math.Min(Window - 1, _limit >> DenseMap.PageBits), _present);
        LeaveOutAboveLimit(_present);
        return Window >= 0;
    }

    /// <summary>How many entries some words of the window have.</summary>
    public int Count(int begin, int end)
    {
        // Four sums, of which none waits for the others.
        var (a, b, c, d) = (0, 0, 0, 0);
        var words = Present[begin..end];
        for (; words.Length >= 4; words = words[4..])
        {
            a += BitOperations.PopCount(words[0]);
            b += BitOperations.PopCount(words[1]);
            c += BitOperations.PopCount(words[2]);
            d += BitOperations.PopCount(words[3]);
        }

        foreach (var word in words)
        {
            a += BitOperations.PopCount(word);
        }

        return a + b + c + d;
    }

    /// <summary>Whether <see cref="Return"/> can be called.</summary>
    public virtual bool CanReturn => false;

    /// <summary>Goes back to a window that was loaded before, for some of its words. Not to be mixed with <see cref="LoadNext"/> any more.</summary>
    public void Return(int window, int begin, int end)
    {
        Window = window;
        LoadAgain(window, begin, end, _present);
        LeaveOutAboveLimit(_present);
    }

    /// <summary>Whether few entries of a window are there, so that most words have none, or one.</summary>
    public virtual bool IsSparse => false;

    /// <summary>Which entries of the window have what is looked for in the file's own name, 64 a word; what it says of entries that are not present means nothing.</summary>
    public ReadOnlySpan<ulong> InFileName
    {
        get
        {
            _inFileName ??= new ulong[DenseMap.HalfWords];
            if (_inFileNameOf != Window)
            {
                _inFileNameOf = Window;
                LoadInFileName(_inFileName);
            }

            return _inFileName;
        }
    }

    /// <summary>One word of <see cref="InFileName"/>, without loading the others.</summary>
    public abstract ulong FindInFileName(int word);

    /// <summary>Loads the next window that may have entries.</summary>
    /// <param name="highest">Windows above this number are left out.</param>
    /// <param name="present">Receives which entries are there.</param>
    /// <returns>Its number, or -1 if there is none.</returns>
    protected abstract int Load(int highest, Span<ulong> present);

    /// <summary>Loads some words, at least, of a window that was loaded before.</summary>
    protected virtual void LoadAgain(int window, int begin, int end, Span<ulong> present) => throw new NotSupportedException("This stream only goes down.");

    /// <summary>Tells which entries of the window that was loaded last have what is looked for in the file's own name.</summary>
    protected abstract void LoadInFileName(Span<ulong> inFileName);

    private int TakeLanes(Span<int> postings)
    {
        var first = ((Window << (DenseMap.PageBits - 6)) | _word) << 7;
        var inFileName = IsSparse ? FindInFileName(_word) : InFileName[_word];
        var filled = 0;
        for (; _lanes != 0 && filled < postings.Length; filled++)
        {
            var bit = BitOperations.Log2(_lanes);
            postings[filled] = first | (bit << 1) | (int)((inFileName >> bit) & 1);
            _lanes ^= 1ul << bit;
        }

        return filled;
    }

    private bool FindLanes()
    {
        while (Window >= 0)
        {
            // The next word is tried by itself: a search takes longer to begin.
            _word = _word > 0 && Present[_word - 1] != 0 ? _word - 1 : Present[.._word].LastIndexOfAnyExcept(0ul);
            if (_word >= 0)
            {
                _lanes = Present[_word];
                return true;
            }

            LoadNext();
            _word = DenseMap.HalfWords;
        }

        return false;
    }

    private void LeaveOutAboveLimit(Span<ulong> present)
    {
        if (Window == _limit >> DenseMap.PageBits)
        {
            var last = DenseMap.WordOf(_limit << 1);
            present[(last + 1)..].Clear();
            present[last] &= ulong.MaxValue >> (63 - (_limit & 63));
        }
    }
}
