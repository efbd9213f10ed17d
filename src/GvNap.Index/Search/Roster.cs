using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using GvNap.Protocol.Peers;

namespace GvNap.Index.Search;

/// <summary>The peers that the index knows, by id, by user name, and in the order of a list. One writer, many readers without locks.</summary>
internal sealed class Roster
{
    private readonly ConcurrentDictionary<PeerId, Member> _byId = new();
    private readonly ConcurrentDictionary<string, Member> _byUser = new(StringComparer.OrdinalIgnoreCase);
    private volatile ImmutableSortedSet<RosterPlace> _attached = [];

    /// <summary>Peers that are known.</summary>
    public int Count => _byId.Count;

    /// <summary>The attached peers: by user name, the nameless last.</summary>
    public ImmutableSortedSet<RosterPlace> Attached => _attached;

    /// <summary>Finds a peer, attached or not.</summary>
    public bool TryFind(PeerId peer, [NotNullWhen(true)] out Member? member) => _byId.TryGetValue(peer, out member);

    /// <summary>The peer with a user name, attached or not, or null. A nameless peer is nobody's.</summary>
    public Member? FindUser(string user) => user.Length > 0 ? _byUser.GetValueOrDefault(user) : null;

    /// <summary>Adds a peer, or replaces its record, and attaches it.</summary>
    public Member Attach(Listing listing)
    {
        if (_byId.TryGetValue(listing.Record.Id, out var member))
        {
            Replace(member, listing);
        }
        else
        {
            member = new Member(listing);
            _byId[listing.Record.Id] = member;
            AddUser(member);
        }

        member.IsAttached = true;
        _attached = _attached.Add(RosterPlace.Of(member));
        return member;
    }

    /// <summary>Replaces a peer's record.</summary>
    public void Replace(Member member, Listing listing)
    {
        var places = _attached.Remove(RosterPlace.Of(member));
        var before = member.Listing.Record.User;
        member.Listing = listing;
        AddUser(member);
        if (!before.Equals(listing.Record.User, StringComparison.OrdinalIgnoreCase))
        {
            RemoveUser(before, member);
        }

        _attached = member.IsAttached ? places.Add(RosterPlace.Of(member)) : places;
    }

    /// <summary>Keeps a peer, but makes its files no results.</summary>
    public void Detach(Member member)
    {
        member.IsAttached = false;
        _attached = _attached.Remove(RosterPlace.Of(member));
    }

    /// <summary>Forgets a peer.</summary>
    public void Remove(Member member)
    {
        Detach(member);
        member.HasLeft = true;
        RemoveUser(member.Listing.Record.User, member);
        _byId.TryRemove(member.Listing.Record.Id, out _);
    }

    private void AddUser(Member member)
    {
        if (member.Listing.Record.User.Length > 0)
        {
            _byUser[member.Listing.Record.User] = member;
        }
    }

    // Another peer may have taken the name before this one was told that it lost it.
    private void RemoveUser(string user, Member member) => _byUser.TryRemove(new(user, member));
}
