namespace GvNap.Peer.IndexClient;

/// <summary>In which order the servers of a list are tried.</summary>
internal static class ServerOrder
{
    /// <summary>From the one after <paramref name="lost"/> around to itself: the one that was just lost is tried last.</summary>
    public static IReadOnlyList<IndexAddress> After(IReadOnlyList<IndexAddress> servers, IndexAddress lost)
    {
        var at = servers.TakeWhile(s => s != lost).Count() + 1;
        return [.. servers.Skip(at), .. servers.Take(at)];
    }
}
