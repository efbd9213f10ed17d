using System.Globalization;

namespace GvNap.Peer.Cli;

/// <summary>Numbers of bytes as options have them: <c>20MB</c>, <c>1.5GiB</c>, <c>500k</c>; a number alone is bytes.</summary>
internal static class ByteSizes
{
    private static readonly (string Unit, double Bytes)[] Units =
    [
        ("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("TiB", 1L << 40),
        ("KB", 1e3), ("MB", 1e6), ("GB", 1e9), ("TB", 1e12),
        ("K", 1e3), ("M", 1e6), ("G", 1e9), ("T", 1e12), ("B", 1), ("", 1),
    ];

    /// <summary>Reads a number of bytes below 2^60, rounded to whole ones. Units are known in any case, also with <c>/s</c> behind them.</summary>
    public static bool TryParse(string text, out long bytes)
    {
        bytes = 0;
        var amount = text.EndsWith("/s", StringComparison.OrdinalIgnoreCase) ? text[..^2] : text;
        var (unit, length) = Units.First(unit => amount.EndsWith(unit.Unit, StringComparison.OrdinalIgnoreCase));
        if (!double.TryParse(amount.AsSpan(0, amount.Length - unit.Length).TrimEnd(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            || !(number * length < 1L << 60))
        {
            return false;
        }

        bytes = (long)Math.Round(number * length);
        return true;
    }
}
