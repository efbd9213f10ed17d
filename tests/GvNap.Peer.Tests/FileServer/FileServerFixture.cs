using System.Net.Sockets;
using GvNap.Peer.FileServer;
using GvNap.Peer.Sharing;
using GvNap.Peer.Tests.Sharing;
using GvNap.Protocol.Peers;
using Microsoft.Extensions.Logging.Abstractions;

namespace GvNap.Peer.Tests.FileServer;

/// <summary>A share folder, and a file server on a free port that serves it.</summary>
public sealed class FileServerFixture : IAsyncDisposable
{
    private readonly List<byte[]> _probes = [];

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ShareFolderFixture Folder { get; } = new();

    public PeerId Id { get; } = PeerId.Create();

    public ShareLibrary Library { get; private set; } = null!;

    public PeerFileServer Server { get; private set; } = null!;

    public IReadOnlyList<byte[]> Probes
    {
        get
        {
            lock (_probes)
            {
                return [.. _probes];
            }
        }
    }

    public async Task StartAsync(FileServerOptions? options = null, TimeProvider? time = null, TimeSpan? rescan = null)
    {
        Library = await Folder.StartAsync(cached: true, rescan: rescan);
        Server = await PeerFileServer.StartAsync(
            options ?? new FileServerOptions { Port = 0 },
            Library,
            () => new PeerIdentity(Id, "server"),
            nonce =>
            {
                lock (_probes)
                {
                    _probes.Add(nonce.ToArray());
                }
            },
            NullLoggerFactory.Instance,
            time ?? TimeProvider.System,
            Cancellation);
    }

    public Task<TransferClient> ConnectAsync() => TransferClient.ConnectAsync(Server.Port, Cancellation);

    /// <summary>A further connection ends, perhaps so soon that it seems never to have been made.</summary>
    public async Task AssertRefusesAsync()
    {
        try
        {
            await using var refused = await ConnectAsync();
            await refused.EndsAsync(Cancellation);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            // The connect itself saw the end.
        }
    }

    /// <summary>Connects and greets.</summary>
    public async Task<TransferClient> GreetAsync(string user = "tester")
    {
        var client = await ConnectAsync();
        await client.GreetAsync(user, Cancellation);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        if (Server is not null)
        {
            await Server.DisposeAsync();
            await Library.DisposeAsync();
        }

        Folder.Dispose();
    }
}
