using Microsoft.Extensions.Logging;

namespace GvNap.Index.Directory.Redis;

/// <summary>
/// Follows the change log: reads on when a message wakes it, or when it was not woken for a while. Another epoch, a lower
/// sequence number or a gap mean that all states are compared; so does the passing of time. Its reads also find out
/// whether the store is back.
/// </summary>
internal sealed partial class ChangeFollower(
    DirectorySlot directory, ChangeApplier applier, Reconciliation reconciliation, PeerMirror mirror,
    RedisDirectoryOptions options, DirectoryOptions times, TimeProvider time, ILogger logger)
{
    private readonly SemaphoreSlim _wake = new(0, 1);
    private string? _epoch;
    private long _position;
    private long _nextCompare;
    private long _keepMissingUntil;
    private bool _synchronised;

    /// <summary>There may be something to read.</summary>
    public void Wake()
    {
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is awake already.
        }
    }

    /// <summary>Follows until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await _wake.WaitAsync(options.PollInterval, cancellationToken);
            try
            {
                await CatchUpAsync(cancellationToken);
            }
            catch (StoreUnavailableException)
            {
                // The store says so itself; the next poll tries again.
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                _synchronised = false;
                LogFailed(exception);
            }
        }
    }

    /// <summary>Reads the log to its end, and compares if it is time.</summary>
    /// <exception cref="StoreUnavailableException">The store is away.</exception>
    public async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        LogPage page;
        do
        {
            page = await directory.ReadAsync(_position);
            if (page.Epoch.Length > 0 && page.Epoch != _epoch)
            {
                BeginEpoch(page.Epoch);
            }

            if (!_synchronised || time.GetTimestamp() >= _nextCompare || !await ApplyAsync(page))
            {
                await CompareAsync(page, cancellationToken);
                return;
            }
        }
        while (page.Records.Count == DirectorySlot.Batch);
    }

    private void BeginEpoch(string epoch)
    {
        if (_epoch is not null)
        {
            LogEmptied();
            mirror.EndEpoch(_epoch);
            _keepMissingUntil = Later(times.Lease);
        }

        _epoch = epoch;
        _synchronised = false;
    }

    /// <summary>Applies a page that continues what was read; false if it does not.</summary>
    private async Task<bool> ApplyAsync(LogPage page)
    {
        if (page.Sequence < _position || (page.Records.Count == 0 && page.Sequence > _position))
        {
            return false;
        }

        foreach (var text in page.Records)
        {
            var record = ChangeRecord.Parse(text);
            if (record.Sequence != _position + 1)
            {
                LogGap(_position, record.Sequence);
                return false;
            }

            await applier.ApplyAsync(record);
            _position = record.Sequence;
        }

        mirror.ForgetDeparted(_position);
        return true;
    }

    private async Task CompareAsync(LogPage page, CancellationToken cancellationToken)
    {
        _synchronised = false;
        _synchronised = await reconciliation.CompareAsync(page.Epoch, page.Sequence, time.GetTimestamp() < _keepMissingUntil, cancellationToken);
        _position = page.Sequence;
        _nextCompare = Later(options.CompareInterval * (0.75 + (Random.Shared.NextDouble() / 2)));
        Wake();
    }

    private long Later(TimeSpan delay) => time.GetTimestamp() + (long)(delay.TotalSeconds * time.TimestampFrequency);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Redis was emptied: this server's peers are written again")]
    private partial void LogEmptied();

    [LoggerMessage(Level = LogLevel.Information, Message = "The change log continues {Position} with {Sequence}: all states are compared")]
    private partial void LogGap(long position, long sequence);

    [LoggerMessage(Level = LogLevel.Error, Message = "The change log could not be followed")]
    private partial void LogFailed(Exception exception);
}
