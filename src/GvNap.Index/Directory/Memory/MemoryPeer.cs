using GvNap.Protocol.Peers;

namespace GvNap.Index.Directory.Memory;

/// <summary>What a <see cref="MemoryDirectory"/> keeps of one peer.</summary>
internal sealed class MemoryPeer(PeerId id)
{
    /// <summary>The peer.</summary>
    public PeerId Id { get; } = id;

    /// <summary>Its record of the last attachment.</summary>
    public PeerRecord Record { get; set; } = new(id, "", [], 0);

    /// <summary>Its last attachment.</summary>
    public PeerSession Session { get; set; }

    /// <summary>What lets it come back.</summary>
    public ResumeSecret? Secret { get; set; }

    /// <summary>Its files. Their entries are kept by whoever receives the events.</summary>
    public CatalogueNumbers Catalogue { get; } = new();

    /// <summary>Its entries while it is not listed, and nobody else keeps them.</summary>
    public IReadOnlyList<CatalogueEntry> Unlisted { get; set; } = [];

    /// <summary>Its session is not over: there is a connection.</summary>
    public bool Connected { get; set; }

    /// <summary>Its lease runs: others know of it.</summary>
    public bool Listed { get; set; }

    /// <summary>When something came from it last, as a timestamp of the directory's clock.</summary>
    public long LastSign { get; set; }
}
