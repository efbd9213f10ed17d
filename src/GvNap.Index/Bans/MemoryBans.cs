namespace GvNap.Index.Bans;

/// <summary>The bans of a single index server, for as long as it runs.</summary>
/// <param name="most">How many there may be.</param>
internal sealed class MemoryBans(int most) : IBans
{
    private readonly Lock _gate = new();
    private volatile BanList _current = BanList.Empty;

    /// <inheritdoc/>
    public event Action? Changed;

    /// <inheritdoc/>
    public BanList Current => _current;

    /// <inheritdoc/>
    public Task<BanOutcome> AddAsync(Ban ban, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_current.Find(ban.Target) is null && _current.All.Count >= most)
            {
                return Task.FromResult(BanOutcome.Full);
            }

            Replace(_current.All.Append(ban));
            return Task.FromResult(BanOutcome.Done);
        }
    }

    /// <inheritdoc/>
    public Task<BanOutcome> RemoveAsync(BanTarget target, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_current.Find(target) is null)
            {
                return Task.FromResult(BanOutcome.Unknown);
            }

            Replace(_current.All.Where(ban => ban.Target != target));
            return Task.FromResult(BanOutcome.Done);
        }
    }

    private void Replace(IEnumerable<Ban> bans)
    {
        _current = new BanList(bans);
        Changed?.Invoke();
    }
}
