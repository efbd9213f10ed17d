using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace GvNap.Index.Tests.Connections;

/// <summary>An index server on a free loopback port.</summary>
internal sealed class LiveServer : IAsyncDisposable
{
    private readonly IndexServer _server;

    private LiveServer(IndexServer server) => _server = server;

    public IndexServer Server => _server;

    public static async Task<LiveServer> StartAsync(IndexLimits? limits = null, TimeSpan? lease = null, string healthUrls = "", IPAddress? listen = null, ILoggerFactory? loggers = null, int port = 0) =>
        new(await IndexServer.StartAsync(
            new IndexServerOptions
            {
                ListenAddress = listen ?? IPAddress.Loopback,
                Port = port,
                Lease = lease ?? TimeSpan.FromSeconds(60),
                Limits = limits ?? new IndexLimits(),
                HealthUrls = healthUrls,
            },
            loggers ?? NullLoggerFactory.Instance,
            TestContext.Current.CancellationToken));

    /// <summary>Connects without a word.</summary>
    public async Task<TestClient> ConnectAsync()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, _server.Endpoint.Port), TestContext.Current.CancellationToken);
        return new TestClient(socket);
    }

    /// <summary>Connects and greets.</summary>
    public async Task<TestClient> GreetAsync()
    {
        var client = await ConnectAsync();
        var reply = await client.AskAsync(TestClient.Hello());
        Assert.NotNull(reply.Welcome);
        return client;
    }

    /// <summary>Waits until the server is in a state.</summary>
    public async Task UntilAsync(Func<IndexServerStatus, bool> condition) => await Wait.UntilAsync(() => condition(_server.Status));

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
