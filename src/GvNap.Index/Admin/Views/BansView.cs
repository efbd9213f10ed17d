using GvNap.Index.Bans;

namespace GvNap.Index.Admin.Views;

/// <summary>Who is shut out, and what a change to that did.</summary>
internal static class BansView
{
    private const string Memory = "memory";

    /// <summary>Writes all bans: a table, or one array.</summary>
    public static string Write(IReadOnlyList<Ban> bans, bool json) =>
        json ? AdminJson.Write(bans.Select(Describe))
        : bans.Count == 0 ? "Nobody is shut out."
        : Columns.Write([["BANNED", "SINCE", "REASON"], .. bans.Select(ban => new[] { Name(ban.Target), Wording.Moment(ban.Since), ban.Reason })]);

    /// <summary>Says what a ban did.</summary>
    /// <param name="ban">The ban.</param>
    /// <param name="outcome">Done, or done here.</param>
    /// <param name="closed">Connections that it ended on this server.</param>
    /// <param name="status">How the server is.</param>
    /// <param name="json">Whether it is for a program.</param>
    public static string WriteChange(Ban ban, BanOutcome outcome, int closed, IndexServerStatus status, bool json) => json
        ? AdminJson.Write(new { Banned = Describe(ban), Closed = closed, Stored = outcome == BanOutcome.Done, status.Store })
        : $"{Who(ban.Target)} is shut out; {Wording.Count(closed, "connection")} closed here. {Reach(outcome, status)}";

    /// <summary>Says what lifting a ban did.</summary>
    public static string WriteLifted(BanTarget target, BanOutcome outcome, IndexServerStatus status, bool json) => json
        ? AdminJson.Write(new { Unbanned = target.ToString(), Stored = outcome == BanOutcome.Done, status.Store })
        : $"{Who(target)} may come back. {(status.Store == Memory ? "" : Reach(outcome, status))}".TrimEnd();

    /// <summary>Says why there is nothing to lift, and which ban there is instead.</summary>
    public static string ExplainUnknown(BanTarget target, BanList bans)
    {
        var wider = target is BanTarget.Addresses { Network: var network } ? bans.Find(network.BaseAddress) : null;
        return wider is null ? $"{Who(target)} is not shut out: bans lists who is." : $"{Who(target)} is not shut out by itself, but with {Name(wider.Target)}: unban that.";
    }

    private static string Reach(BanOutcome outcome, IndexServerStatus status) => (outcome, status.Store) switch
    {
        (BanOutcome.DoneHere, _) => $"{status.Store} is away: this server holds to it, the others do as soon as that is back.",
        (_, Memory) => "It holds until this server ends, whose directory is in memory.",
        _ => $"All servers on {status.Store} hold to it within a second.",
    };

    // As it may be typed to lift the ban: a user may be called 10.0.0.1.
    private static string Name(BanTarget target) =>
        target is BanTarget.User user && BanTarget.TryParse(user.Name, out var typed) && typed == target ? user.Name : target.ToString();

    private static string Who(BanTarget target) => target is BanTarget.User user ? $"The user {user.Name}" : target.ToString();

    private static object Describe(Ban ban) => new
    {
        Target = ban.Target.ToString(),
        Kind = ban.Target is BanTarget.User ? "user" : "addresses",
        ban.Since,
        ban.Reason,
    };
}
