using GvNap.Protocol.Peers;

namespace GvNap.Peer.IndexClient;

/// <summary>How a registration went.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="Message">One sentence for a person; on success it names the server.</param>
/// <param name="Server">The server that answered, or the first of the list.</param>
/// <param name="Peer">The peer's id, once registered.</param>
/// <param name="Resumed">True if the peer came back as itself.</param>
public sealed record RegisterResult(RegisterOutcome Outcome, string Message, IndexAddress Server, PeerId? Peer, bool Resumed);
