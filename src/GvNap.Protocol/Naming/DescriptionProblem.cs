namespace GvNap.Protocol.Naming;

/// <summary>Why a description cannot be shared.</summary>
public enum DescriptionProblem
{
    /// <summary>Nothing: it can be shared.</summary>
    None,

    /// <summary>It has more than <see cref="ProtocolLimits.DescriptionLength"/> bytes of UTF-8.</summary>
    TooLong,

    /// <summary>It holds a control character (a tab or line break also is one), or a line or paragraph separator.</summary>
    ControlCharacter,

    /// <summary>It holds a bidirectional control.</summary>
    BidirectionalControl,

    /// <summary>It holds half of a surrogate pair, so it is not UTF-8.</summary>
    InvalidUnicode,
}
