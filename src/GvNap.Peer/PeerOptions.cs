using System.Net;
using GvNap.Peer.IndexClient;
using GvNap.Protocol;
using GvNap.Protocol.Messages;

namespace GvNap.Peer;

/// <summary>What a peer is called, what it shares, where it listens and whom it joins.</summary>
public sealed record PeerOptions
{
    /// <summary>The user name: 1 to 32 of <c>A-Za-z0-9._-</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The folder that is shared, or that has the list of what is shared.</summary>
    public required string ShareFolder { get; init; }

    /// <summary>Whether all of <see cref="ShareFolder"/> is shared when it has no list. True only if a person named the folder.</summary>
    public bool ShareAll { get; init; }

    /// <summary>The folder that gets what is downloaded.</summary>
    public required string Downloads { get; init; }

    /// <summary>The address that the file port is on; all of this machine's by default, IPv6 and IPv4.</summary>
    public IPAddress ListenAddress { get; init; } = IPAddress.IPv6Any;

    /// <summary>The file port; 0: any free one.</summary>
    public int Port { get; init; } = ProtocolLimits.FilePort;

    /// <summary>Whether the next free port will do when <see cref="Port"/> is taken. False if a person named the port.</summary>
    public bool PortIsPreference { get; init; } = true;

    /// <summary>Endpoints to list besides the address that the index server sees; a port of 0 means the file port.</summary>
    public IReadOnlyList<Endpoint> Advertised { get; init; } = [];

    /// <summary>The index servers, best first; empty: not known yet.</summary>
    public IReadOnlyList<IndexAddress> Index { get; init; } = [];

    /// <summary>The folder that keeps the resume token and the hashes.</summary>
    public required string StateFolder { get; init; }

    /// <summary>Whether the peer ends when its index server quits.</summary>
    public bool LeaveWithServer { get; init; }

    /// <summary>What the peer allows itself and others.</summary>
    public PeerLimits Limits { get; init; } = new();
}
