using System.Buffers.Binary;
using System.Text;
using GvNap.Index.Search.Ranking;
using GvNap.Protocol.Content;
using GvNap.Protocol.Peers;

namespace GvNap.Index.Search.Paging;

/// <summary>The places of items in their orders, as bytes.</summary>
internal static class Places
{
    private const int RankLength = 8 + Sha256Hash.Length + 8;
    private const int SourceLength = 1 + 8 + PeerId.Length;
    private const int MaxUserLength = 32;

    /// <summary>Writes a result's place.</summary>
    public static byte[] Write(Rank rank)
    {
        var place = new byte[RankLength];
        BinaryPrimitives.WriteUInt64BigEndian(place, rank.Merit.Value);
        rank.Content.Root.CopyTo(place.AsSpan(8));
        BinaryPrimitives.WriteInt64BigEndian(place.AsSpan(40), rank.Content.Size);
        return place;
    }

    /// <summary>Reads a result's place; null if there is none.</summary>
    public static Rank? ReadRank(ReadOnlySpan<byte> place)
    {
        if (place.IsEmpty)
        {
            return null;
        }

        return place.Length == RankLength
            ? new Rank(
                new Merit(BinaryPrimitives.ReadUInt64BigEndian(place)),
                new ContentId(new Sha256Hash(place[8..40]), BinaryPrimitives.ReadInt64BigEndian(place[40..])))
            : throw Cursor.Invalid();
    }

    /// <summary>Writes a source's place.</summary>
    public static byte[] Write(SourcePlace source)
    {
        var place = new byte[SourceLength];
        place[0] = (byte)((source.IsWhole ? 2 : 0) | (source.IsReachable ? 1 : 0));
        BinaryPrimitives.WriteUInt64BigEndian(place.AsSpan(1), source.Speed);
        source.Peer.ToBytes().CopyTo(place, 9);
        return place;
    }

    /// <summary>Reads a source's place; null if there is none.</summary>
    public static SourcePlace? ReadSource(ReadOnlySpan<byte> place)
    {
        if (place.IsEmpty)
        {
            return null;
        }

        return place.Length == SourceLength && place[0] <= 3
            ? new SourcePlace((place[0] & 2) != 0, (place[0] & 1) != 0, BinaryPrimitives.ReadUInt64BigEndian(place[1..]), PeerId.FromBytes(place[9..]))
            : throw Cursor.Invalid();
    }

    /// <summary>Writes a peer's place in the list of peers.</summary>
    public static byte[] Write(RosterPlace peer) => [.. peer.Peer.ToBytes(), .. Encoding.UTF8.GetBytes(peer.User)];

    /// <summary>Reads a peer's place in the list of peers; null if there is none.</summary>
    public static RosterPlace? ReadPeer(ReadOnlySpan<byte> place)
    {
        if (place.IsEmpty)
        {
            return null;
        }

        return place.Length is >= PeerId.Length and <= PeerId.Length + MaxUserLength
            ? new RosterPlace(Encoding.UTF8.GetString(place[PeerId.Length..]), PeerId.FromBytes(place[..PeerId.Length]), null)
            : throw Cursor.Invalid();
    }

    /// <summary>Writes the place of a file in its catalogue.</summary>
    public static byte[] Write(uint number)
    {
        var place = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(place, number);
        return place;
    }

    /// <summary>Reads the place of a file in its catalogue; null if there is none.</summary>
    public static uint? ReadNumber(ReadOnlySpan<byte> place) =>
        place.IsEmpty ? null : place.Length == sizeof(uint) ? BinaryPrimitives.ReadUInt32BigEndian(place) : throw Cursor.Invalid();
}
