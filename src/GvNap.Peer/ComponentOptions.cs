using GvNap.Peer.Downloads;
using GvNap.Peer.FileServer;
using GvNap.Peer.IndexClient;
using GvNap.Peer.Sharing;
using GvNap.Peer.State;
using GvNap.Peer.Transfers;
using GvNap.ServiceDefaults.Descriptors;

namespace GvNap.Peer;

/// <summary>What each part of a peer is told of the peer's options.</summary>
internal static class ComponentOptions
{
    public static ShareOptions Share(PeerOptions options, StateFolder state) => new()
    {
        Folder = options.ShareFolder,
        ShareAll = options.ShareAll,
        CacheFile = state.HashCache,
        Excluded = [state.Path],
        MaxFiles = options.Limits.SharedFiles,
    };

    public static FileServerOptions FileServer(PeerOptions options) => new()
    {
        ListenAddress = options.ListenAddress,
        Port = options.Port,
        PortIsPreference = options.PortIsPreference,
        UploadSlots = options.Limits.UploadSlots,
        MaxConnections = Math.Min(options.Limits.Connections, DescriptorBudget.OfProcess?.Connections(OpenFiles.MaxOpen + 1) ?? int.MaxValue),
        MaxConnectionsPerAddress = options.Limits.ConnectionsPerAddress,
        HelloTimeout = options.Limits.HelloTimeout,
        IdleTimeout = options.Limits.IdleTimeout,
        SlotIdle = options.Limits.SlotIdle,
        SlotTurn = options.Limits.SlotTurn,
        UploadRate = options.Limits.UploadRate,
        UploadRatePerTransfer = options.Limits.UploadRatePerTransfer,
        HostNames = [.. options.Advertised.Select(endpoint => endpoint.Host)],
    };

    public static DownloadOptions Downloads(PeerOptions options) => new()
    {
        User = options.Name,
        ConnectTimeout = options.Limits.ConnectTimeout,
        StallTimeout = options.Limits.StallTimeout,
        LongestQueueWait = options.Limits.QueueWait,
        Rate = options.Limits.DownloadRate,
        RatePerTransfer = options.Limits.DownloadRatePerTransfer,
    };

    public static DownloadQueueOptions Queue(PeerOptions options, StateFolder state) => new()
    {
        File = state.DownloadQueue,
        Folder = options.Downloads,
        AtOnce = options.Limits.Downloads,
    };

    public static IndexClientOptions Connection(PeerOptions options) => new() { ConnectTimeout = options.Limits.ConnectTimeout };

    public static IndexSessionOptions PassingSession(PeerOptions options, IReadOnlyList<IndexAddress> servers, int filePort) => new()
    {
        Servers = servers,
        User = "",
        FilePort = filePort,
        Advertised = options.Advertised,
        Connection = Connection(options),
    };

    public static IndexSessionOptions Session(PeerOptions options, IReadOnlyList<IndexAddress> servers, int filePort, StateFolder state) => new()
    {
        Servers = servers,
        User = options.Name,
        FilePort = filePort,
        Advertised = options.Advertised,
        TokenFile = state.TokenFile,
        Connection = Connection(options),
    };
}
