namespace GvNap.Protocol.Naming;

/// <summary>What is wrong with a character of a text from outside.</summary>
internal enum TextFault
{
    None,

    /// <summary>A control character (Unicode category Cc), or a line or paragraph separator.</summary>
    ControlCharacter,

    /// <summary>One of the characters with Unicode's property Bidi_Control, which can show a text in another order than it has.</summary>
    BidirectionalControl,

    /// <summary>Half of a surrogate pair: not expressible in UTF-8.</summary>
    InvalidUnicode,
}
