namespace GvNap.Peer.Rates;

/// <summary>The rate that one transfer may have: its own, and its share of the whole peer's. Costs nothing where there is no limit.</summary>
/// <param name="Whole">What all transfers share; null: no limit.</param>
/// <param name="Own">What is this transfer's alone; null: no limit.</param>
public readonly record struct TransferRate(RateLimiter? Whole, RateLimiter? Own)
{
    /// <summary>Whether there is any limit.</summary>
    public bool IsLimited => Whole is not null || Own is not null;

    /// <inheritdoc cref="RateLimiter.StepOf"/>
    public int StepOf(int most) => Whole?.StepOf(Own?.StepOf(most) ?? most) ?? Own?.StepOf(most) ?? most;

    /// <inheritdoc cref="RateLimiter.TakeAsync"/>
    public ValueTask TakeAsync(int bytes, CancellationToken cancellationToken) => (Whole, Own) switch
    {
        (null, null) => ValueTask.CompletedTask,
        ({ } whole, null) => whole.TakeAsync(bytes, cancellationToken),
        (null, { } own) => own.TakeAsync(bytes, cancellationToken),
        ({ } whole, { } own) => TakeAsync(whole, own, bytes, cancellationToken),
    };

    /// <summary>Its own first: nobody takes of what all share while it waits for itself.</summary>
    private static async ValueTask TakeAsync(RateLimiter whole, RateLimiter own, int bytes, CancellationToken cancellationToken)
    {
        await own.TakeAsync(bytes, cancellationToken);
        await whole.TakeAsync(bytes, cancellationToken);
    }
}
