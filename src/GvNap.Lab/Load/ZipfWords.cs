namespace GvNap.Lab.Load;

/// <summary>
/// 100,000 words of six or seven letters, drawn by a Zipf law of exponent 1.0: the word of rank k comes with a probability in proportion to 1/k, as words
/// of real names do.
/// </summary>
public static class ZipfWords
{
    /// <summary>Words.</summary>
    public const int Count = 100_000;

    private const string Consonants = "bdfgklmnprst";
    private const string Vowels = "aeiou";
    private const int Syllables = 60;

    // Has no factor in common with the number of words of three syllables, so that no two ranks have the same; spreads them over the alphabet.
    private const int Spread = 74_747;

    private static readonly string[] WordsByRank = [.. Enumerable.Range(0, Count).Select(Spell)];
    private static readonly (double Own, int Other)[] Columns = MakeColumns();

    /// <summary>The word of a rank.</summary>
    /// <param name="rank">From 1, the commonest, to <see cref="Count"/>.</param>
    public static string OfRank(int rank) => WordsByRank[rank - 1];

    /// <summary>Draws a word.</summary>
    internal static string Draw(ref SeededDraws draws)
    {
        var column = draws.Next(Count);
        return WordsByRank[draws.NextFraction() < Columns[column].Own ? column : Columns[column].Other];
    }

    private static string Spell(int index)
    {
        var number = (int)((long)(index + 1) * Spread % (Syllables * Syllables * Syllables));
        var word = "";
        for (var syllable = 0; syllable < 3; syllable++, number /= Syllables)
        {
            word += $"{Consonants[number % Syllables % Consonants.Length]}{Vowels[number % Syllables / Consonants.Length]}";
        }

        return index % 3 == 1 ? word + Consonants[index % Consonants.Length] : word;
    }

    // A. J. Walker's alias method, built as M. D. Vose did (1991): columns of equal height, each of one word and what another one has too much.
    private static (double Own, int Other)[] MakeColumns()
    {
        var weights = Enumerable.Range(1, Count).Select(rank => 1.0 / rank).ToArray();
        var mean = weights.Sum() / Count;
        var heights = weights.Select(weight => weight / mean).ToArray();
        var columns = new (double Own, int Other)[Count];
        var low = new Stack<int>(Enumerable.Range(0, Count).Where(index => heights[index] < 1));
        var high = new Stack<int>(Enumerable.Range(0, Count).Where(index => heights[index] >= 1));
        while (low.Count > 0 && high.Count > 0)
        {
            var (small, large) = (low.Pop(), high.Peek());
            columns[small] = (heights[small], large);
            heights[large] -= 1 - heights[small];
            if (heights[large] < 1)
            {
                low.Push(high.Pop());
            }
        }

        foreach (var rest in low.Concat(high))
        {
            columns[rest] = (1, rest);
        }

        return columns;
    }
}
