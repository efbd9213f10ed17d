namespace GvNap.Peer.FileServer.Slots;

/// <summary>How long slots are kept: the mean of the last turns, the latest counting most.</summary>
internal sealed class TurnLength
{
    /// <summary>The weight of the latest turn: about the last ten count.</summary>
    private const double Weight = 0.2;

    private TimeSpan? _mean;

    /// <summary>A turn ended.</summary>
    public void Add(TimeSpan length) => _mean = _mean is { } mean ? mean + (Weight * (length - mean)) : length;

    /// <summary>The wait that is to be expected at a place in the queue.</summary>
    /// <param name="position">1: next.</param>
    /// <param name="slots">How many slots there are.</param>
    /// <returns>Zero as long as no turn has ended.</returns>
    public TimeSpan WaitAt(int position, int slots) => (_mean ?? TimeSpan.Zero) * position / slots;
}
