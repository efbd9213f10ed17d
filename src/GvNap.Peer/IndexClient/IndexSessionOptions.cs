using GvNap.Protocol.Messages;

namespace GvNap.Peer.IndexClient;

/// <summary>What a peer registers with, and how it keeps its attachment.</summary>
public sealed record IndexSessionOptions
{
    /// <summary>The index servers, best first. At least one.</summary>
    public required IReadOnlyList<IndexAddress> Servers { get; init; }

    /// <summary>The user name; empty for a peer without one.</summary>
    public required string User { get; init; }

    /// <summary>The port of the peer's file server.</summary>
    public required int FilePort { get; init; }

    /// <summary>Endpoints besides the observed address; a port of 0 means the file port.</summary>
    public IReadOnlyList<Endpoint> Advertised { get; init; } = [];

    /// <summary>Upload rate in bytes a second; 0: not said.</summary>
    public long Speed { get; init; }

    /// <summary>Where the resume token is kept, so that a killed peer comes back as itself; null: nowhere.</summary>
    public string? TokenFile { get; init; }

    /// <summary>Times of the connection.</summary>
    public IndexClientOptions Connection { get; init; } = new();

    /// <summary>The first pause after all servers of the list failed; doubled each time, with jitter.</summary>
    public TimeSpan FirstBackOff { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest pause.</summary>
    public TimeSpan LongestBackOff { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>At most one batch of changes in this time, so that hashing a folder does not send a batch a file.</summary>
    public TimeSpan ShareInterval { get; init; } = TimeSpan.FromMilliseconds(200);
}
