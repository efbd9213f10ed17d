using System.Diagnostics.CodeAnalysis;
using GvNap.Protocol.Naming;
using Microsoft.Extensions.Logging;

namespace GvNap.Peer.Wishes;

/// <summary>What a peer wants to be told of, kept over restarts. Any thread may call.</summary>
internal sealed partial class WishList
{
    private readonly Lock _gate = new();
    private readonly string _file;
    private readonly ILogger _logger;
    private volatile WishSnapshot _current;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Reads what an earlier program has left; what cannot be read is put aside.</summary>
    public WishList(string file, ILogger logger)
    {
        (_file, _logger) = (file, logger);
        try
        {
            _current = WishFile.Read(file);
        }
        catch (FormatException e)
        {
            var aside = file + ".unreadable";
            File.Move(file, aside, overwrite: true);
            Problem = $"What you watch for and whom you follow could not be read: {e.Message}. It is kept as {aside}; there is nothing of it now.";
            _current = WishSnapshot.Empty;
        }
    }

    /// <summary>What was wrong with the file, in one line; null if nothing.</summary>
    public string? Problem { get; }

    /// <summary>What there is now.</summary>
    public WishSnapshot Current => _current;

    /// <summary>The number that the next query gets: the smallest that is free.</summary>
    public int NextNumber => Enumerable.Range(1, _current.Watches.Count + 1).Except(_current.Watches.Select(watch => watch.Number)).First();

    /// <summary>Adds a query; if it is there already, nothing changes.</summary>
    public void Add(WatchedQuery watch) => Change(now => now.Watches.Any(known => known.Number == watch.Number) ? now
        : now with { Watches = [.. now.Watches.Append(watch).OrderBy(known => known.Number)] });

    /// <summary>Removes a query; false if there is none with the number.</summary>
    public bool Remove(int number, [NotNullWhen(true)] out WatchedQuery? watch)
    {
        var removed = watch = _current.Watches.FirstOrDefault(known => known.Number == number);
        Change(now => removed is null ? now : now with { Watches = [.. now.Watches.Where(known => known != removed)] });
        return removed is not null;
    }

    /// <summary>Adds a user; if it is there already, nothing changes.</summary>
    public void Follow(string user)
    {
        var name = UserName.Fold(user);
        Change(now => now.Follows.Contains(name) ? now : now with { Follows = [.. now.Follows.Append(name).Order(StringComparer.Ordinal)] });
    }

    /// <summary>Removes a user; false if it is not there.</summary>
    public bool Unfollow(string user)
    {
        var name = UserName.Fold(user);
        return Change(now => now.Follows.Contains(name) ? now with { Follows = [.. now.Follows.Where(known => known != name)] } : now);
    }

    /// <summary>Waits until there is something else than at a revision.</summary>
    public Task WaitForChangeAsync(long revision, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _current.Revision != revision ? Task.CompletedTask : _changed.Task.WaitAsync(cancellationToken);
        }
    }

    private bool Change(Func<WishSnapshot, WishSnapshot> change)
    {
        lock (_gate)
        {
            var next = change(_current);
            if (ReferenceEquals(next, _current))
            {
                return false;
            }

            _current = next with { Revision = _current.Revision + 1 };
            Keep();
            _changed.SetResult();
            _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return true;
        }
    }

    private void Keep()
    {
        try
        {
            WishFile.Write(_file, _current);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNotKept(_logger, e, _file);
        }
    }

    [LoggerMessage(LogLevel.Warning, "What is watched for cannot be kept in {File}.")]
    private static partial void LogNotKept(ILogger logger, Exception failure, string file);
}
