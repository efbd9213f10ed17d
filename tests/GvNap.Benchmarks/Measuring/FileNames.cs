namespace GvNap.Benchmarks.Measuring;

/// <summary>Made-up names of shared files: words of very different frequency, as real names have (a Zipf law).</summary>
internal static class FileNames
{
    private const int Words = 20_000;

    /// <summary>Names for one peer; the same seed makes the same names.</summary>
    public static List<string> Make(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i => $"{Word(random)} {Word(random)}/{i % 20 + 1:D2} {Word(random)} {Word(random)} {Word(random)}.{Extension(random)}")];
    }

    /// <summary>A word, the common ones most often.</summary>
    public static string Word(Random random)
    {
        // The inverse of the cumulative distribution of 1/x on 1 to Words.
        var rank = (int)Math.Pow(Words, random.NextDouble());
        return string.Concat(Syllables(rank));
    }

    private static IEnumerable<string> Syllables(int rank)
    {
        const string Consonants = "bdfgklmnprst";
        const string Vowels = "aeiou";
        for (var rest = rank; rest > 0; rest /= 60)
        {
            yield return $"{Consonants[rest % 12]}{Vowels[rest / 12 % 5]}";
        }
    }

    private static string Extension(Random random) => random.Next(4) switch { 0 => "flac", 1 => "mp3", 2 => "pdf", _ => "iso" };
}
