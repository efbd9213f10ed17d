namespace GvNap.Protocol.Naming;

/// <summary>Why a file cannot be shared under a name.</summary>
public enum FileNameProblem
{
    /// <summary>Nothing: the name can be shared.</summary>
    None,

    /// <summary>There is no name.</summary>
    Empty,

    /// <summary>The name has more than <see cref="ProtocolLimits.NameLength"/> bytes of UTF-8.</summary>
    TooLong,

    /// <summary>A component has more than <see cref="ProtocolLimits.NameComponentLength"/> bytes of UTF-8.</summary>
    ComponentTooLong,

    /// <summary>It holds a control character, or a line or paragraph separator.</summary>
    ControlCharacter,

    /// <summary>It holds a bidirectional control, which could show it as another name.</summary>
    BidirectionalControl,

    /// <summary>It holds half of a surrogate pair, so it is not UTF-8.</summary>
    InvalidUnicode,

    /// <summary>A component is empty, <c>.</c> or <c>..</c>.</summary>
    BadComponent,
}
