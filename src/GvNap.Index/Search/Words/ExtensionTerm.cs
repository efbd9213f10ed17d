namespace GvNap.Index.Search.Words;

/// <summary>Extensions as terms: a dot, which no word has, and the extension as one folded word.</summary>
internal static class ExtensionTerm
{
    /// <summary>Bytes that a term may need.</summary>
    public const int MaxBytes = 1 + WordList.MaxWordBytes;

    /// <summary>Writes the term of an extension.</summary>
    /// <param name="extension">What follows a file name's last dot, in UTF-8; empty: none.</param>
    /// <param name="words">Scratch memory.</param>
    /// <param name="term">Receives the term.</param>
    /// <returns>The term's length; 0 if the extension is not one word: there is none, or the dot was that of a sentence.</returns>
    public static int Write(ReadOnlySpan<byte> extension, WordList words, Span<byte> term)
    {
        words.Clear();
        words.Add(extension);
        if (words.Count != 1)
        {
            return 0;
        }

        term[0] = (byte)'.';
        words[0].CopyTo(term[1..]);
        return 1 + words[0].Length;
    }
}
