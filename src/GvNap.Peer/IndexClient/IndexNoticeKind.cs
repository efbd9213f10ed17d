namespace GvNap.Peer.IndexClient;

/// <summary>What happened to an attachment.</summary>
public enum IndexNoticeKind
{
    /// <summary>The connection to the index server was lost.</summary>
    ServerLost,

    /// <summary>The index server said that it quits.</summary>
    ServerClosing,

    /// <summary>No server of the list answers; said once an outage.</summary>
    Reconnecting,

    /// <summary>Attached again, after a loss.</summary>
    Attached,

    /// <summary>Another peer has the user name now; it is tried again.</summary>
    NameLost,

    /// <summary>An endpoint was dialled and did not answer, and no other does: others may not be able to download.</summary>
    UnreachableEndpoint,

    /// <summary>An endpoint answers, after none did.</summary>
    ReachableEndpoint,

    /// <summary>The server refused some of the shared files.</summary>
    FilesRefused,

    /// <summary>Another process with the same identity took over: this session is over.</summary>
    Superseded,

    /// <summary>The server refuses this peer for good: this session is over.</summary>
    Refused,

    /// <summary>Somebody shares a file that this peer watches for.</summary>
    Match,

    /// <summary>A user whom this peer follows came or went.</summary>
    User,

    /// <summary>A message of the server's operator.</summary>
    ServerMessage,
}
