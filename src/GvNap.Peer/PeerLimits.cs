namespace GvNap.Peer;

/// <summary>What a peer allows itself and others.</summary>
public sealed record PeerLimits
{
    /// <summary>Results that a search shows at once.</summary>
    public int Results { get; init; } = 20;
}
