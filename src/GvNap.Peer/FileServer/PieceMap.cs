using Google.Protobuf;
using GvNap.Protocol.Content;

namespace GvNap.Peer.FileServer;

/// <summary>Which pieces a peer has, a bit each: bit 7 of the first byte is piece 0, bits behind the last piece are 0.</summary>
internal static class PieceMap
{
    /// <summary>All pieces of a content id.</summary>
    public static ByteString Full(ContentId content)
    {
        var pieces = PieceGeometry.Of(content.Size).PieceCount;
        var map = new byte[(pieces + 7) / 8];
        map.AsSpan().Fill(0xFF);
        if (pieces % 8 != 0)
        {
            map[^1] = (byte)(0xFF00 >> (pieces % 8));
        }

        return UnsafeByteOperations.UnsafeWrap(map);
    }
}
