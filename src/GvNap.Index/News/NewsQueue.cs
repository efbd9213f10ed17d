using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using GvNap.Index.Directory;
using GvNap.Protocol.Naming;

namespace GvNap.Index.News;

/// <summary>What has happened and is still to be told. Any thread may add, none waits for that; one takes.</summary>
internal sealed class NewsQueue
{
    /// <summary>New files that may wait to be looked at; about 150 MB. Those beyond it are told to nobody.</summary>
    private const int MostWaiting = 1_000_000;

    private readonly ConcurrentQueue<NewsEvent> _events = new();
    private readonly SemaphoreSlim _wake = new(0, 1);
    private int _waiting;

    /// <summary>Adds files that a peer has just shared.</summary>
    public void AddFiles(PeerRecord peer, IReadOnlyList<CatalogueEntry> files)
    {
        if (Interlocked.Add(ref _waiting, files.Count) > MostWaiting)
        {
            FinishFiles(files.Count);
            Telemetry.WatchDropped.Add(files.Count);
            return;
        }

        Add(new NewsEvent(peer, files, ""));
    }

    /// <summary>Adds a user who may have come or gone.</summary>
    public void AddUser(string? user)
    {
        if (user?.Length > 0)
        {
            Add(new NewsEvent(null, [], UserName.Fold(user)));
        }
    }

    /// <summary>So many files do not wait any more.</summary>
    public void FinishFiles(int count) => Interlocked.Add(ref _waiting, -count);

    /// <summary>Takes what came first.</summary>
    public bool TryTake([NotNullWhen(true)] out NewsEvent? next) => _events.TryDequeue(out next);

    /// <summary>Waits until something was added, but no longer than said.</summary>
    public Task WaitAsync(TimeSpan patience, CancellationToken cancellationToken) => _wake.WaitAsync(patience, cancellationToken);

    private void Add(NewsEvent added)
    {
        _events.Enqueue(added);
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // Whoever takes is awake already.
        }
    }
}
