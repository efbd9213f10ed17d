using System.Buffers.Binary;
using GvNap.Lab.Load.Checking;
using GvNap.Protocol.Messages;

namespace GvNap.Lab.Load;

/// <summary>The files of a load's peers: file n is the corpus's file n. Words are numbered from 0, the commonest.</summary>
internal sealed class LoadFiles
{
    private static readonly char[] Separators = [' ', '/', '.'];

    private readonly Corpus _corpus;
    private readonly ulong _seed;
    private readonly Dictionary<string, int> _ranks = Enumerable.Range(0, ZipfWords.Count).ToDictionary(rank => ZipfWords.OfRank(rank + 1));
    private readonly Dictionary<ulong, int> _byRoot = [];
    private FileWords? _words;
    private long _drawn;

    /// <summary>Describes files.</summary>
    /// <param name="seed">Of the corpus, and of what is drawn.</param>
    /// <param name="count">How many.</param>
    public LoadFiles(int seed, int count) => (_seed, _corpus, Count) = ((ulong)seed, new((ulong)seed), count);

    /// <summary>How many.</summary>
    public int Count { get; }

    /// <summary>What those are called who share them.</summary>
    public LoadNames Names => new((int)_seed);

    /// <summary>Which files have which words.</summary>
    /// <exception cref="InvalidOperationException"><see cref="Learn"/> was not called.</exception>
    public FileWords Words => _words ?? throw new InvalidOperationException("The words were not learnt.");

    /// <summary>A file.</summary>
    public CorpusFile this[int file] => _corpus.File(file);

    /// <summary>Looks at all files, so that answers can be checked; takes some seconds and 60 bytes a file.</summary>
    public void Learn()
    {
        var words = new int[Count * Corpus.WordsPerName];
        _byRoot.EnsureCapacity(Count);
        for (var file = 0; file < Count; file++)
        {
            var known = this[file];
            var parts = known.Name.Split(Separators);
            for (var i = 0; i < Corpus.WordsPerName; i++)
            {
                words[(file * Corpus.WordsPerName) + i] = _ranks[parts[i]];
            }

            _byRoot[BinaryPrimitives.ReadUInt64BigEndian(known.Content.Root.ToBytes())] = file;
        }

        _words = new FileWords(words, Corpus.WordsPerName, ZipfWords.Count);
    }

    /// <summary>Finds the file that an entry describes.</summary>
    /// <returns>False if no file was ever shared with exactly this entry.</returns>
    public bool TryRecognise(FileEntry entry, out int file)
    {
        file = -1;
        return entry.Root.Length >= sizeof(ulong)
            && _byRoot.TryGetValue(BinaryPrimitives.ReadUInt64BigEndian(entry.Root.Span), out file)
            && this[file].ToEntry().Equals(entry);
    }

    /// <summary>A word.</summary>
    public string Word(int rank) => ZipfWords.OfRank(rank + 1);

    /// <summary>Two words drawn as those of names are. Any thread.</summary>
    public (int First, int Second) Draw()
    {
        var draws = new SeededDraws(_seed, Interlocked.Increment(ref _drawn), purpose: 2);
        return (_ranks[ZipfWords.Draw(ref draws)], _ranks[ZipfWords.Draw(ref draws)]);
    }
}
