using System.Globalization;
using System.Text;
using GvNap.Protocol;
using GvNap.Protocol.Naming;

namespace GvNap.Peer.Transfers;

/// <summary>
/// Makes local file names of names from the network. A name never leads out of the folder, hides the file, poses as a
/// partial download, or means a device; what the platform allows besides stays as it is.
/// </summary>
public static class SafePath
{
    /// <summary>What a partial download's name ends with.</summary>
    public const string PartSuffix = ".gvnap-part";

    private const string Nameless = "unnamed";

    /// <summary>The longest extension that survives when a name is shortened, bytes.</summary>
    private const int LongestExtension = 32;

    /// <summary>The file name for something shared as <paramref name="sharedName"/>: its last component, made harmless.</summary>
    public static string LocalName(string sharedName) => LocalName(sharedName, OperatingSystem.IsWindows());

    /// <summary>The name of the partial download of a file; shortened with a hash where the suffix has no room.</summary>
    public static string PartName(string localName)
    {
        if (Encoding.UTF8.GetByteCount(localName) + PartSuffix.Length <= ProtocolLimits.NameComponentLength)
        {
            return localName + PartSuffix;
        }

        var hash = Protocol.Content.Sha256Hash.Of(Encoding.UTF8.GetBytes(localName)).ToString()[..16];
        return Cut(localName, ProtocolLimits.NameComponentLength - PartSuffix.Length - hash.Length - 1) + "~" + hash + PartSuffix;
    }

    /// <summary>The name with a number before its extension: <c>name (1).ext</c>; 0 leaves it as it is.</summary>
    public static string Numbered(string localName, int number)
    {
        if (number == 0)
        {
            return localName;
        }

        var (stem, extension) = Split(localName);
        var suffix = string.Create(CultureInfo.InvariantCulture, $" ({number}){extension}");
        return Cut(stem, ProtocolLimits.NameComponentLength - Encoding.UTF8.GetByteCount(suffix)) + suffix;
    }

    /// <summary>The path of a file directly in a folder.</summary>
    /// <exception cref="ArgumentException">The name would lead elsewhere; names made here never do.</exception>
    public static string Combine(string folder, string localName)
    {
        var root = Path.GetFullPath(folder);
        var path = Path.GetFullPath(localName, root);
        return Path.GetDirectoryName(path) == Path.TrimEndingDirectorySeparator(root) && Path.GetFileName(path) == localName
            ? path
            : throw new ArgumentException($"'{localName}' is not the name of a file in the folder.", nameof(localName));
    }

    /// <summary><see cref="LocalName(string)"/> for a platform.</summary>
    /// <param name="sharedName">The name from the network.</param>
    /// <param name="onWindows">True for the rules of Windows, false for those of Unix.</param>
    internal static string LocalName(string sharedName, bool onWindows)
    {
        var name = sharedName[(sharedName.AsSpan().LastIndexOfAny('/', onWindows ? '\\' : '/') + 1)..];
        name = string.Concat(name.Zip(SafeText.ForTerminal(name), static (original, safe) => original == safe ? original : '_'));

        // What one rule makes may be what another forbids: a shortened name may end with a space.
        while (true)
        {
            var adapted = Shorten(AdaptOnce(name, onWindows));
            if (adapted == name)
            {
                return name;
            }

            name = adapted;
        }
    }

    private static string AdaptOnce(string name, bool onWindows)
    {
        name = onWindows ? WindowsNames.Adapt(name) : name;
        return name switch
        {
            "" or "." or ".." => Nameless,
            ['.', .. var rest] => "_" + rest,
            _ when name.EndsWith(PartSuffix, StringComparison.OrdinalIgnoreCase) => name + "_",
            _ => name,
        };
    }

    private static string Shorten(string name)
    {
        if (Encoding.UTF8.GetByteCount(name) <= ProtocolLimits.NameComponentLength)
        {
            return name;
        }

        var (stem, extension) = Split(name);
        return Cut(stem, ProtocolLimits.NameComponentLength - Encoding.UTF8.GetByteCount(extension)) + extension;
    }

    private static (string Stem, string Extension) Split(string name)
    {
        var dot = name.LastIndexOf('.');
        return dot > 0 && Encoding.UTF8.GetByteCount(name.AsSpan(dot)) <= LongestExtension ? (name[..dot], name[dot..]) : (name, "");
    }

    /// <summary>The longest start of a text that has at most so many bytes, and ends with a whole character.</summary>
    private static string Cut(string text, int bytes)
    {
        var end = Math.Min(text.Length, bytes);
        while (end > 0 && (Encoding.UTF8.GetByteCount(text.AsSpan(0, end)) > bytes || char.IsHighSurrogate(text[end - 1])))
        {
            end--;
        }

        return text[..end];
    }
}
