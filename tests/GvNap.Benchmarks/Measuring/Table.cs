using System.Globalization;
using System.Text;

namespace GvNap.Benchmarks.Measuring;

/// <summary>The results, as one Markdown table: median and range of the rounds.</summary>
internal sealed class Table
{
    private readonly StringBuilder _rows = new();

    /// <summary>Adds a measure.</summary>
    /// <param name="what">What was measured.</param>
    /// <param name="unit">Its unit.</param>
    /// <param name="values">One value a round.</param>
    public void Add(string what, string unit, IReadOnlyCollection<double> values)
    {
        var sorted = values.Order().ToList();
        var row = string.Create(
            CultureInfo.InvariantCulture,
            $"| {what} | {Number(Median(sorted))} {unit} | {Number(sorted[0])}–{Number(sorted[^1])} | {sorted.Count} |");
        _rows.AppendLine(row);
        Console.Error.WriteLine(row);
    }

    public override string ToString() => "| What | Median | Range | Rounds |\n|---|---|---|---|\n" + _rows;

    private static double Median(List<double> sorted) => sorted.Count % 2 == 1
        ? sorted[sorted.Count / 2]
        : (sorted[(sorted.Count / 2) - 1] + sorted[sorted.Count / 2]) / 2;

    // Three significant digits are all that a shared machine can repeat.
    private static string Number(double value) => value >= 100
        ? value.ToString("N0", CultureInfo.InvariantCulture)
        : value.ToString("G3", CultureInfo.InvariantCulture);
}
