using System.Diagnostics.CodeAnalysis;
using GvNap.Protocol.Content;
using Microsoft.Extensions.Logging;

namespace GvNap.Peer.Sharing;

/// <summary>The files that a peer shares: found, hashed in the background, and watched. Any thread may call.</summary>
public sealed class ShareLibrary : IAsyncDisposable
{
    private readonly ShareOptions _options;
    private readonly ShareTable _table = new();
    private readonly HashCache _cache;
    private readonly PieceLayerStore _layers;
    private readonly FileHasher _hasher;
    private readonly BackgroundHashing _hashing;
    private readonly ShareRefresher _refresher;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _publishing = new();
    private readonly Signal _published = new();
    private readonly PartialFiles _partial;
    private Task _background = Task.CompletedTask;
    private volatile ShareSnapshot _current = ShareSnapshot.Empty;

    /// <summary>Opens the hash cache; <see cref="StartAsync"/> does the rest.</summary>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public ShareLibrary(ShareOptions options, ILogger<ShareLibrary> logger, TimeProvider time)
    {
        options.Validate();
        _options = options;
        _partial = new(_table, Publish);
        _cache = OpenCache(options, logger);
        _layers = new PieceLayerStore(options.CacheFile is { } file ? file + ".layers" : null);
        _hasher = new FileHasher(_layers);
        _hashing = new BackgroundHashing(_table, _hasher, _cache, Publish);
        _refresher = new ShareRefresher(options, _table, _cache, OnScanned, logger, time);
    }

    /// <summary>What is shared now.</summary>
    public ShareSnapshot Current => _current;

    /// <summary>How far hashing is, and what is refused.</summary>
    public ShareStatus Status => _table.GetStatus(_hashing.Hashed);

    /// <summary>Bytes hashed since the start.</summary>
    internal long BytesHashed => _hasher.BytesHashed;

    /// <summary>Scans the folder; returns when that is done and what the cache knows is shared. Hashing and watching go on in the background.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var scan = await _refresher.ScanAsync(cancellationToken);
        foreach (var content in _cache.Compact([.. scan.Files.Keys.Select(_refresher.Folder.PathOf)]))
        {
            _layers.Forget(content);
        }

        _background = Task.WhenAll(
            Task.Run(() => _hashing.RunAsync(() => _refresher.Folder, _refresher.Notice, _stop.Token), CancellationToken.None),
            Task.Run(() => _refresher.RunAsync(scan, _stop.Token), CancellationToken.None));
    }

    /// <summary>Scans the folder now; returns when that is done, with what needs no hashing already shared.</summary>
    public Task RescanAsync(CancellationToken cancellationToken) => _refresher.ScanAsync(cancellationToken);

    /// <summary>Waits until <see cref="Current"/> is later than <paramref name="revision"/>.</summary>
    public async Task WaitForChangeAsync(long revision, CancellationToken cancellationToken)
    {
        while (true)
        {
            var published = _published.Next;
            if (Current.Revision > revision)
            {
                return;
            }

            await published.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Waits until all files that were found have been hashed or refused. Files that keep changing are not waited for.</summary>
    public Task WaitUntilHashedAsync(CancellationToken cancellationToken) => _hashing.WaitUntilSettledAsync(cancellationToken);

    /// <summary>Finds a shared file by its content.</summary>
    public bool TryFind(ContentId content, [NotNullWhen(true)] out SharedFile? file) => _table.TryFind(content, out file);

    /// <summary>Finds a shared file by exactly its name.</summary>
    public bool TryFind(string name, [NotNullWhen(true)] out SharedFile? file) => _table.TryFind(name, out file);

    /// <summary>Shares what is there of a file that is being fetched, until the result is disposed of.</summary>
    public IDisposable AddPartial(IPartialFile file) => _partial.Add(file);

    /// <summary>Finds a file that is being fetched by its content.</summary>
    public bool TryFindPartial(ContentId content, [NotNullWhen(true)] out IPartialFile? file) => _partial.TryFind(content, out file);

    /// <summary>Opens what is there of a file that is being fetched; null if it is not.</summary>
    public OpenedShare? OpenPartial(ContentId content) => _partial.Open(content);

    /// <summary>Opens a file for serving: what was hashed, and nothing that took its place.</summary>
    /// <returns>Null if it is no longer there as it was hashed; it is no longer shared then, and looked at again.</returns>
    public OpenedShare? Open(SharedFile file)
    {
        if (_table.Find(file) is not var (entry, stamp))
        {
            return null;
        }

        try
        {
            var handle = _refresher.Folder.Open(file.Name, out var found);
            if (found == stamp)
            {
                return new OpenedFile(
                    file, handle, () => entry.Shared?.Content == file.Content && Disk.Look(handle).Stamp == stamp, token => FindLayerAsync(file, new OpenFile(handle, stamp), token));
            }

            handle.Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is gone, or something stands there that is not shared.
        }

        LookAgain(file);
        return null;
    }

    /// <summary>Stops hashing and watching.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await _background;
        }
        catch (OperationCanceledException)
        {
        }

        Telemetry.SharedFiles.Add(-Current.Files.Count);
        _refresher.Dispose();
        _cache.Dispose();
        _stop.Dispose();
    }

    private static HashCache OpenCache(ShareOptions options, ILogger logger)
    {
        try
        {
            return HashCache.Open(options.CacheFile);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            logger.CacheUnusable(e.Message);
            return HashCache.Open(null);
        }
    }

    private async ValueTask<PieceLayer?> FindLayerAsync(SharedFile file, OpenFile open, CancellationToken cancellationToken)
    {
        PieceLayer? layer = null;
        try
        {
            layer = await _hasher.FindLayerAsync(open, file.Content, cancellationToken);
        }
        catch (IOException)
        {
            // The disk cannot read it.
        }

        if (layer is null)
        {
            LookAgain(file);
        }

        return layer;
    }

    /// <summary>A file is not what it was: until it is hashed again it is not shared.</summary>
    private void LookAgain(SharedFile file)
    {
        _table.MarkChanged(file);
        Publish();
        _refresher.Notice();
    }

    private void OnScanned()
    {
        Publish();
        _hashing.Wake();
    }

    private void Publish()
    {
        lock (_publishing)
        {
            if (_table.TakeSnapshot() is { } snapshot)
            {
                Telemetry.SharedFiles.Add(snapshot.Files.Count - _current.Files.Count);
                _current = snapshot;
                _published.Raise();
            }
        }
    }
}
