namespace GvNap.Index.Bans;

/// <summary>Who is shut out of the network: kept where the directory is kept, and the same on all index servers that share it.</summary>
internal interface IBans
{
    /// <summary>Who is shut out now.</summary>
    BanList Current { get; }

    /// <summary>Comes after <see cref="Current"/> was replaced, here or on another server; on any thread, one at a time.</summary>
    event Action? Changed;

    /// <summary>Shuts somebody out, or replaces the reason. Holds here when the call returns.</summary>
    Task<BanOutcome> AddAsync(Ban ban, CancellationToken cancellationToken);

    /// <summary>Lets somebody back. Holds here when the call returns.</summary>
    Task<BanOutcome> RemoveAsync(BanTarget target, CancellationToken cancellationToken);
}
