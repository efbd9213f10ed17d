using System.Globalization;

namespace GvNap.Index.Search.Queries;

/// <summary>
/// Reads what follows <c>size:</c>: <c>&gt;10MB</c>, <c>&gt;=</c>, <c>&lt;</c>, <c>&lt;=</c>, <c>=</c> or nothing before the number,
/// or a range <c>1MB..5MB</c>, which may be open at one end. Units are B (also when none is written), K, M, G, T, KB, MB, GB, TB (powers of 1,000)
/// and KiB, MiB, GiB, TiB (powers of 1,024), in any case; numbers may have a fraction, and what is below a byte is dropped.
/// </summary>
internal static class SizeRange
{
    /// <summary>Reads the condition. False if it is none, or one that no size meets.</summary>
    public static bool TryParse(string text, out long min, out long max)
    {
        (min, max) = (0, long.MaxValue);
        var dots = text.IndexOf("..", StringComparison.Ordinal);
        if (dots >= 0)
        {
            var (low, high) = (text[..dots], text[(dots + 2)..]);
            return (low.Length > 0 || high.Length > 0)
                && (low.Length == 0 || TryParseBytes(low, out min))
                && (high.Length == 0 || TryParseBytes(high, out max))
                && min <= max;
        }

        var sign = text[..(text.Length - text.TrimStart('<', '>', '=').Length)];
        if (!TryParseBytes(text[sign.Length..], out var bytes))
        {
            return false;
        }

        switch (sign)
        {
            case ">" when bytes < long.MaxValue: min = bytes + 1; return true;
            case ">=": min = bytes; return true;
            case "<" when bytes > 0: max = bytes - 1; return true;
            case "<=": max = bytes; return true;
            case "" or "=": (min, max) = (bytes, bytes); return true;
            default: return false;
        }
    }

    private static bool TryParseBytes(string text, out long bytes)
    {
        bytes = 0;
        var number = text.TrimEnd("BbKkMmGgTtIi".ToCharArray());
        if (!TryReadUnit(text[number.Length..].ToLowerInvariant(), out var unit)
            || !decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            || value > (decimal)long.MaxValue / unit)
        {
            return false;
        }

        bytes = (long)(value * unit);
        return true;
    }

    private static bool TryReadUnit(string text, out long unit)
    {
        unit = text switch
        {
            "" or "b" => 1L,
            "k" or "kb" => 1_000L,
            "m" or "mb" => 1_000_000L,
            "g" or "gb" => 1_000_000_000L,
            "t" or "tb" => 1_000_000_000_000L,
            "kib" => 1L << 10,
            "mib" => 1L << 20,
            "gib" => 1L << 30,
            "tib" => 1L << 40,
            _ => 0,
        };
        return unit > 0;
    }
}
