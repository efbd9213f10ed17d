using GvNap.Index.Admin.Views;
using GvNap.Index.Bans;
using GvNap.Protocol.Naming;

namespace GvNap.Index.Admin;

/// <summary>Carries out what operators ask of a running index server, wherever they ask it.</summary>
/// <param name="server">The server.</param>
/// <param name="metrics">What it has counted.</param>
/// <param name="time">The clock.</param>
internal sealed class ServerCommands(IndexServer server, MetricsView metrics, TimeProvider time)
{
    /// <summary>What goes beyond this many characters of a message to the peers is left out.</summary>
    private const int MaxMessage = 500;

    private readonly TaskCompletionSource<string> _quitting = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly DateTimeOffset _started = time.GetUtcNow();

    /// <summary>Completes when somebody asked the server to end, with what to tell the peers.</summary>
    public Task<string> Quitting => _quitting.Task;

    /// <summary>Carries out one command.</summary>
    public async Task<AdminReply> ExecuteAsync(AdminRequest request, CancellationToken cancellationToken) => request.Verb switch
    {
        AdminVerbs.Stats => new(StatsView.Write(server.Status, metrics.Read(), time.GetUtcNow() - _started, request.Json)),
        AdminVerbs.Peers => new(PeersView.Write(server, request.Json)),
        AdminVerbs.Bans => new(BansView.Write(server.Bans.Current.All, request.Json)),
        AdminVerbs.Ban => await ChangeAsync(request, BanAsync, cancellationToken),
        AdminVerbs.Unban => await ChangeAsync(request, UnbanAsync, cancellationToken),
        AdminVerbs.Quit => Quit(request),
        _ => AdminReply.Fail($"There is no command '{SafeText.ForTerminal(request.Verb)}': try help."),
    };

    private static async Task<AdminReply> ChangeAsync(
        AdminRequest request, Func<BanTarget, AdminRequest, CancellationToken, Task<AdminReply>> change, CancellationToken cancellationToken) =>
        BanTarget.TryParse(request.Target, out var target)
            ? await change(target, request, cancellationToken)
            : AdminReply.Fail(BanTarget.Explain(request.Target));

    private async Task<AdminReply> BanAsync(BanTarget target, AdminRequest request, CancellationToken cancellationToken)
    {
        var ban = Ban.Create(target, time.GetUtcNow(), request.Text);
        var closed = server.CountShut(ban);
        var outcome = await server.Bans.AddAsync(ban, cancellationToken);
        return outcome == BanOutcome.Full
            ? AdminReply.Fail($"There are {server.Bans.Current.All.Count} bans, which is the most: lift one first, or ban a range.")
            : new(BansView.WriteChange(ban, outcome, closed, server.Status, request.Json));
    }

    private async Task<AdminReply> UnbanAsync(BanTarget target, AdminRequest request, CancellationToken cancellationToken)
    {
        var outcome = await server.Bans.RemoveAsync(target, cancellationToken);
        return outcome == BanOutcome.Unknown
            ? AdminReply.Fail(BansView.ExplainUnknown(target, server.Bans.Current))
            : new(BansView.WriteLifted(target, outcome, server.Status, request.Json));
    }

    private AdminReply Quit(AdminRequest request)
    {
        var message = SafeText.ForTerminal(request.Text.ReplaceLineEndings(" ").Trim());
        _quitting.TrySetResult(message.Length > MaxMessage ? message[..MaxMessage] : message);
        var peers = server.Status.Connections;
        return new(request.Json ? AdminJson.Write(new { Quitting = true, Connections = peers }) : "The index server tells its peers, and ends.");
    }
}
