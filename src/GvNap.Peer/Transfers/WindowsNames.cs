using System.Buffers;

namespace GvNap.Peer.Transfers;

/// <summary>What Windows cannot have in a file name, or takes for something else (Microsoft, "Naming Files, Paths, and Namespaces").</summary>
internal static class WindowsNames
{
    private static readonly SearchValues<char> Forbidden = SearchValues.Create("<>:\"/\\|?*");

    private static readonly HashSet<string> Devices = new(
        [
            "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$",
            .. "123456789¹²³".SelectMany(n => new[] { $"COM{n}", $"LPT{n}" }),
        ],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Replaces separators, alternate streams and wildcards, drops trailing dots and spaces, and marks device names.</summary>
    public static string Adapt(string name)
    {
        var adapted = string.Create(name.Length, name, static (span, source) => source.AsSpan().ReplaceAny(span, Forbidden, '_'));
        adapted = adapted.TrimEnd('.', ' ');
        return Devices.Contains(adapted.Split('.')[0].TrimEnd(' ')) ? "_" + adapted : adapted;
    }
}
