using System.Globalization;
using GvNap.Protocol.Messages;
using GvNap.Protocol.Naming;

namespace GvNap.Index.Admin;

/// <summary>The commands that a person can type to a running index server.</summary>
internal sealed class ServerConsole(IndexServer server, InputLines input, TextWriter output)
{
    private const string Help = """
        peers   who is online, with what
        stats   how many, and the state of the directory
        quit    tells the peers, and ends
        help    this
        """;

    /// <summary>Does what is typed until <c>quit</c>. The end of the input is no command: a service has none.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (await input.ReadAsync(cancellationToken) is { } line)
        {
            if (!Execute(line.Trim().ToLowerInvariant()))
            {
                return;
            }

            await output.FlushAsync(cancellationToken);
        }

        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
    }

    private bool Execute(string command)
    {
        switch (command)
        {
            case "quit":
                return false;
            case "peers":
                WritePeers();
                break;
            case "stats":
                WriteStats();
                break;
            case "help":
                output.WriteLine(Help);
                break;
            case "":
                break;
            default:
                output.WriteLine($"There is no command '{SafeText.ForTerminal(command)}': try help.");
                break;
        }

        return true;
    }

    private void WritePeers()
    {
        var page = server.ListPeers([]);
        if (page.Peers.Count == 0)
        {
            output.WriteLine("Nobody is online.");
            return;
        }

        WritePeer("USER", "FILES", "ENDPOINTS");
        while (true)
        {
            foreach (var peer in page.Peers)
            {
                WritePeer(
                    peer.Peer.User.Length == 0 ? "(no name)" : SafeText.ForTerminal(peer.Peer.User),
                    peer.Files.ToString(CultureInfo.InvariantCulture),
                    string.Join(", ", peer.Peer.Endpoints.Select(Describe)));
            }

            if (page.NextCursor.IsEmpty)
            {
                return;
            }

            page = server.ListPeers(page.NextCursor.Span);
        }
    }

    private void WriteStats()
    {
        var status = server.Status;
        output.WriteLine($"{Count(status.Peers, "peer")}, {Count(status.Files, "file")}, {Count(status.Connections, "connection")}");
        output.WriteLine($"The directory is in {status.Store}{(status.Available ? "." : ", which is away.")}");
    }

    private void WritePeer(string user, string files, string endpoints) => output.WriteLine($"{user,-32}  {files,8}  {endpoints}");

    private static string Count(long number, string what) => string.Create(CultureInfo.InvariantCulture, $"{number} {what}{(number == 1 ? "" : "s")}");

    private static string Describe(Endpoint endpoint)
    {
        var host = endpoint.Host.Contains(':') ? $"[{endpoint.Host}]" : endpoint.Host;
        return SafeText.ForTerminal($"{host}:{endpoint.Port}{(endpoint.State == EndpointState.Unreachable ? " (unreachable)" : "")}");
    }
}
