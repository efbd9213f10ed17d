using System.Numerics;
using GvNap.Index.Search.Storage;

namespace GvNap.Index.Search.Matching;

/// <summary>Entries that are found window by window, of a page of a <see cref="DenseMap"/> each.</summary>
internal abstract class WindowStream : EntryStream
{
    /// <summary>Bits of a posting within a window.</summary>
    protected const int PostingBits = DenseMap.PageBits + 1;

    private ulong[]? _words;
    private int _limit = int.MaxValue >> 1;
    private int _window = int.MaxValue;
    private int _word;
    private ulong _lanes;

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

    /// <summary>Loads the next window that may have entries.</summary>
    /// <param name="highest">Windows above this number are left out.</param>
    /// <param name="words">Receives the window.</param>
    /// <returns>Its number, or -1 if there is none.</returns>
    protected abstract int Load(int highest, Span<ulong> words);

    // Two bits an entry: the lower one says that it is there.
    private int TakeLanes(Span<int> postings)
    {
        var filled = 0;
        for (; _lanes != 0 && filled < postings.Length; filled++)
        {
            var bit = BitOperations.Log2(_lanes) & ~1;
            postings[filled] = (((_window << (PostingBits - 6)) | _word) << 6) | bit | (int)((_lanes >> bit) >> 1);
            _lanes &= (1ul << bit) - 1;
        }

        return filled;
    }

    private bool FindLanes()
    {
        _words ??= new ulong[DenseMap.PageWords];
        while (_window >= 0)
        {
            // The next word is tried by itself: a search takes longer to begin.
            _word = _word > 0 && _words[_word - 1] != 0 ? _word - 1 : _words.AsSpan(0, _word).LastIndexOfAnyExcept(0ul);
            if (_word >= 0)
            {
                _lanes = _words[_word];
                return true;
            }

            _window = Load(Math.Min(_window - 1, _limit >> DenseMap.PageBits), _words);
            _word = _words.Length;
            LeaveOutAboveLimit(_words);
        }

        return false;
    }

    private void LeaveOutAboveLimit(Span<ulong> words)
    {
        if (_window == _limit >> DenseMap.PageBits)
        {
            var last = _limit << 1 & ((1 << PostingBits) - 1);
            words[((last >> 6) + 1)..].Clear();
            words[last >> 6] &= ulong.MaxValue >> (62 - (last & 62));
        }
    }
}
