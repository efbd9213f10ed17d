namespace GvNap.Peer.IndexClient;

/// <summary>How an attachment is.</summary>
public enum IndexSessionState
{
    /// <summary>Not registered yet.</summary>
    New,

    /// <summary>Attached to an index server.</summary>
    Attached,

    /// <summary>The server is lost; another is being looked for.</summary>
    Reconnecting,

    /// <summary>Over: quit, superseded or refused.</summary>
    Ended,
}
