namespace GvNap.Peer.Sharing;

/// <summary>Hashes what waits in the table, one file at a time.</summary>
/// <param name="table">What is to be hashed.</param>
/// <param name="hasher">Hashes.</param>
/// <param name="cache">Remembers.</param>
/// <param name="publish">Shows others what is hashed.</param>
internal sealed class BackgroundHashing(ShareTable table, FileHasher hasher, HashCache cache, Action publish) : IProgress<long>
{
    /// <summary>A file of this size takes long enough to show first what is hashed already.</summary>
    private const long LongFile = 8 << 20;

    /// <summary>How often others are told: each change costs them a message.</summary>
    private static readonly TimeSpan PublishInterval = TimeSpan.FromMilliseconds(100);

    private readonly Signal _work = new();
    private readonly Signal _settled = new();
    private long _hashed;

    /// <summary>Bytes hashed of the present file.</summary>
    public long Hashed => Volatile.Read(ref _hashed);

    /// <summary>Says that there may be files to hash.</summary>
    public void Wake() => _work.Raise();

    /// <summary>Hashes until it is cancelled.</summary>
    /// <param name="folder">The share folder as it is now.</param>
    /// <param name="onUnsettled">Called when a file changed while it was being hashed.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(Func<ShareFolder> folder, Action onUnsettled, CancellationToken cancellationToken)
    {
        var published = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var work = _work.Next;
            if (table.TakeNext() is not { } file)
            {
                publish();
                _settled.Raise();
                await work.WaitAsync(cancellationToken);
                continue;
            }

            if (file.Stamp.Size >= LongFile || TimeProvider.System.GetElapsedTime(published) > PublishInterval)
            {
                publish();
                published = TimeProvider.System.GetTimestamp();
            }

            await HashAsync(folder(), file, onUnsettled, cancellationToken);
        }
    }

    /// <summary>Waits until nothing waits to be hashed. Files that keep changing are not waited for.</summary>
    public async Task WaitUntilSettledAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var settled = _settled.Next;
            if (table.IsSettled)
            {
                publish();
                return;
            }

            await settled.WaitAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    void IProgress<long>.Report(long value) => Volatile.Write(ref _hashed, value);

    private async Task HashAsync(ShareFolder folder, FoundFile file, Action onUnsettled, CancellationToken cancellationToken)
    {
        Volatile.Write(ref _hashed, 0);
        var outcome = await hasher.HashAsync(folder, file.Name, this, cancellationToken);
        if (outcome.Content is { } content)
        {
            cache.Add(folder.PathOf(file.Name), outcome.Stamp, content);
        }

        table.Complete(file, outcome);
        if (outcome is { Content: null, Problem: null })
        {
            onUnsettled();
        }
    }
}
