namespace GvNap.Peer.Cli;

/// <summary>Rows of text under headings. A cell may have several lines.</summary>
/// <param name="Headings">The columns.</param>
public sealed record TextTable(params IReadOnlyList<string> Headings)
{
    /// <summary>The rows, each with a cell a column.</summary>
    public List<IReadOnlyList<string>> Rows { get; } = [];

    /// <summary>Columns of numbers, to be aligned to the right.</summary>
    public IReadOnlyList<string> Numbers { get; init; } = [];

    /// <summary>The table as lines of text, with two blanks between the columns.</summary>
    public IEnumerable<string> ToLines()
    {
        var grid = Rows.Prepend(Headings).SelectMany(Split).ToList();
        var widths = Headings.Select((_, column) => grid.Max(line => line[column].Length)).ToList();
        return grid.Select(line => string.Join("  ", line.Select((cell, column) => Pad(cell, column, widths[column]))).TrimEnd());
    }

    private string Pad(string cell, int column, int width) =>
        Numbers.Contains(Headings[column]) ? cell.PadLeft(width) : cell.PadRight(width);

    private static IEnumerable<string[]> Split(IReadOnlyList<string> row)
    {
        var cells = row.Select(cell => cell.Split('\n')).ToList();
        for (var line = 0; line < cells.Max(cell => cell.Length); line++)
        {
            yield return [.. cells.Select(cell => line < cell.Length ? cell[line] : "")];
        }
    }
}
