using System.Net.Sockets;
using GvNap.Protocol;
using GvNap.Protocol.Messages;
using GvNap.Protocol.Naming;

namespace GvNap.Peer.Transfers;

/// <summary>Why a source was given up.</summary>
internal enum SourceFailureKind
{
    /// <summary>No endpoint answers.</summary>
    Unreachable,

    /// <summary>It closed the connection, or the connection broke.</summary>
    Closed,

    /// <summary>It sent nothing, or next to nothing, for too long.</summary>
    Stalled,

    /// <summary>All its upload slots are taken.</summary>
    Busy,

    /// <summary>It does not share the file, or no longer as it was.</summary>
    NotShared,

    /// <summary>It refused.</summary>
    Refused,

    /// <summary>What it sent is not what it should be: it is not asked again.</summary>
    Lied,
}

/// <summary>Why a source was given up.</summary>
/// <param name="Kind">The kind, which says whether it may be asked again.</param>
/// <param name="Message">For a person, without the source's name; safe to print.</param>
internal sealed record SourceFailure(SourceFailureKind Kind, string Message)
{
    /// <summary>True if the source is not asked again in this download.</summary>
    public bool IsFinal => Kind is SourceFailureKind.Lied or SourceFailureKind.NotShared;

    /// <summary>What the end of an exchange says of a source; null if it is not the source's doing.</summary>
    /// <param name="end">What ended the exchange.</param>
    /// <param name="guard">What watched it.</param>
    public static SourceFailure? Of(Exception end, StallGuard guard) => end switch
    {
        SourceException source => source.Failure,
        ProtocolException => new(SourceFailureKind.Lied, "what it sends is not the protocol"),
        EndOfStreamException or SocketException => new(SourceFailureKind.Closed, "it closed the connection"),
        OperationCanceledException when guard.HasStalled => new(SourceFailureKind.Stalled, "it sends too little"),
        _ => null,
    };

    /// <summary>What a source said of itself, as a part of a sentence of ours; empty if it said nothing.</summary>
    public static string Quote(Error error) => SafeText.ForTerminal(error.Message).TrimEnd('.');

    /// <summary>With the source's name; an address that was typed says itself that it cannot be reached.</summary>
    public string Of(DownloadSource source) => Kind == SourceFailureKind.Unreachable && source.Peer is null ? Message : $"{source}: {Message}";
}
