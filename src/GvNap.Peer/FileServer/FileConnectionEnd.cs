namespace GvNap.Peer.FileServer;

/// <summary>Why a connection to the file port ended; a metric's tag.</summary>
internal enum FileConnectionEnd
{
    /// <summary>The remote side closed it between two requests.</summary>
    Closed,

    /// <summary>An index server dialled back.</summary>
    Probe,

    /// <summary>The remote side broke the protocol.</summary>
    ProtocolError,

    /// <summary>The remote side spoke HTTP, however that ended.</summary>
    Http,

    /// <summary>The remote side spoke TLS.</summary>
    OtherProtocol,

    /// <summary>It broke, or was cut because the remote side kept this one waiting or a file changed.</summary>
    Broken,

    /// <summary>There are too many, from that address or in all.</summary>
    Refused,

    /// <summary>The server stops.</summary>
    ServerStopped,

    /// <summary>A fault of this program.</summary>
    Failed,
}
