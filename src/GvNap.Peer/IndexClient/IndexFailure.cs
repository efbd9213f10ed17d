using GvNap.Protocol.Messages;

namespace GvNap.Peer.IndexClient;

/// <summary>Why a request to an index server got no result.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Code">The server's code, if it refused.</param>
/// <param name="Message">One sentence for a person; names the server and is safe to print.</param>
public sealed record IndexFailure(IndexFailureKind Kind, ErrorCode Code, string Message);
