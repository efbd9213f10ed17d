using GvNap.Index.Bans;
using StackExchange.Redis;

namespace GvNap.Index.Directory.Redis;

/// <summary>
/// The bans of all index servers on one store. Each asks several times a second whether they changed, and has all of
/// them in memory. What is decided while the store is away holds on this server, and is written when it is back. A store
/// that was emptied gets them again from every server that knows them: rather one ban too many than one too few.
/// </summary>
internal sealed class RedisBans(RedisStore store, int most) : IBans
{
    /// <summary>How often it is asked whether they changed: they hold everywhere within a second.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly SemaphoreSlim _turn = new(1);
    private readonly Dictionary<BanTarget, Ban?> _due = [];
    private volatile BanList _current = BanList.Empty;
    private string _epoch = "";
    private string _version = "";

    /// <inheritdoc/>
    public event Action? Changed;

    /// <inheritdoc/>
    public BanList Current => _current;

    /// <inheritdoc/>
    public async Task<BanOutcome> AddAsync(Ban ban, CancellationToken cancellationToken)
    {
        using var turn = await EnterAsync(cancellationToken);
        if (_current.Find(ban.Target) is null && _current.All.Count >= most)
        {
            return BanOutcome.Full;
        }

        return await DecideAsync(ban.Target, ban);
    }

    /// <inheritdoc/>
    public async Task<BanOutcome> RemoveAsync(BanTarget target, CancellationToken cancellationToken)
    {
        using var turn = await EnterAsync(cancellationToken);
        return _current.Find(target) is null ? BanOutcome.Unknown : await DecideAsync(target, null);
    }

    /// <summary>Writes what is due, and reads what others changed.</summary>
    /// <exception cref="StoreUnavailableException">The store is away.</exception>
    public async Task SynchroniseAsync(CancellationToken cancellationToken)
    {
        using var turn = await EnterAsync(cancellationToken);
        await WriteDueAsync();
        var answer = await ReadAsync();
        if (await RestoreAsync((string)answer[0]!))
        {
            answer = await ReadAsync();
        }

        Apply(answer);
    }

    private async Task<BanOutcome> DecideAsync(BanTarget target, Ban? ban)
    {
        _due[target] = ban;
        var others = _current.All.Where(known => known.Target != target);
        Replace(ban is null ? others : others.Append(ban));
        try
        {
            await WriteDueAsync();
            return BanOutcome.Done;
        }
        catch (StoreUnavailableException)
        {
            return BanOutcome.DoneHere;
        }
    }

    private async Task WriteDueAsync()
    {
        if (_due.Count > 0)
        {
            var epoch = await WriteAsync(_due.SelectMany(due => new RedisValue[] { due.Value is null ? "-" : "+", due.Key.ToString(), due.Value?.Encode() ?? "" }));
            _due.Clear();
            await RestoreAsync(epoch);
        }
    }

    /// <summary>Writes all bans again if the store was emptied, which its epoch tells.</summary>
    private async Task<bool> RestoreAsync(string epoch)
    {
        var emptied = _epoch.Length > 0 && epoch != _epoch && _current.All.Count > 0;
        _epoch = emptied ? await WriteAsync(_current.All.SelectMany(ban => new RedisValue[] { "?", ban.Target.ToString(), ban.Encode() })) : epoch;
        return emptied;
    }

    /// <returns>The store's epoch.</returns>
    private async Task<string> WriteAsync(IEnumerable<RedisValue> changes) =>
        (string)(await store.RunAsync(RedisScript.Ban, [store.Keys.Bans, store.Keys.Clock], [DirectorySlot.NewEpoch(), .. changes]))!;

    private async Task<RedisResult[]> ReadAsync() => (RedisResult[])(await store.RunAsync(RedisScript.Bans, [store.Keys.Bans, store.Keys.Clock], [_version]))!;

    private void Apply(RedisResult[] answer)
    {
        if (answer.Length < 3)
        {
            return;
        }

        var fields = (RedisValue[])answer[2]!;
        var bans = new List<Ban>(fields.Length / 2);
        for (var index = 0; index + 1 < fields.Length; index += 2)
        {
            if (Ban.TryDecode((string)fields[index]!, (string)fields[index + 1]!, out var ban))
            {
                bans.Add(ban);
            }
        }

        Replace(bans);
        _version = (string)answer[1]!;
    }

    private void Replace(IEnumerable<Ban> bans)
    {
        var list = new BanList(bans);
        if (!list.All.SequenceEqual(_current.All))
        {
            _current = list;
            Changed?.Invoke();
        }
    }

    private async Task<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        return new Turn(_turn);
    }

    private sealed class Turn(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }
}
