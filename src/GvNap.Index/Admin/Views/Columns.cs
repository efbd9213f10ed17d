namespace GvNap.Index.Admin.Views;

/// <summary>Lines of columns, as wide as what is in them.</summary>
internal static class Columns
{
    private const string Gap = "  ";

    /// <summary>Writes rows, the first of which are the headings.</summary>
    /// <param name="rows">Cells, safe to show; the same number in each row.</param>
    /// <param name="numbers">Columns that are written to the right.</param>
    public static string Write(IReadOnlyList<string[]> rows, params IReadOnlyCollection<int> numbers)
    {
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToList();
        return string.Join('\n', rows.Select(row => string.Join(Gap, row.Select(Pad)).TrimEnd()));

        string Pad(string cell, int column) => numbers.Contains(column) ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]);
    }
}
