using GvNap.Protocol.Peers;

namespace GvNap.Index.Search;

/// <summary>A peer's place in the list of peers: by user name without regard to case, the nameless last, then by id.</summary>
/// <param name="User">The user name in lower case.</param>
/// <param name="Peer">The peer's id.</param>
/// <param name="Member">The peer; not compared.</param>
internal readonly record struct RosterPlace(string User, PeerId Peer, Member? Member) : IComparable<RosterPlace>
{
    /// <summary>A peer's place.</summary>
    public static RosterPlace Of(Member member) => new(member.Listing.Record.User.ToLowerInvariant(), member.Listing.Record.Id, member);

    /// <inheritdoc/>
    public int CompareTo(RosterPlace other)
    {
        var order = (User.Length == 0).CompareTo(other.User.Length == 0);
        order = order != 0 ? order : string.CompareOrdinal(User, other.User);
        return order != 0 ? order : Peer.Value.CompareTo(other.Peer.Value);
    }
}
