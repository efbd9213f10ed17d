using System.Security.Cryptography;

namespace GvNap.Protocol.Content.Hashing;

/// <summary>SHA-256 of messages of one length that lie one after the other: the blocks of a file, or the nodes of a tree.</summary>
internal static class EqualMessages
{
    /// <summary>
    /// From how many on long messages are hashed at once, although lanes stay empty. Of four, one by one takes four fifths
    /// of that time; but a download begins with such, and to load the library for one by one takes a command 13 ms.
    /// </summary>
    private const int FewestAtOnce = 4;

    /// <summary>Hashes them, as this processor does it fastest.</summary>
    /// <param name="messages">All of <paramref name="length"/> bytes.</param>
    /// <param name="length">A multiple of 64.</param>
    /// <param name="hashes">Gets 32 bytes a message; may begin where the messages do.</param>
    public static void Hash(ReadOnlySpan<byte> messages, int length, Span<byte> hashes)
    {
        while (Sha256Lanes.IsSupported && messages.Length >= FewestOf(length) * length)
        {
            var taken = Math.Min(messages.Length, Sha256Lanes.Count * length);
            Sha256Lanes.Hash(messages[..taken], length, hashes);
            messages = messages[taken..];
            hashes = hashes[(taken / length * Sha256Hash.Length)..];
        }

        HashOneByOne(messages, length, hashes);
    }

    /// <summary>Hashes one after the other, as any processor can.</summary>
    /// <inheritdoc cref="Hash" path="/param"/>
    public static void HashOneByOne(ReadOnlySpan<byte> messages, int length, Span<byte> hashes)
    {
        for (; !messages.IsEmpty; messages = messages[length..], hashes = hashes[Sha256Hash.Length..])
        {
            SHA256.HashData(messages[..length], hashes);
        }
    }

    /// <summary>Of one step, even a single one takes no longer in a lane than the call of the library.</summary>
    private static int FewestOf(int length) => length == Sha256Lanes.StepLength ? 1 : FewestAtOnce;
}
