using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace GvNap.Index.Admin.Control;

/// <summary>Gives a command to an index server that runs on this machine.</summary>
/// <param name="folder">Where the sockets of running servers are.</param>
internal sealed class ControlClient(RunFolder folder)
{
    /// <summary>Gives a command.</summary>
    /// <param name="request">The command.</param>
    /// <param name="port">The server's port; null: whichever runs, if it is only one, or else the usual one.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The answer; a problem if there is nobody to give it.</returns>
    public async Task<AdminReply> SendAsync(AdminRequest request, int? port, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(ControlWire.Patience);
        try
        {
            var (socket, problem) = await FindAsync(port, limit.Token);
            return socket is null ? AdminReply.Fail(problem) : await ExchangeAsync(socket, request, limit.Token);
        }
        catch (UnauthorizedAccessException)
        {
            return AdminReply.Fail($"{folder.Path} is another user's: give commands as the user that the index server runs as.");
        }
        catch (IOException failure)
        {
            return AdminReply.Fail($"The index server did not answer: {failure.Message}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return AdminReply.Fail($"The index server did not answer within {ControlWire.Patience.TotalSeconds:0} s.");
        }
    }

    private static async Task<AdminReply> ExchangeAsync(Socket socket, AdminRequest request, CancellationToken cancellationToken)
    {
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        using var reader = new StreamReader(stream, Encoding.UTF8, leaveOpen: true);
        await ControlWire.WriteAsync(stream, request, cancellationToken);
        var reply = await ControlWire.ReadAsync<AdminReply>(reader, cancellationToken);
        if (request.Verb == AdminVerbs.Quit && reply.Problem is null)
        {
            await reader.ReadLineAsync(cancellationToken);
        }

        return reply;
    }

    private async Task<(Socket? Socket, string Problem)> FindAsync(int? wanted, CancellationToken cancellationToken)
    {
        if (System.IO.Directory.Exists(folder.Path))
        {
            folder.Check();
        }

        var found = new List<(int Port, Socket Socket)>();
        foreach (var port in wanted is { } only ? [only] : folder.Ports())
        {
            if (await ConnectAsync(port, cancellationToken) is { } socket)
            {
                found.Add((port, socket));
            }
        }

        var chosen = found.Count == 1 ? found[0] : found.Find(server => server.Port == IndexServerOptions.DefaultPort);
        foreach (var (_, socket) in found.Where(server => server != chosen))
        {
            socket.Dispose();
        }

        return (chosen.Socket, found.Count > 0
            ? $"Several index servers run here, with the ports {string.Join(", ", found.Select(server => server.Port.ToString(CultureInfo.InvariantCulture)))}: say which with --port."
            : $"No index server runs here{(wanted is { } number ? $" with the port {number}" : "")} (none answers in {folder.Path}).");
    }

    private async Task<Socket?> ConnectAsync(int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(folder.SocketOf(port)), cancellationToken);
            return socket;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AccessDenied)
        {
            socket.Dispose();
            throw new UnauthorizedAccessException(e.Message, e);
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            // Nobody is there, or is any more.
            socket.Dispose();
            return null;
        }
    }
}
