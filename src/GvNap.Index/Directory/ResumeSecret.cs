using GvNap.Protocol.Content;

namespace GvNap.Index.Directory;

/// <summary>
/// Which tokens let a peer come back: the one it was given last, and, until it showed that this one arrived,
/// the one that it presented for it. Without that, a reply lost on the way would lock a peer out of its own name.
/// </summary>
/// <param name="Current">Hash of the newest token.</param>
/// <param name="Previous">Hash of the token before; null once the newest one is known to have arrived.</param>
internal sealed record ResumeSecret(Sha256Hash Current, Sha256Hash? Previous = null)
{
    /// <summary>Whether a token is one of the two. Takes constant time.</summary>
    public bool Accepts(ReadOnlySpan<byte> token) =>
        ResumeToken.Matches(token, Current) | ResumeToken.Matches(token, Previous ?? Current);

    /// <summary>The secret after a peer presented <paramref name="presented"/> (empty: none) and was given <paramref name="token"/>.</summary>
    public static ResumeSecret Rotate(ReadOnlySpan<byte> presented, ReadOnlySpan<byte> token) =>
        new(ResumeToken.Hash(token), presented.IsEmpty ? null : ResumeToken.Hash(presented));

    /// <summary>The secret once the peer has shown that it has its newest token.</summary>
    public ResumeSecret Confirmed() => Previous is null ? this : this with { Previous = null };
}
