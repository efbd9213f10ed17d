using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace GvNap.EndToEnd.Tests.Harness;

/// <summary>A Redis for one test: <c>redis-server</c> if it is installed, else Garnet, a local .NET tool. It keeps nothing on disk.</summary>
internal sealed class StoreProcess : IAsyncDisposable
{
    // All that the store keeps by its clock: when keys end, when leases end, when the reaper ran. libfaketime, which would
    // move the clock itself, hangs in a Redis with jemalloc.
    private const string ClockScript =
        "local shift = tonumber(ARGV[1])"
        + " for _, key in ipairs(redis.call('KEYS', '*')) do local left = redis.call('PTTL', key)"
        + " if left >= 0 then redis.call('PEXPIRE', key, string.format('%.0f', left - shift)) end end"
        + " local ends = redis.call('ZRANGE', 'gvnap:{dir}:deadlines', 0, -1, 'WITHSCORES')"
        + " for i = 1, #ends, 2 do redis.call('ZADD', 'gvnap:{dir}:deadlines', string.format('%.0f', ends[i + 1] - shift), ends[i]) end"
        + " for _, field in ipairs({'reap', 'hold'}) do local time = redis.call('HGET', 'gvnap:{dir}:clock', field)"
        + " if time then redis.call('HSET', 'gvnap:{dir}:clock', field, string.format('%.0f', time - shift)) end end"
        + " return #ends";

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

        var store = new StoreProcess(ReservedPort.Next());
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

    /// <summary>Makes all that it holds look as it does when its clock has moved: forward, or back if <paramref name="by"/> is negative.</summary>
    public async Task MoveClockAsync(TimeSpan by)
    {
        var moved = await SendAsync(string.Create(CultureInfo.InvariantCulture, $"EVAL \"{ClockScript}\" 0 {by.TotalMilliseconds:F0}"));
        Assert.Matches("^:[1-9]", moved);
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

    private Task WaitUntilReadyAsync() => Eventually.IsTrueAsync(PingAsync, $"the store answers on port {Port}", TimeSpan.FromMinutes(3));

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
