using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;

namespace GvNap.Index.Admin.Control;

/// <summary>
/// Takes commands from <c>gvnap-index</c> on this machine: a Unix socket that only the server's own user can open, so
/// that nobody needs a password, and no port of it is there for others.
/// </summary>
internal sealed partial class ControlSocket : IAsyncDisposable
{
    private const int Backlog = 16;

    /// <summary>Before a command is taken again, when that failed.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>For a reply, once the server ends.</summary>
    private static readonly TimeSpan LastWordsTime = TimeSpan.FromMilliseconds(300);

    private readonly Socket _listener;
    private readonly string _path;
    private readonly ServerCommands _commands;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _accepting;

    private ControlSocket(Socket listener, string path, ServerCommands commands, ILogger log)
    {
        (_listener, _path, _commands, _log) = (listener, path, commands, log);
        _accepting = AcceptAsync();
    }

    /// <summary>Opens the socket of a server. One that cannot be opened is said, and the server runs without.</summary>
    /// <param name="folder">Where sockets are.</param>
    /// <param name="port">The server's port.</param>
    /// <param name="commands">What carries out commands.</param>
    /// <param name="log">The server's log.</param>
    public static async Task<ControlSocket?> TryOpenAsync(RunFolder folder, int port, ServerCommands commands, ILogger log)
    {
        var path = folder.SocketOf(port);
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            folder.Make();
            if (await AnswersAsync(path))
            {
                throw new IOException("another index server with this port has it");
            }

            // What is left of one that was killed.
            File.Delete(path);
            listener.Bind(new UnixDomainSocketEndPoint(path));
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            listener.Listen(Backlog);
            return new(listener, path, commands, log);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SocketException or ArgumentException)
        {
            listener.Dispose();
            LogNone(log, path, e.Message.TrimEnd('.'));
            return null;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener.Dispose();
        await _accepting;
        File.Delete(_path);
        _ending.Dispose();
    }

    private static async Task<bool> AnswersAsync(string path)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private async Task AcceptAsync()
    {
        var serving = new HashSet<Task>();
        try
        {
            while (true)
            {
                if (await TryAcceptAsync() is { } socket)
                {
                    serving.RemoveWhere(task => task.IsCompleted);
                    serving.Add(ServeAsync(socket));
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The server ends.
        }

        await Task.WhenAll(serving);
    }

    /// <summary>Null if none could be taken now, for want of a descriptor; whoever waits is taken later.</summary>
    private async Task<Socket?> TryAcceptAsync()
    {
        try
        {
            return await _listener.AcceptAsync(_ending.Token);
        }
        catch (SocketException e)
        {
            _ending.Token.ThrowIfCancellationRequested();
            LogNotTaken(_log, e.Message);
            await Task.Delay(Pause, _ending.Token);
            return null;
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_ending.Token);
        limit.CancelAfter(ControlWire.Patience);
        try
        {
            using var reader = new StreamReader(stream, Encoding.UTF8, leaveOpen: true);
            var request = await ControlWire.ReadAsync<AdminRequest>(reader, limit.Token);
            var reply = await _commands.ExecuteAsync(request, limit.Token);

            // Whoever ends the server is to hear so, though it ends.
            using var patience = new CancellationTokenSource(ControlWire.Patience);
            using var hurry = _ending.Token.Register(() => patience.CancelAfter(LastWordsTime));
            await ControlWire.WriteAsync(stream, reply, patience.Token);
            if (request.Verb == AdminVerbs.Quit)
            {
                // Whoever asked for it learns from the end of the connection that the server has ended.
                await Task.Delay(Timeout.InfiniteTimeSpan, _ending.Token);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // Whoever asked is gone, or the server ends.
        }
        catch (Exception e)
        {
            LogFailed(_log, e);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Commands such as gvnap-index stats cannot reach this server by {Path}: {Problem}. Give another folder with --run")]
    private static partial void LogNone(ILogger log, string path, string problem);

    [LoggerMessage(LogLevel.Warning, "A command from outside could not be taken: {Problem}")]
    private static partial void LogNotTaken(ILogger log, string problem);

    [LoggerMessage(LogLevel.Error, "A command from outside failed")]
    private static partial void LogFailed(ILogger log, Exception exception);
}
