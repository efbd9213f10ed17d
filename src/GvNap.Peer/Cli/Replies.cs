using GvNap.Peer.IndexClient;

namespace GvNap.Peer.Cli;

/// <summary>Replies of index servers, for commands that can do nothing without one.</summary>
internal static class Replies
{
    /// <summary>The value.</summary>
    /// <exception cref="CannotException">There is none; the message says why.</exception>
    public static T Require<T>(this IndexReply<T> reply)
        where T : class =>
        reply.TryGet(out var value, out var failure) ? value : throw new CannotException(failure.Message);
}
