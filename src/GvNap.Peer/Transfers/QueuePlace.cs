using GvNap.Protocol.Messages;

namespace GvNap.Peer.Transfers;

/// <summary>What a source says to who waits for one of its upload slots.</summary>
internal static class QueuePlace
{
    private static readonly TimeSpan ShortestRetry = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(60);

    /// <summary>The place and the wait that is to be expected, for a person.</summary>
    public static string Describe(DownloadSource source, Busy busy) => $"waiting at place {busy.QueuePosition} of the queue of {source}{Expected(busy)}";

    /// <summary>When to ask again: as the source wants it, within reason.</summary>
    public static TimeSpan Pause(Busy busy)
    {
        var pause = TimeSpan.FromMilliseconds(busy.RetryAfterMilliseconds);
        return pause < ShortestRetry ? ShortestRetry : pause > LongestRetry ? LongestRetry : pause;
    }

    /// <summary>What the source expects, which knows how long others keep their slots.</summary>
    private static string Expected(Busy busy) => TimeSpan.FromMilliseconds(Math.Min(busy.ExpectedWaitMilliseconds, int.MaxValue)) switch
    {
        { TotalSeconds: < 1 } => "",
        { TotalMinutes: < 2 } wait => $", about {wait.TotalSeconds:0} s",
        { TotalHours: < 2 } wait => $", about {wait.TotalMinutes:0} min",
        var wait => $", about {wait.TotalHours:0} h",
    };
}
