namespace GvNap.Peer.IndexClient;

/// <summary>Why a request to an index server got no result.</summary>
public enum IndexFailureKind
{
    /// <summary>The server answered with an error.</summary>
    Refused,

    /// <summary>The connection ended, or there is none.</summary>
    ConnectionLost,

    /// <summary>The server did not answer in time.</summary>
    TimedOut,

    /// <summary>Nobody answered at any address of the list.</summary>
    Unreachable,
}
