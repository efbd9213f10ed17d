using GvNap.Protocol.Peers;

namespace GvNap.Index.Directory;

/// <summary>Something changed in the directory. Events are handed on one at a time, in an order that makes sense for each peer.</summary>
internal abstract record DirectoryEvent(PeerId Peer)
{
    /// <summary>
    /// A peer is attached, here or elsewhere: its record is new or replaced, and its files (as far as a
    /// <see cref="CatalogueChanged"/> told them, before or after) are results.
    /// A connection of an older session of this peer is superseded and must be closed.
    /// </summary>
    internal sealed record Attached(PeerRecord Record, PeerSession Session) : DirectoryEvent(Record.Id);

    /// <summary>An attached peer's record changed: endpoint states, or its name was lost to another peer.</summary>
    internal sealed record RecordChanged(PeerRecord Record) : DirectoryEvent(Record.Id);

    /// <summary>A peer's catalogue changed. Comes after the peer's first <see cref="Attached"/>.</summary>
    internal sealed record CatalogueChanged(PeerId Peer, CatalogueChange Change) : DirectoryEvent(Peer);

    /// <summary>A peer lost its connection: its files are kept, but are no results.</summary>
    internal sealed record Detached(PeerId Peer) : DirectoryEvent(Peer);

    /// <summary>A peer is gone: forget it.</summary>
    internal sealed record Left(PeerId Peer) : DirectoryEvent(Peer);
}
