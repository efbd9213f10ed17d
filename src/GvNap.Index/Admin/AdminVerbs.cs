namespace GvNap.Index.Admin;

/// <summary>What can be asked of a running index server.</summary>
internal static class AdminVerbs
{
    /// <summary>How many, and what was done.</summary>
    public const string Stats = "stats";

    /// <summary>Who is online.</summary>
    public const string Peers = "peers";

    /// <summary>Shuts somebody out.</summary>
    public const string Ban = "ban";

    /// <summary>Lets somebody back.</summary>
    public const string Unban = "unban";

    /// <summary>Who is shut out.</summary>
    public const string Bans = "bans";

    /// <summary>Ends the server.</summary>
    public const string Quit = "quit";
}
