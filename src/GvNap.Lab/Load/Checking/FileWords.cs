namespace GvNap.Lab.Load.Checking;

/// <summary>Which files have which words: one array with the files of the first word, then those of the second, and so on.</summary>
internal sealed class FileWords
{
    private readonly int _wordsPerFile;
    private readonly int[] _words;
    private readonly int[] _starts;
    private readonly int[] _files;

    /// <summary>Sorts files by their words.</summary>
    /// <param name="words">The words of file 0, then those of file 1, and so on, each a number below <paramref name="vocabulary"/>.</param>
    /// <param name="wordsPerFile">Words of a file.</param>
    /// <param name="vocabulary">How many words there are.</param>
    public FileWords(int[] words, int wordsPerFile, int vocabulary)
    {
        (_words, _wordsPerFile) = (words, wordsPerFile);
        _starts = new int[vocabulary + 1];
        foreach (var word in words)
        {
            _starts[word + 1]++;
        }

        for (var word = 0; word < vocabulary; word++)
        {
            _starts[word + 1] += _starts[word];
        }

        _files = new int[words.Length];
        var next = _starts.AsSpan(0, vocabulary).ToArray();
        for (var i = 0; i < words.Length; i++)
        {
            _files[next[words[i]]++] = i / wordsPerFile;
        }
    }

    /// <summary>The words of a file.</summary>
    public ReadOnlySpan<int> WordsOf(int file) => _words.AsSpan(file * _wordsPerFile, _wordsPerFile);

    /// <summary>The files with a word, in order; one that has it twice is there twice.</summary>
    public ReadOnlySpan<int> FilesWith(int word) => _files.AsSpan(_starts[word].._starts[word + 1]);

    /// <summary>Whether a file has a word.</summary>
    public bool Has(int file, int word) => WordsOf(file).Contains(word);
}
