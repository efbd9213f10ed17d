using System.Globalization;
using GvNap.AppHost.Index;
using GvNap.Protocol.Messages;
using GvNap.Protocol.Naming;
using Microsoft.Extensions.DependencyInjection;

namespace GvNap.AppHost.Commands;

/// <summary>What can be asked of each replica of the index server: all of them give the same answers.</summary>
internal static class IndexCommands
{
    /// <summary>Adds Peers and Stats.</summary>
    public static IResourceBuilder<ProjectResource> WithIndexCommands(this IResourceBuilder<ProjectResource> index) => index
        .WithCommand("peers", "Peers", context => AnswerAsync(context, ListPeers), Options("Lists who is online, with what", "PeopleList"))
        .WithCommand("stats", "Stats", context => AnswerAsync(context, Count), Options("Counts peers, files and what can be reached", "DataBarVertical"));

    private static CommandOptions Options(string description, string icon) => new()
    {
        Description = description,
        IconName = icon,
        UpdateState = context => context.ResourceSnapshot.State?.Text == KnownResourceStates.Running ? ResourceCommandState.Enabled : ResourceCommandState.Disabled,
    };

    private static async Task<ExecuteCommandResult> AnswerAsync(ExecuteCommandContext context, Func<IReadOnlyList<ListedPeer>, (string Message, string Table)> answer)
    {
        try
        {
            var peers = await IndexClient.ListPeersAsync("localhost", PortOf(context), context.CancellationToken);
            var (message, table) = answer(peers);
            return CommandResults.Success(message, table, CommandResultFormat.Markdown, displayImmediately: true);
        }
        catch (IOException failure)
        {
            return CommandResults.Failure(failure.Message);
        }
    }

    /// <summary>The replica's own port, behind the endpoint that they share.</summary>
    private static int PortOf(ExecuteCommandContext context)
    {
        var notifications = context.Services.GetRequiredService<ResourceNotificationService>();
        var port = notifications.TryGetCurrentState(context.ResourceName, out var replica)
            ? replica.Snapshot.EnvironmentVariables.FirstOrDefault(variable => variable.Name == IndexResourceExtensions.PortVariable)?.Value
            : null;
        return int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new IOException($"{context.ResourceName} has no port yet.");
    }

    private static (string Message, string Table) ListPeers(IReadOnlyList<ListedPeer> peers)
    {
        var rows = peers.Select(peer => $"| {Name(peer)} | {peer.Files} | {string.Join(", ", peer.Peer.Endpoints.Select(Describe))} |");
        return ($"{peers.Count} online.", string.Join('\n', ["| User | Files | Endpoints |", "|---|---:|---|", .. rows]));
    }

    private static (string Message, string Table) Count(IReadOnlyList<ListedPeer> peers)
    {
        var reachable = peers.Count(peer => peer.Peer.Endpoints.Any(endpoint => endpoint.State == EndpointState.Reachable));
        var files = peers.Sum(peer => (long)peer.Files);
        return ($"{peers.Count} peers, {files} files.", $"| | |\n|---|---:|\n| Peers | {peers.Count} |\n| Reachable peers | {reachable} |\n| Shared files | {files} |");
    }

    private static string Name(ListedPeer peer) => peer.Peer.User.Length > 0 ? SafeText.ForTerminal(peer.Peer.User) : "(no name)";

    private static string Describe(Endpoint endpoint) => $"{SafeText.ForTerminal(endpoint.Host)}:{endpoint.Port} ({endpoint.State.ToString().ToLowerInvariant()})";
}
