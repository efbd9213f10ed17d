using GvNap.Protocol.Peers;

namespace GvNap.Index.Directory.Redis;

/// <summary>
/// What this index server knows of one peer, its own or another's. Guarded by the mirror's gate, except
/// <see cref="LastSign"/>.
/// </summary>
internal sealed class KnownPeer(PeerId id)
{
    private long _lastSign;

    /// <summary>The peer.</summary>
    public PeerId Id { get; } = id;

    /// <summary>Its record.</summary>
    public PeerRecord Record { get; set; } = new(id, "", [], 0);

    /// <summary>Sequence number of the change that made its record; 0: not known.</summary>
    public long Revision { get; set; }

    /// <summary>Its newest session.</summary>
    public long Session { get; set; }

    /// <summary>What followers were told.</summary>
    public Presence Presence { get; set; }

    /// <summary>What lets it come back; null if it is not known here.</summary>
    public ResumeSecret? Secret { get; set; }

    /// <summary>Its files. Their entries are kept by whoever receives the events.</summary>
    public CatalogueNumbers Catalogue { get; } = new();

    /// <summary>Its entries, those of <see cref="Catalogue"/>, while it is not listed, but held or due, and nobody else keeps them.</summary>
    public IReadOnlyList<CatalogueEntry> Unlisted { get; set; } = [];

    /// <summary>Changes up to this sequence number are contained.</summary>
    public long Sequence { get; set; }

    /// <summary>This server has its connection, in this session.</summary>
    public bool Held { get; set; }

    /// <summary>What the store lacks.</summary>
    public Due Due { get; set; }

    /// <summary>When the peer gave a sign of life, as a timestamp. Only of meaning while it is held or due.</summary>
    public long LastSign
    {
        get => Volatile.Read(ref _lastSign);
        set => Volatile.Write(ref _lastSign, value);
    }

    /// <summary>The sign of life that was last written to the store.</summary>
    public long RenewedSign { get; set; }

    /// <summary>Since when it cannot be written because its keys have a newer session that nobody was told of; 0: it can.</summary>
    public long RefusedSince { get; set; }

    /// <summary>When the keys that outlive the lease were last given their full time.</summary>
    public long ExtendedAt { get; set; }

    /// <summary>The highest chunk that its catalogue has, or had, in the store.</summary>
    public int Top { get; set; }
}
