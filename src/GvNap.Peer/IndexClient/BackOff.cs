namespace GvNap.Peer.IndexClient;

/// <summary>Growing pauses between attempts. Each is drawn between half of its bound and all of it, so that peers which lost the same server do not return in step.</summary>
/// <param name="first">The bound of the first pause; doubled each time.</param>
/// <param name="longest">The bound of all.</param>
internal sealed class BackOff(TimeSpan first, TimeSpan longest)
{
    private TimeSpan _bound = first;

    /// <summary>The next pause.</summary>
    public TimeSpan Next()
    {
        var pause = _bound * (0.5 + (Random.Shared.NextDouble() / 2));
        _bound = _bound * 2 < longest ? _bound * 2 : longest;
        return pause;
    }
}
