using System.Text;
using GvNap.Index.Search.Words;
using GvNap.Protocol;

namespace GvNap.Index.Search.Queries;

/// <summary>Reads the text of a query term by term.</summary>
internal ref struct QueryParser(string text)
{
    private readonly List<QueryTerm> _terms = [];
    private int _position;

    /// <summary>Reads the whole query.</summary>
    /// <param name="terms">What it asks for.</param>
    /// <returns>Null, or why it is refused: a sentence for a person.</returns>
    public string? Read(out IReadOnlyList<QueryTerm> terms)
    {
        terms = _terms;
        if (Encoding.UTF8.GetByteCount(text) > ProtocolLimits.QueryLength)
        {
            return $"The query is longer than {ProtocolLimits.QueryLength} bytes: use fewer words.";
        }

        while (SkipSpace())
        {
            if (ReadTerm() is { } problem)
            {
                return problem;
            }

            if (_terms.Count > ProtocolLimits.QueryTerms)
            {
                return $"The query has more than {ProtocolLimits.QueryTerms} terms: use fewer.";
            }
        }

        return _terms.Exists(term => !term.Negated) ? null
            : _terms.Count == 0 ? "The query has no words: write at least one, for example: guide ext:pdf."
            : "The query only says what to leave out: write also what to find.";
    }

    private bool SkipSpace()
    {
        while (_position < text.Length && char.IsWhiteSpace(text[_position]))
        {
            _position++;
        }

        return _position < text.Length;
    }

    private string? ReadTerm()
    {
        var negated = text[_position] == '-';
        _position += negated ? 1 : 0;
        if (_position < text.Length && text[_position] == '"')
        {
            AddPhrase(negated, ReadQuoted(), prefix: false);
            return null;
        }

        var term = ReadUntilSpaceOrQuote();
        var colon = term.IndexOf(':');
        switch (colon < 0 ? "" : term[..colon].ToLowerInvariant())
        {
            case "ext": return AddExtension(negated, term[(colon + 1)..]);
            case "size": return AddSize(negated, term[(colon + 1)..]);
            case "user": return AddUser(negated, term[(colon + 1)..]);
            default: AddPhrase(negated, term, term.EndsWith('*')); return null;
        }
    }

    private string ReadQuoted()
    {
        var start = _position + 1;
        var end = text.IndexOf('"', start);
        end = end < 0 ? text.Length : end;
        _position = Math.Min(end + 1, text.Length);
        return text[start..end];
    }

    private string ReadUntilSpaceOrQuote()
    {
        var start = _position;
        while (_position < text.Length && text[_position] != '"' && !char.IsWhiteSpace(text[_position]))
        {
            _position++;
        }

        return text[start.._position];
    }

    // A term without letters and digits says nothing: the dash of "artist - title".
    private readonly void AddPhrase(bool negated, string phrase, bool prefix)
    {
        var words = WordList.Split(phrase);
        if (words.Count > 0)
        {
            _terms.Add(new QueryTerm.Phrase(negated, words, prefix));
        }
    }

    private readonly string? AddExtension(bool negated, string value)
    {
        if (WordList.Split(value) is not [var name])
        {
            return "ext: wants one extension, for example ext:flac.";
        }

        _terms.Add(new QueryTerm.Extension(negated, name));
        return null;
    }

    private readonly string? AddSize(bool negated, string value)
    {
        if (!SizeRange.TryParse(value, out var min, out var max))
        {
            return "size: wants a size or a range, for example size:>10MB, size:<=1.5GiB or size:1MB..5MB.";
        }

        _terms.Add(new QueryTerm.Size(negated, min, max));
        return null;
    }

    private readonly string? AddUser(bool negated, string value)
    {
        if (value.Length is 0 or > 32 || value.AsSpan().ContainsAnyExcept("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-"))
        {
            return "user: wants a user name of letters, digits, '.', '_' and '-', for example user:alice.";
        }

        _terms.Add(new QueryTerm.User(negated, value.ToLowerInvariant()));
        return null;
    }
}
