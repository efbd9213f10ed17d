using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace GvNap.Index.Tests.Directory;

/// <summary>A Redis-compatible server of its own, on a free port, in a temporary folder.</summary>
internal sealed class StoreProcess : IAsyncDisposable
{
    /// <summary>A store that is a .NET tool of its own may take long to start on a machine that runs other tests.</summary>
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(3);

    private readonly string _program;
    private readonly IReadOnlyList<string> _arguments;
    private readonly string _folder = System.IO.Directory.CreateTempSubdirectory("gvnap-store-").FullName;
    private Process? _process;

    private StoreProcess(string program, IReadOnlyList<string> arguments, int port) => (_program, _arguments, Port) = (program, arguments, port);

    public int Port { get; }

    public string Connection => $"127.0.0.1:{Port}";

    /// <summary>redis-server of the PATH; null if there is none.</summary>
    public static Task<StoreProcess?> StartRedisAsync() => StartRedisAsync([]);

    /// <inheritdoc cref="StartRedisAsync()"/>
    public static async Task<StoreProcess?> StartRedisAsync(params string[] more)
    {
        var port = ReservedPort.Next();
        return Find("redis-server") is { } program
            ? await StartAsync(new(program, ["--port", $"{port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", .. more], port))
            : null;
    }

    /// <summary>garnet-server of this repository's tools; null if they are not restored.</summary>
    public static async Task<StoreProcess?> StartGarnetAsync()
    {
        var port = ReservedPort.Next();
        string[] arguments = ["tool", "run", "garnet-server", "--", "--port", $"{port}", "--bind", "127.0.0.1", "--lua", "--lua-transaction-mode", "--memory", "64m", "--index", "4m"];
        return ToolManifest() is not null && Find("dotnet") is { } program ? await StartAsync(new(program, arguments, port)) : null;
    }

    /// <summary>Whether it was not stopped.</summary>
    public bool IsRunning => _process is { HasExited: false };

    /// <summary>Sends a command as one types it.</summary>
    /// <returns>What came of the reply at once.</returns>
    public async Task<string> AskAsync(string command)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, Port, TestContext.Current.CancellationToken);
        await client.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes(command + "\r\n"), TestContext.Current.CancellationToken);
        var answer = new byte[4096];
        return System.Text.Encoding.ASCII.GetString(answer, 0, await client.GetStream().ReadAsync(answer, TestContext.Current.CancellationToken));
    }

    /// <summary>Lets it have a processor before all others, as far as this user may grant that: what it takes is then its own doing.</summary>
    public void Prefer()
    {
        try
        {
            _process!.PriorityClass = ProcessPriorityClass.RealTime;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // Not root: it waits for its turn like all others.
        }
    }

    /// <summary>Starts it again, empty, on the same port.</summary>
    public async Task RestartAsync()
    {
        Kill();
        Spawn();
        await ReadyAsync();
    }

    /// <summary>Stops it as kill -9 does.</summary>
    public void Kill()
    {
        if (_process is { HasExited: false } process)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }
    }

    /// <summary>Sends SIGSTOP or SIGCONT.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{_process!.Id}"]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    public ValueTask DisposeAsync()
    {
        Kill();
        _process?.Dispose();
        System.IO.Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private static async Task<StoreProcess?> StartAsync(StoreProcess store)
    {
        store.Spawn();
        if (await store.ReadyAsync())
        {
            return store;
        }

        await store.DisposeAsync();
        return null;
    }

    /// <summary>A program on the PATH; null if there is none.</summary>
    public static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    private static string? ToolManifest()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, ".config", "dotnet-tools.json")))
            {
                return folder;
            }
        }

        return null;
    }

    private void Spawn()
    {
        _process?.Dispose();
        var redis = _program.EndsWith("redis-server", StringComparison.Ordinal);
        var start = new ProcessStartInfo(_program) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.WorkingDirectory = redis ? _folder : ToolManifest()!;
        foreach (var argument in _arguments.Concat(redis ? ["--dir", _folder] : []))
        {
            start.ArgumentList.Add(argument);
        }

        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>False if the process ended instead of answering a PING.</summary>
    private async Task<bool> ReadyAsync()
    {
        using var deadline = new CancellationTokenSource(StartTimeout);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!_process!.HasExited)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, Port, deadline.Token);
                await client.GetStream().WriteAsync("PING\r\n"u8.ToArray(), deadline.Token);
                var answer = new byte[7];
                await client.GetStream().ReadExactlyAsync(answer, deadline.Token);
                return true;
            }
            catch (Exception exception) when (exception is IOException or SocketException)
            {
                await timer.WaitForNextTickAsync(deadline.Token);
            }
        }

        return false;
    }
}
