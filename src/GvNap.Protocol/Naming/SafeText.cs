namespace GvNap.Protocol.Naming;

/// <summary>Makes text from the network safe to show.</summary>
public static class SafeText
{
    /// <summary>
    /// The text with U+FFFD in place of everything that could move a terminal's cursor, colour it, break a log's line or
    /// reorder what is shown: control characters (so no escape sequence is left), separators of lines, bidirectional
    /// controls and halves of surrogate pairs.
    /// </summary>
    public static string ForTerminal(string text)
    {
        if (TextScan.FirstFault(text) == TextFault.None)
        {
            return text;
        }

        return string.Create(text.Length, text, static (safe, text) =>
        {
            for (var i = 0; i < safe.Length; i++)
            {
                safe[i] = TextScan.FaultAt(text, i) == TextFault.None ? text[i] : '\uFFFD';
            }
        });
    }
}
