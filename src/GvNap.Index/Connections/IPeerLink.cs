using GvNap.Protocol.Messages;

namespace GvNap.Index.Connections;

/// <summary>What the server's logic may do to a connection at any time, from any thread, without waiting.</summary>
internal interface IPeerLink
{
    /// <summary>Sends a message that is no reply. A remote side that lets too many of them pile up is cut off.</summary>
    void Push(Envelope message);

    /// <summary>Sends a message that is no reply, if not too many of them wait already.</summary>
    /// <returns>False if it was not sent.</returns>
    bool TryPush(Envelope message);

    /// <summary>Ends the connection, after what was asked is answered and the remote side was told why.</summary>
    void End(ErrorCode code, string message);
}
