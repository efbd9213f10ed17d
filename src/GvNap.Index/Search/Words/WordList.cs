using System.Text;

namespace GvNap.Index.Search.Words;

/// <summary>
/// Splits UTF-8 text into folded words: runs of letters and digits without case and diacritics; in scripts without spaces each character.
/// The words lie in one buffer, which is used again after <see cref="Clear"/>.
/// </summary>
internal sealed class WordList
{
    /// <summary>What goes beyond this many bytes of a word is not looked at.</summary>
    public const int MaxWordBytes = 64;

    // Text of which the words are split in memory that is used again.
    private const int ShortText = 1_024;

    [ThreadStatic]
    private static WordList? _scratch;

    private byte[] _bytes = new byte[512];
    private int[] _ends = new int[64];
    private int _length;
    private Rune? _pending;

    /// <summary>Words.</summary>
    public int Count { get; private set; }

    /// <summary>A word, in UTF-8.</summary>
    public ReadOnlySpan<byte> this[int index] => _bytes.AsSpan(StartOf(index).._ends[index]);

    /// <summary>The words of <paramref name="text"/>, in order.</summary>
    public static IReadOnlyList<string> Split(string text)
    {
        var words = text.Length > ShortText ? new WordList() : _scratch ??= new WordList();
        words.Clear();
        words.Add(Encoding.UTF8.GetBytes(text));
        var split = new string[words.Count];
        for (var index = 0; index < split.Length; index++)
        {
            split[index] = Encoding.UTF8.GetString(words[index]);
        }

        return split;
    }

    /// <summary>Forgets all words.</summary>
    public void Clear() => (Count, _length) = (0, 0);

    /// <summary>Adds the words of <paramref name="text"/>.</summary>
    public void Add(ReadOnlySpan<byte> text)
    {
        while (text.Length > 0)
        {
            if (text[0] < 0x80)
            {
                FlushPending();
                AddAscii(text[0]);
                text = text[1..];
            }
            else
            {
                Rune.DecodeFromUtf8(text, out var letter, out var length);
                AddFolded(Rune.ToLowerInvariant(Rune.ToUpperInvariant(letter)));
                text = text[length..];
            }
        }

        FlushPending();
        EndWord();
    }

    private int StartOf(int index) => index == 0 ? 0 : _ends[index - 1];

    private void AddAscii(byte letter)
    {
        if (letter is (>= (byte)'a' and <= (byte)'z') or (>= (byte)'0' and <= (byte)'9'))
        {
            Append([letter]);
        }
        else if (letter is >= (byte)'A' and <= (byte)'Z')
        {
            Append([(byte)(letter | 0x20)]);
        }
        else
        {
            EndWord();
        }
    }

    private void AddFolded(Rune letter)
    {
        if (!FoldingTable.Plain.TryGetValue(letter, out var plain))
        {
            AddPlain(letter);
            return;
        }

        foreach (var part in plain)
        {
            AddPlain(part);
        }
    }

    // One character waits for what may join it.
    private void AddPlain(Rune letter)
    {
        if (Letters.IsDropped(letter))
        {
            return;
        }

        if (_pending is { } pending && Letters.TryCompose(pending, letter, out var composed))
        {
            _pending = composed;
            return;
        }

        FlushPending();
        _pending = letter;
    }

    private void FlushPending()
    {
        if (_pending is not { } letter)
        {
            return;
        }

        _pending = null;
        var kind = letter.IsAscii ? LetterKind.Letter : Letters.KindOf(letter);
        if (kind is not LetterKind.Letter)
        {
            EndWord();
        }

        if (kind is not LetterKind.Separator)
        {
            Span<byte> encoded = stackalloc byte[4];
            Append(encoded[..letter.EncodeToUtf8(encoded)]);
        }

        if (kind is LetterKind.WholeWord)
        {
            EndWord();
        }
    }

    private void Append(ReadOnlySpan<byte> letter)
    {
        if (_length - StartOf(Count) + letter.Length > MaxWordBytes)
        {
            return;
        }

        if (_length + letter.Length > _bytes.Length)
        {
            Array.Resize(ref _bytes, 2 * _bytes.Length);
        }

        letter.CopyTo(_bytes.AsSpan(_length));
        _length += letter.Length;
    }

    private void EndWord()
    {
        if (_length == StartOf(Count))
        {
            return;
        }

        if (Count == _ends.Length)
        {
            Array.Resize(ref _ends, 2 * _ends.Length);
        }

        _ends[Count++] = _length;
    }
}
