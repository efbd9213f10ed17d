
namespace GvNap.Lab.Load.Searching;

/// <summary>Draws queries of two words. For one thread.</summary>
internal sealed class QuestionSource(QueryKind kind, LoadFiles files, int seed)
{
    private const int Common = 100;

    private readonly Random _random = new(seed);

    /// <summary>Draws the next query.</summary>
    public (int First, int Second, string Query) Next()
    {
        var (first, second) = kind switch
        {
            QueryKind.Common => (_random.Next(Common), _random.Next(Common)),
            QueryKind.Rare when files.Count > 0 => Rarest(files.Words.WordsOf(_random.Next(files.Count))),
            _ => files.Draw(),
        };
        return (first, second, $"{files.Word(first)} {files.Word(second)}");
    }

    // Words are numbered from the commonest.
    private static (int First, int Second) Rarest(ReadOnlySpan<int> words)
    {
        var (rarest, second) = (-1, -1);
        foreach (var word in words)
        {
            if (word > rarest)
            {
                (rarest, second) = (word, rarest);
            }
            else if (word > second && word != rarest)
            {
                second = word;
            }
        }

        return (rarest, second < 0 ? rarest : second);
    }
}
