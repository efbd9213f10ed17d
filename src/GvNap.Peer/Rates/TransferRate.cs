namespace GvNap.Peer.Rates;

/// <summary>The rate that one transfer may have: its own, and its share of the whole peer's. Costs nothing where there is no limit.</summary>
/// <param name="Whole">What all transfers share; null: no limit.</param>
/// <param name="Own">What is this transfer's alone; null: no limit.</param>
/// <param name="Turn">Lets one of the transfer's connections at a time ask for what all share: a transfer with many gets no more of it.</param>
public readonly record struct TransferRate(RateLimiter? Whole, RateLimiter? Own, SemaphoreSlim? Turn)
{
    /// <summary>Whether there is any limit.</summary>
    public bool IsLimited => Whole is not null || Own is not null;

    /// <inheritdoc cref="RateLimiter.StepOf"/>
    public int StepOf(int most) => Whole?.StepOf(Own?.StepOf(most) ?? most) ?? Own?.StepOf(most) ?? most;

    /// <inheritdoc cref="RateLimiter.TakeAsync"/>
    public ValueTask TakeAsync(int bytes, CancellationToken cancellationToken) => (Whole, Own) switch
    {
        (null, null) => ValueTask.CompletedTask,
        (null, { } own) => own.TakeAsync(bytes, cancellationToken),
        _ => TakeOfBothAsync(bytes, cancellationToken),
    };

    /// <summary>Its own first: nobody takes of what all share while it waits for itself.</summary>
    private async ValueTask TakeOfBothAsync(int bytes, CancellationToken cancellationToken)
    {
        if (Own is not null)
        {
            await Own.TakeAsync(bytes, cancellationToken);
        }

        await Turn!.WaitAsync(cancellationToken);
        try
        {
            await Whole!.TakeAsync(bytes, cancellationToken);
        }
        finally
        {
            Turn.Release();
        }
    }
}
