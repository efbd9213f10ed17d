namespace GvNap.Protocol.Naming;

/// <summary>Looks for characters that no name or description may hold.</summary>
internal static class TextScan
{
    /// <summary>The first fault of a text.</summary>
    public static TextFault FirstFault(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var fault = FaultAt(text, i);
            if (fault != TextFault.None)
            {
                return fault;
            }
        }

        return TextFault.None;
    }

    /// <summary>The fault of one UTF-16 unit in its place.</summary>
    public static TextFault FaultAt(ReadOnlySpan<char> text, int index)
    {
        var unit = text[index];
        if (char.IsControl(unit) || unit is '\u2028' or '\u2029')
        {
            return TextFault.ControlCharacter;
        }

        if (unit is '\u061C' or '\u200E' or '\u200F' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069'))
        {
            return TextFault.BidirectionalControl;
        }

        return char.IsSurrogate(unit) && !IsPaired(text, index) ? TextFault.InvalidUnicode : TextFault.None;
    }

    private static bool IsPaired(ReadOnlySpan<char> text, int index) => char.IsHighSurrogate(text[index])
        ? index + 1 < text.Length && char.IsLowSurrogate(text[index + 1])
        : index > 0 && char.IsHighSurrogate(text[index - 1]);
}
