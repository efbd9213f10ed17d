using System.Globalization;

namespace GvNap.Peer.Cli;

/// <summary>Numbers as people read them.</summary>
internal static class Wording
{
    private static readonly string[] Units = ["B", "kB", "MB", "GB", "TB", "PB"];

    /// <summary>Bytes in powers of 1,000, as file managers and the query <c>size:&gt;10MB</c> have them.</summary>
    public static string Size(double bytes)
    {
        var unit = 0;
        while (bytes >= 999.5 && unit < Units.Length - 1)
        {
            bytes /= 1000;
            unit++;
        }

        var digits = unit == 0 || bytes >= 99.5 ? "0" : "0.0";
        return $"{bytes.ToString(digits, CultureInfo.InvariantCulture)} {Units[unit]}";
    }

    /// <summary>Bytes a second.</summary>
    public static string Rate(double bytesPerSecond) => Size(bytesPerSecond) + "/s";

    /// <summary>A time of seconds to days.</summary>
    public static string Duration(TimeSpan time) => time switch
    {
        { TotalSeconds: < 10 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s"),
        { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0} s"),
        { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.Minutes}:{time.Seconds:00} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}:{time.Minutes:00} h"),
    };

    /// <summary>A number with its noun: <c>1 file</c>, <c>2,000 files</c>.</summary>
    public static string Count(long count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:#,0} {noun}{(count == 1 ? "" : "s")}");
}
