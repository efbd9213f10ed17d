using System.Buffers.Binary;
using GvNap.Protocol.Content;

namespace GvNap.Lab.Load;

/// <summary>
/// Made-up shared files, all of which follow from a seed, so that whoever knows the seed knows what was shared. A name has five words of
/// <see cref="ZipfWords"/>, two of them in the folder, and an extension: 40 bytes on average.
/// </summary>
/// <param name="seed">Chooses the corpus.</param>
public sealed class Corpus(ulong seed)
{
    /// <summary>Words of a name.</summary>
    public const int WordsPerName = 5;

    // From 1 kB to 4 GB.
    private const int SmallestFile = 1_000;
    private const int Doublings = 22;

    private static readonly string[] Extensions = ["flac", "mp3", "pdf", "iso"];

    /// <summary>A file, always the same one for its number.</summary>
    /// <param name="number">Any number; different ones are different contents.</param>
    public CorpusFile File(long number)
    {
        var draws = new SeededDraws(seed, number, Purpose.File);
        Span<byte> root = stackalloc byte[Sha256Hash.Length];
        for (var part = 0; part < Sha256Hash.Length; part += sizeof(ulong))
        {
            BinaryPrimitives.WriteUInt64BigEndian(root[part..], draws.Next());
        }

        var size = ((long)SmallestFile << draws.Next(Doublings)) + draws.Next(SmallestFile);
        return new CorpusFile(Name(ref draws), new ContentId(new Sha256Hash(root), size));
    }

    /// <summary>A query of words drawn as those of names are, always the same one for its number.</summary>
    /// <param name="number">Any number.</param>
    /// <param name="words">How many words.</param>
    public string Query(long number, int words = 2)
    {
        var draws = new SeededDraws(seed, number, Purpose.Query);
        var query = new string[words];
        for (var index = 0; index < words; index++)
        {
            query[index] = ZipfWords.Draw(ref draws);
        }

        return string.Join(' ', query);
    }

    private static string Name(ref SeededDraws draws)
    {
        var folder = $"{ZipfWords.Draw(ref draws)} {ZipfWords.Draw(ref draws)}";
        var name = $"{ZipfWords.Draw(ref draws)} {ZipfWords.Draw(ref draws)} {ZipfWords.Draw(ref draws)}";
        return $"{folder}/{name}.{Extensions[draws.Next(Extensions.Length)]}";
    }

    private static class Purpose
    {
        public const ulong File = 1;
        public const ulong Query = 2;
    }
}
