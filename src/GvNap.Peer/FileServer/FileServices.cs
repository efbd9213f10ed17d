using GvNap.Peer.FileServer.Slots;
using GvNap.Peer.Rates;
using GvNap.Peer.Sharing;
using Microsoft.Extensions.Logging;

namespace GvNap.Peer.FileServer;

/// <summary>What all connections to the file port share.</summary>
/// <param name="Options">The limits.</param>
/// <param name="Library">The files.</param>
/// <param name="Identity">Who this peer is at the moment.</param>
/// <param name="OnProbe">Gets the nonces of index servers that dial back.</param>
/// <param name="Slots">Who may upload.</param>
/// <param name="Rates">How fast.</param>
/// <param name="Log">The log.</param>
/// <param name="Time">The clock.</param>
internal sealed record FileServices(
    FileServerOptions Options,
    ShareLibrary Library,
    Func<PeerIdentity> Identity,
    Action<ReadOnlyMemory<byte>> OnProbe,
    UploadSlots Slots,
    RateLimits Rates,
    ILogger Log,
    TimeProvider Time)
{
    private long _bytesSent;

    /// <summary>File bytes sent since the start.</summary>
    public long BytesSent => Volatile.Read(ref _bytesSent);

    /// <summary>Counts file bytes.</summary>
    public void CountSent(int bytes)
    {
        Interlocked.Add(ref _bytesSent, bytes);
        Telemetry.UploadedBytes.Add(bytes);
    }
}
