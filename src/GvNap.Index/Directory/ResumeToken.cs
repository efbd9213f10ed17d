using System.Security.Cryptography;
using GvNap.Protocol.Content;
using GvNap.Protocol.Peers;

namespace GvNap.Index.Directory;

/// <summary>What lets a peer come back as itself: its id, 16 bytes, and a secret, 32 bytes. Only the token's hash is kept.</summary>
internal static class ResumeToken
{
    private const int SecretLength = 32;

    /// <summary>Draws a new token for a peer.</summary>
    public static byte[] Create(PeerId peer) => [.. peer.ToBytes(), .. RandomNumberGenerator.GetBytes(SecretLength)];

    /// <summary>Reads which peer a token speaks of. Proves nothing.</summary>
    public static bool TryReadPeer(ReadOnlySpan<byte> token, out PeerId peer)
    {
        peer = token.Length == PeerId.Length + SecretLength ? PeerId.FromBytes(token[..PeerId.Length]) : default;
        return token.Length == PeerId.Length + SecretLength;
    }

    /// <summary>What is kept of a token.</summary>
    public static Sha256Hash Hash(ReadOnlySpan<byte> token) => Sha256Hash.Of(token);

    /// <summary>Checks a token against what was kept, in constant time.</summary>
    public static bool Matches(ReadOnlySpan<byte> token, Sha256Hash kept)
    {
        Span<byte> expected = stackalloc byte[Sha256Hash.Length];
        Span<byte> actual = stackalloc byte[Sha256Hash.Length];
        kept.CopyTo(expected);
        Hash(token).CopyTo(actual);
        return CryptographicOperations.FixedTimeEquals(expected, actual);
    }
}
