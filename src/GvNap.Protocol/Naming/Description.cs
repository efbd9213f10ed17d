using System.Text;

namespace GvNap.Protocol.Naming;

/// <summary>What a peer says about a file: one line of text, which may be empty.</summary>
public static class Description
{
    /// <summary>What is wrong with a description, if anything.</summary>
    public static DescriptionProblem Check(string description)
    {
        if (description.Length > ProtocolLimits.DescriptionLength
            || Encoding.UTF8.GetByteCount(description) > ProtocolLimits.DescriptionLength)
        {
            return DescriptionProblem.TooLong;
        }

        return TextScan.FirstFault(description) switch
        {
            TextFault.ControlCharacter => DescriptionProblem.ControlCharacter,
            TextFault.BidirectionalControl => DescriptionProblem.BidirectionalControl,
            TextFault.InvalidUnicode => DescriptionProblem.InvalidUnicode,
            _ => DescriptionProblem.None,
        };
    }

    /// <summary>The problem in words that follow "its description", such as <c>has a control character</c>.</summary>
    public static string Describe(DescriptionProblem problem) => problem switch
    {
        DescriptionProblem.None => "is good",
        DescriptionProblem.TooLong => $"is longer than {ProtocolLimits.DescriptionLength} bytes",
        DescriptionProblem.ControlCharacter => "has a control character or a line break",
        DescriptionProblem.BidirectionalControl => "has a character that changes the direction of writing",
        DescriptionProblem.InvalidUnicode => "is not valid Unicode",
        _ => throw new ArgumentOutOfRangeException(nameof(problem), problem, null),
    };
}
