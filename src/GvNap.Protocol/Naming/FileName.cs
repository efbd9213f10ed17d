using System.Text;

namespace GvNap.Protocol.Naming;

/// <summary>
/// The names under which files are shared: relative paths with <c>/</c> between components, in UTF-8. What a name may
/// be on the disk of one who downloads it is a further question, which that peer answers.
/// </summary>
public static class FileName
{
    /// <summary>What is wrong with a name, if anything.</summary>
    public static FileNameProblem Check(string name)
    {
        if (name.Length == 0)
        {
            return FileNameProblem.Empty;
        }

        if (IsLongerThan(name, ProtocolLimits.NameLength))
        {
            return FileNameProblem.TooLong;
        }

        var problem = TextScan.FirstFault(name) switch
        {
            TextFault.ControlCharacter => FileNameProblem.ControlCharacter,
            TextFault.BidirectionalControl => FileNameProblem.BidirectionalControl,
            TextFault.InvalidUnicode => FileNameProblem.InvalidUnicode,
            _ => FileNameProblem.None,
        };
        return problem == FileNameProblem.None ? CheckComponents(name) : problem;
    }

    /// <summary>The problem in words that follow a name, such as <c>has a control character</c>.</summary>
    public static string Describe(FileNameProblem problem) => problem switch
    {
        FileNameProblem.None => "is a good name",
        FileNameProblem.Empty => "is empty",
        FileNameProblem.TooLong => $"is longer than {ProtocolLimits.NameLength} bytes",
        FileNameProblem.ComponentTooLong => $"has a folder or file name of more than {ProtocolLimits.NameComponentLength} bytes",
        FileNameProblem.ControlCharacter => "has a control character or a line break",
        FileNameProblem.BidirectionalControl => "has a character that changes the direction of writing",
        FileNameProblem.InvalidUnicode => "is not valid Unicode",
        FileNameProblem.BadComponent => "has an empty folder or file name, or one that is '.' or '..'",
        _ => throw new ArgumentOutOfRangeException(nameof(problem), problem, null),
    };

    private static FileNameProblem CheckComponents(ReadOnlySpan<char> name)
    {
        foreach (var range in name.Split('/'))
        {
            var component = name[range];
            if (component is "" or "." or "..")
            {
                return FileNameProblem.BadComponent;
            }

            if (IsLongerThan(component, ProtocolLimits.NameComponentLength))
            {
                return FileNameProblem.ComponentTooLong;
            }
        }

        return FileNameProblem.None;
    }

    /// <summary>A UTF-16 unit is at least one byte, so that a huge text is not encoded to know that it is too long.</summary>
    private static bool IsLongerThan(ReadOnlySpan<char> text, int bytes) => text.Length > bytes || Encoding.UTF8.GetByteCount(text) > bytes;
}
