using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace GvNap.Protocol.Content;

/// <summary>
/// What names a file's content: the BitTorrent v2 pieces root (BEP 52) and the size. Written <c>ROOT-SIZE</c>:
/// 64 lower-case hex digits, a hyphen, the bytes in decimal. The size fixes the tree's shape, without which
/// two inner nodes could pose as a 64-byte file.
/// </summary>
/// <param name="Root">The pieces root.</param>
/// <param name="Size">Bytes.</param>
public readonly record struct ContentId(Sha256Hash Root, long Size)
{
    /// <summary>Reads <c>ROOT-SIZE</c>, exactly as <see cref="ToString"/> writes it.</summary>
    /// <returns>False if it is something else, or the size is above <see cref="ProtocolLimits.ContentSize"/>.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out ContentId id)
    {
        id = default;
        if (text is null || text.Length < 66 || text[64] != '-'
            || !Sha256Hash.TryParse(text.AsSpan(0, 64), out var root)
            || !long.TryParse(text.AsSpan(65), NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            || (text[65] == '0' && text.Length > 66)
            || size > ProtocolLimits.ContentSize)
        {
            return false;
        }

        id = new ContentId(root, size);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Root}-{Size}");
}
