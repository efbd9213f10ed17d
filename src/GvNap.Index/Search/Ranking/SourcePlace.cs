using GvNap.Protocol.Peers;

namespace GvNap.Index.Search.Ranking;

/// <summary>What decides a source's place: those that have all of it first, then reachable ones, then fast ones, then by peer id.</summary>
internal readonly record struct SourcePlace(bool IsWhole, bool IsReachable, ulong Speed, PeerId Peer) : IComparable<SourcePlace>
{
    /// <summary>Best first.</summary>
    public int CompareTo(SourcePlace other)
    {
        var order = other.IsWhole.CompareTo(IsWhole);
        order = order != 0 ? order : other.IsReachable.CompareTo(IsReachable);
        order = order != 0 ? order : other.Speed.CompareTo(Speed);
        return order != 0 ? order : Peer.Value.CompareTo(other.Peer.Value);
    }
}
