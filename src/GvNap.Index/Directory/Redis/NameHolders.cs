using GvNap.Protocol.Peers;

namespace GvNap.Index.Directory.Redis;

/// <summary>
/// Which peer has a user name, as far as is known here. The store gives a name to one peer at a time; that the last one
/// has left may come here later than that the next one has it. Guarded by the mirror's gate.
/// </summary>
internal sealed class NameHolders
{
    private readonly Dictionary<string, KnownPeer> _holders = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The peer that has a name, if it is another than the given one.</summary>
    public KnownPeer? FindOther(string name, PeerId peer) =>
        _holders.TryGetValue(name, out var holder) && holder.Id != peer ? holder : null;

    /// <summary>A peer has the name of its record.</summary>
    public void Give(KnownPeer peer)
    {
        if (peer.Record.User.Length > 0)
        {
            _holders[peer.Record.User] = peer;
        }
    }

    /// <summary>A peer has the name of its record no longer.</summary>
    public void Take(KnownPeer peer)
    {
        if (_holders.TryGetValue(peer.Record.User, out var holder) && holder == peer)
        {
            _holders.Remove(peer.Record.User);
        }
    }
}
