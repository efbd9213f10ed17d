using System.Globalization;
using GvNap.Protocol.Messages;
using GvNap.Protocol.Naming;

namespace GvNap.Index.Admin.Views;

/// <summary>Who is online, with what.</summary>
internal static class PeersView
{
    /// <summary>Writes all peers: a table, or one array.</summary>
    public static string Write(IndexServer server, bool json)
    {
        var peers = List(server).ToList();
        return json ? AdminJson.Write(peers.Select(Describe))
            : peers.Count == 0 ? "Nobody is online."
            : Columns.Write([["USER", "FILES", "ENDPOINTS"], .. peers.Select(Row)], 1);
    }

    private static IEnumerable<ListedPeer> List(IndexServer server)
    {
        var page = server.ListPeers([]);
        while (true)
        {
            foreach (var peer in page.Peers)
            {
                yield return peer;
            }

            if (page.NextCursor.IsEmpty)
            {
                yield break;
            }

            page = server.ListPeers(page.NextCursor.Span);
        }
    }

    private static string[] Row(ListedPeer peer) =>
    [
        peer.Peer.User.Length == 0 ? "(no name)" : SafeText.ForTerminal(peer.Peer.User),
        peer.Files.ToString(CultureInfo.InvariantCulture),
        string.Join(", ", peer.Peer.Endpoints.Select(Describe)),
    ];

    private static string Describe(Endpoint endpoint)
    {
        var host = endpoint.Host.Contains(':') ? $"[{endpoint.Host}]" : endpoint.Host;
        return SafeText.ForTerminal($"{host}:{endpoint.Port}{(endpoint.State == EndpointState.Unreachable ? " (unreachable)" : "")}");
    }

    private static object Describe(ListedPeer peer) => new
    {
        Peer = Convert.ToHexStringLower(peer.Peer.PeerId.Span),
        peer.Peer.User,
        peer.Files,
        Endpoints = peer.Peer.Endpoints.Select(endpoint => new { endpoint.Host, endpoint.Port, State = endpoint.State.ToString().ToLowerInvariant() }),
    };
}
