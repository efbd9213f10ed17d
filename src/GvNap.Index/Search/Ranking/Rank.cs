using System.Buffers.Binary;
using GvNap.Protocol.Content;

namespace GvNap.Index.Search.Ranking;

/// <summary>What decides a result's place: its merit, then the content id, so that no two are equal.</summary>
internal readonly record struct Rank(Merit Merit, ContentId Content) : IComparable<Rank>
{
    /// <summary>Best first.</summary>
    public int CompareTo(Rank other)
    {
        var order = other.Merit.CompareTo(Merit);
        return order != 0 ? order : CompareContents(Content, other.Content);
    }

    private static int CompareContents(ContentId a, ContentId b)
    {
        Span<byte> bytes = stackalloc byte[2 * Sha256Hash.Length];
        a.Root.CopyTo(bytes);
        b.Root.CopyTo(bytes[Sha256Hash.Length..]);
        var order = BinaryPrimitives.ReadUInt64BigEndian(bytes).CompareTo(BinaryPrimitives.ReadUInt64BigEndian(bytes[Sha256Hash.Length..]));
        order = order != 0 ? order : bytes[..Sha256Hash.Length].SequenceCompareTo(bytes[Sha256Hash.Length..]);
        return order != 0 ? order : a.Size.CompareTo(b.Size);
    }
}
