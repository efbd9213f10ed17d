using System.Globalization;
using GvNap.Protocol.Peers;

namespace GvNap.Index.Directory.Redis;

/// <summary>What <c>{dir}:state</c> says of a peer.</summary>
/// <param name="Peer">The peer.</param>
/// <param name="Session">Its newest session.</param>
/// <param name="Revision">Sequence number of the last change of its record.</param>
/// <param name="Version">Version of its catalogue.</param>
/// <param name="Attached">False: detached.</param>
/// <param name="Server">The index server that wrote it.</param>
internal sealed record PeerState(PeerId Peer, long Session, long Revision, ulong Version, bool Attached, string Server)
{
    /// <summary>Reads a value as the scripts write it.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static PeerState Parse(string peer, string text)
    {
        var fields = text.Split(' ');
        if (fields.Length != 5)
        {
            throw new FormatException("A peer's state has 5 fields.");
        }

        return new(
            PeerId.Parse(peer),
            long.Parse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture),
            long.Parse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture),
            ulong.Parse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture),
            fields[3] == "A",
            fields[4]);
    }
}
