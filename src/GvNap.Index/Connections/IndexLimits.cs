using GvNap.Protocol;
using GvNap.Protocol.Framing;

namespace GvNap.Index.Connections;

/// <summary>What one connection, one address or one peer may use of an index server.</summary>
public sealed record IndexLimits
{
    /// <summary>Bytes of a frame's body that the server takes; at most the protocol's own <see cref="Frame.MaxBodyLength"/>.</summary>
    public int FrameBytes { get; init; } = Frame.MaxBodyLength;

    /// <summary>Connections at once; null: as many as the process's limit of open files leaves room for. More than that are not taken in any case.</summary>
    public int? Connections { get; init; }

    /// <summary>Connections at once from one address (one /64 of IPv6): a class room behind one router fits.</summary>
    public int ConnectionsPerAddress { get; init; } = 64;

    /// <summary>Registrations a second from one address, and thirty times as many at once. A peer that drops its connection stays until its lease and grace are over, so connections alone do not bound an address's peers.</summary>
    public int RegistrationsPerAddress { get; init; } = 10;

    /// <summary>Frames a second that a connection is read at.</summary>
    public int RequestsPerSecond { get; init; } = 200;

    /// <summary>Frames that may come at once before that rate holds.</summary>
    public int RequestBurst { get; init; } = 400;

    /// <summary>Questions of one connection for sources, catalogues and peers that are worked on at once; further ones wait unread. Searches are answered one after the other.</summary>
    public int QueriesAtOnce { get; init; } = 8;

    /// <summary>A connection that has not sent <c>Hello</c> by then is closed.</summary>
    public TimeSpan HelloTimeout { get; init; } = ProtocolLimits.GreetingTimeout;

    /// <summary>A frame that has begun must be complete by then: 1 MiB at 35 kB/s.</summary>
    public TimeSpan FrameTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A reply that the remote side has not taken by then cuts it off.</summary>
    public TimeSpan WriteTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>A connection that only searches may be silent for this long.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Files that one peer may share.</summary>
    public int FilesPerPeer { get; init; } = 200_000;

    /// <summary>Results, sources or entries in one page.</summary>
    public int PageSize { get; init; } = 100;

    /// <summary>Queries that one connection may watch for.</summary>
    public int WatchesPerConnection { get; init; } = 50;

    /// <summary>Users whom one connection may follow.</summary>
    public int FollowsPerConnection { get; init; } = 100;

    /// <summary>Dials to peers' endpoints a second, of the whole server.</summary>
    public int ProbesPerSecond { get; init; } = 200;

    /// <summary>Dials a second to one address.</summary>
    public int ProbesPerTarget { get; init; } = 10;

    /// <summary>How long an endpoint has to take a connection; the nonce must be back within twice this time from the dial's start.</summary>
    public TimeSpan ProbeTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// When an endpoint that was not reached is dialled again: its port may have been opened since, or a proxy before
    /// it was not ready. Each time after that, the pause is three times as long, up to ten minutes.
    /// </summary>
    public TimeSpan ProbeAgain { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Checks the values.</summary>
    /// <exception cref="ArgumentException">One is out of its range; the message names it.</exception>
    public void Validate() => LimitNames.Validate(this);
}
