using System.Globalization;

namespace GvNap.Index.Admin;

/// <summary>Times as people write them: <c>500ms</c>, <c>15s</c>, <c>2m</c>, <c>1h</c>; a number alone is seconds.</summary>
public static class Duration
{
    private static readonly (string Unit, double Seconds)[] Units = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("", 1)];

    /// <summary>Reads a time that is not negative and at most 365 days.</summary>
    public static bool TryParse(string text, out TimeSpan time)
    {
        time = default;
        text = text.Trim();
        var (unit, factor) = Units.First(unit => text.EndsWith(unit.Unit, StringComparison.OrdinalIgnoreCase));
        if (!double.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            || number * factor > TimeSpan.FromDays(365).TotalSeconds)
        {
            return false;
        }

        time = TimeSpan.FromSeconds(number * factor);
        return true;
    }

    /// <summary>Writes a time in seconds, or milliseconds below one.</summary>
    public static string Format(TimeSpan time) => time < TimeSpan.FromSeconds(1)
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.###}ms")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.###}s");
}
