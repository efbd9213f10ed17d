using System.Net.Sockets;
using System.Text;

namespace GvNap.EndToEnd.Tests.Harness;

/// <summary>A Redis for one test: <c>redis-server</c> if it is installed, else Garnet, a local .NET tool. It keeps nothing on disk.</summary>
internal sealed class StoreProcess : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private ChildProcess _process;

    private StoreProcess(int port)
    {
        Port = port;
        _process = Launch();
    }

    public int Port { get; }

    public string ConnectionString => $"127.0.0.1:{Port}";

    /// <summary>Starts one and waits until it answers.</summary>
    public static async Task<StoreProcess> StartAsync()
    {
        if (Executables.Find("redis-server") is null && !await LocalTools.RestoreAsync())
        {
            Assert.Skip("There is no redis-server on PATH, and garnet-server could not be restored.");
        }

        var store = new StoreProcess(FreePort.Next());
        await store.WaitUntilReadyAsync();
        return store;
    }

    /// <summary>Sends a signal to the server, which for a .NET tool is a child of the process that was started.</summary>
    public void Send(UnixSignal signal) => _process.SendToChildren(signal);

    /// <summary>Kills it with -9; all that it held is gone.</summary>
    public async Task KillAsync()
    {
        Send(UnixSignal.Kill);
        await _process.WaitForExitAsync();
        await _process.DisposeAsync();
    }

    /// <summary>Starts it again, empty, on the same port.</summary>
    public async Task RestartAsync()
    {
        _process = Launch();
        await WaitUntilReadyAsync();
    }

    /// <summary>Sends a command as one types it.</summary>
    /// <returns>The first line of the reply.</returns>
    public async Task<string?> SendAsync(string command)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", Port, TestContext.Current.CancellationToken);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(command + "\r\n"), TestContext.Current.CancellationToken);
        using var reply = new StreamReader(client.GetStream());
        return await reply.ReadLineAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Dispose();
    }

    private ChildProcess Launch() => Executables.Find("redis-server") is { } redis
        ? ChildProcess.Start(redis, ["--port", $"{Port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"], _folder.Path)
        : LocalTools.Start("garnet-server", ["--bind", "127.0.0.1", "--port", $"{Port}", "--lua"]);

    private Task WaitUntilReadyAsync() => Eventually.IsTrueAsync(PingAsync, $"the store answers on port {Port}");

    private async Task<bool> PingAsync()
    {
        try
        {
            return await SendAsync("PING") == "+PONG";
        }
        catch (Exception error) when (error is SocketException or IOException)
        {
            return false;
        }
    }
}
