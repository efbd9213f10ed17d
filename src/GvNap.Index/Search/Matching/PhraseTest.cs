using System.Text;
using GvNap.Index.Search.Queries;
using GvNap.Index.Search.Storage;
using GvNap.Index.Search.Words;

namespace GvNap.Index.Search.Matching;

/// <summary>Where a phrase was found.</summary>
internal enum PhrasePlace
{
    /// <summary>Not at all.</summary>
    Nowhere,

    /// <summary>In the folders, across folders and name, or in the description.</summary>
    Elsewhere,

    /// <summary>In the file's own name.</summary>
    FileName,
}

/// <summary>Looks for a phrase in an entry's text, for what posting lists cannot tell: the order of words, and prefixes with very many words.</summary>
/// <param name="phrase">The phrase.</param>
internal sealed class PhraseTest(QueryTerm.Phrase phrase)
{
    [ThreadStatic]
    private static WordList? _scratch;

    private readonly byte[][] _words = [.. phrase.Words.Select(Encoding.UTF8.GetBytes)];

    /// <summary>Entries that have the phrase are left out.</summary>
    public bool Negated => phrase.Negated;

    /// <summary>Looks for the phrase.</summary>
    public PhrasePlace Find(EntryFields entry)
    {
        var words = _scratch ??= new WordList();
        words.Clear();
        words.Add(entry.Name[..entry.FileNameStart]);
        var fileName = words.Count;
        words.Add(entry.Name[entry.FileNameStart..]);
        if (IsIn(words, fileName))
        {
            return PhrasePlace.FileName;
        }

        if (fileName > 0 && IsIn(words, 0))
        {
            return PhrasePlace.Elsewhere;
        }

        words.Clear();
        words.Add(entry.Description);
        return IsIn(words, 0) ? PhrasePlace.Elsewhere : PhrasePlace.Nowhere;
    }

    private bool IsIn(WordList words, int start)
    {
        for (var first = start; first + _words.Length <= words.Count; first++)
        {
            if (IsAt(words, first))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsAt(WordList words, int first)
    {
        for (var index = 0; index < _words.Length; index++)
        {
            var word = words[first + index];
            var mayGoOn = phrase.Prefix && index == _words.Length - 1;
            if (!(mayGoOn ? word.StartsWith(_words[index]) : word.SequenceEqual(_words[index])))
            {
                return false;
            }
        }

        return true;
    }
}
