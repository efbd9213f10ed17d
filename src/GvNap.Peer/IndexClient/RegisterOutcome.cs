namespace GvNap.Peer.IndexClient;

/// <summary>How a registration went.</summary>
public enum RegisterOutcome
{
    /// <summary>The peer is attached, and what was hashed by then is in the index.</summary>
    Registered,

    /// <summary>Another peer holds the user name.</summary>
    NameTaken,

    /// <summary>No server of the list answers.</summary>
    Unreachable,

    /// <summary>The server cannot do it now.</summary>
    Unavailable,

    /// <summary>The server refuses this peer.</summary>
    Banned,

    /// <summary>The server and this program have no protocol version in common.</summary>
    VersionMismatch,

    /// <summary>The server refuses for another reason, which the message says.</summary>
    Refused,
}
