using GvNap.Protocol.Naming;
using GvNap.Protocol.Peers;

namespace GvNap.Index.Directory.Memory;

/// <summary>The peers of a <see cref="MemoryDirectory"/>, by id and by user name. Not safe for concurrent use.</summary>
internal sealed class MemoryPeers
{
    private readonly Dictionary<PeerId, MemoryPeer> _peers = [];
    private readonly Dictionary<string, PeerId> _names = [];

    /// <summary>All peers whose lease or grace runs.</summary>
    public IReadOnlyCollection<MemoryPeer> All => _peers.Values;

    /// <summary>The peer whose session this is; null if that is over.</summary>
    public MemoryPeer? Find(PeerSession session) =>
        _peers.TryGetValue(session.Peer, out var peer) && peer.Session == session && peer.Connected ? peer : null;

    /// <summary>The peer that a token proves to be itself.</summary>
    public MemoryPeer? Recognise(ReadOnlySpan<byte> token) =>
        ResumeToken.TryReadPeer(token, out var id) && _peers.TryGetValue(id, out var peer) && peer.Secret!.Accepts(token) ? peer : null;

    /// <summary>Whether a peer other than <paramref name="peer"/> holds a user name.</summary>
    public bool IsTaken(string user, PeerId? peer) => _names.TryGetValue(UserName.Fold(user), out var holder) && holder != peer;

    /// <summary>Takes in a new peer.</summary>
    public MemoryPeer Add(PeerId id) => _peers[id] = new(id);

    /// <summary>Gives a peer its record, and the user name that is free for it.</summary>
    public void Describe(MemoryPeer peer, PeerRecord record)
    {
        ReleaseName(peer);
        peer.Record = record;
        if (record.User.Length > 0)
        {
            _names[UserName.Fold(record.User)] = peer.Id;
        }
    }

    /// <summary>Forgets a peer.</summary>
    public void Remove(MemoryPeer peer)
    {
        ReleaseName(peer);
        _peers.Remove(peer.Id);
    }

    private void ReleaseName(MemoryPeer peer)
    {
        var name = UserName.Fold(peer.Record.User);
        if (_names.TryGetValue(name, out var holder) && holder == peer.Id)
        {
            _names.Remove(name);
        }
    }
}
