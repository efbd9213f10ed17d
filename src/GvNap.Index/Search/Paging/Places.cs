using System.Buffers.Binary;
using System.Text;
using GvNap.Index.Search.Ranking;
using GvNap.Protocol.Content;
using GvNap.Protocol.Peers;

namespace GvNap.Index.Search.Paging;

/// <summary>The places of items in their orders, as bytes.</summary>
internal static class Places
{
    private const int RankLength = 1 + 4 + 8 + Sha256Hash.Length + 8;
    private const int SourceLength = 1 + 8 + PeerId.Length;
    private const int MaxUserLength = 32;

    /// <summary>Writes a result's place.</summary>
    public static byte[] Write(Rank rank)
    {
        var place = new byte[RankLength];
        place[0] = rank.InFileName ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt32BigEndian(place.AsSpan(1), rank.Sources);
        BinaryPrimitives.WriteUInt64BigEndian(place.AsSpan(5), rank.Speed);
        rank.Content.Root.CopyTo(place.AsSpan(13));
        BinaryPrimitives.WriteInt64BigEndian(place.AsSpan(45), rank.Content.Size);
        return place;
    }

    /// <summary>Reads a result's place; null if there is none.</summary>
    public static Rank? ReadRank(ReadOnlySpan<byte> place)
    {
        if (place.IsEmpty)
        {
            return null;
        }

        return place.Length == RankLength && place[0] <= 1
            ? new Rank(
                place[0] == 1,
                BinaryPrimitives.ReadInt32BigEndian(place[1..]),
                BinaryPrimitives.ReadUInt64BigEndian(place[5..]),
                new ContentId(new Sha256Hash(place[13..45]), BinaryPrimitives.ReadInt64BigEndian(place[45..])))
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
