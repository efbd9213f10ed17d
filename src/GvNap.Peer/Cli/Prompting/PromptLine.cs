namespace GvNap.Peer.Cli.Prompting;

/// <summary>A line typed at the prompt, taken apart: the command, in lower case, and what follows.</summary>
internal readonly record struct PromptLine(string Verb, string Rest)
{
    /// <summary>Takes a line apart. Blanks before the command do not matter; an empty line has an empty command.</summary>
    public static PromptLine Parse(string line)
    {
        var rest = line.TrimStart();
        var verb = TakeWord(ref rest);
        return new PromptLine(verb?.ToLowerInvariant() ?? "", rest);
    }

    /// <summary>
    /// Takes the first word from a text, and the one blank behind it: what is left may begin with blanks of its own, as
    /// a file name may.
    /// </summary>
    /// <returns>Null if there is no word.</returns>
    public static string? TakeWord(ref string text)
    {
        var trimmed = text.TrimStart();
        if (trimmed.Length == 0)
        {
            text = "";
            return null;
        }

        var end = trimmed.AsSpan().IndexOfAny(' ', '\t');
        var word = end < 0 ? trimmed : trimmed[..end];
        text = end < 0 ? "" : trimmed[(end + 1)..];
        return word;
    }
}
