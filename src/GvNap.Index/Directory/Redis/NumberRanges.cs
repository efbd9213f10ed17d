using System.Globalization;
using System.Text;
using GvNap.Protocol;

namespace GvNap.Index.Directory.Redis;

/// <summary>File numbers as text: <c>1-5,7,9-10</c>, or <c>-</c> for none.</summary>
internal static class NumberRanges
{
    private const string None = "-";

    /// <summary>Writes numbers, in any order.</summary>
    public static string Format(IEnumerable<uint> numbers)
    {
        var text = new StringBuilder();
        var sorted = numbers.Order().Distinct().ToList();
        for (var first = 0; first < sorted.Count;)
        {
            var last = first;
            while (last + 1 < sorted.Count && sorted[last + 1] == sorted[last] + 1)
            {
                last++;
            }

            text.Append(text.Length == 0 ? "" : ",").Append(CultureInfo.InvariantCulture, $"{sorted[first]}");
            if (last > first)
            {
                text.Append(CultureInfo.InvariantCulture, $"-{sorted[last]}");
            }

            first = last + 1;
        }

        return text.Length == 0 ? None : text.ToString();
    }

    /// <summary>Reads what <see cref="Format"/> wrote.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static IReadOnlyList<uint> Parse(string text)
    {
        var numbers = new List<uint>();
        foreach (var range in text == None ? [] : text.Split(','))
        {
            var bounds = range.Split('-');
            var first = uint.Parse(bounds[0], NumberStyles.None, CultureInfo.InvariantCulture);
            var last = bounds.Length == 1 ? first : uint.Parse(bounds[1], NumberStyles.None, CultureInfo.InvariantCulture);
            if (bounds.Length > 2 || last < first || last >= ProtocolLimits.FileNumbers)
            {
                throw new FormatException($"'{range}' is no range of file numbers.");
            }

            for (var number = first; number <= last; number++)
            {
                numbers.Add(number);
            }
        }

        return numbers;
    }
}
