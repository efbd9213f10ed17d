using System.Collections.Concurrent;
using GvNap.Protocol.Content;
using Microsoft.Extensions.Logging;

namespace GvNap.Peer.Transfers;

/// <summary>Fetches files from the peers that share them.</summary>
/// <param name="options">Limits.</param>
/// <param name="logger">The log.</param>
/// <param name="time">The clock.</param>
public sealed class Downloader(DownloadOptions options, ILogger<Downloader> logger, TimeProvider time)
{
    private readonly ConcurrentDictionary<(string Folder, string Name, ContentId Content), bool> _active = new();
    private readonly DownloadServices _services = new(options, logger, time);

    /// <summary>What its downloads share.</summary>
    internal DownloadServices Services => _services;

    /// <summary>Fetches one file. A cancelled download keeps what it verified, and goes on from there the next time.</summary>
    /// <param name="request">What, from whom, to where.</param>
    /// <param name="progress">Is told a few times a second.</param>
    /// <param name="cancellationToken">Stops the download.</param>
    /// <returns>How it ended; that sources or the disk failed is a result, not an exception.</returns>
    public async Task<DownloadResult> DownloadAsync(DownloadRequest request, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        if (request.Content is not { } content)
        {
            return await RunAsync(request, progress, cancellationToken);
        }

        var key = (Path.GetFullPath(request.Folder), request.FileName ?? request.Name ?? "", content);
        if (!_active.TryAdd(key, true))
        {
            return new(DownloadOutcome.InUse, "This file is being downloaded already.") { Content = content };
        }

        try
        {
            var copy = request.HasNoCopy ? null : await FindCompleteAsync(content, request.FileName ?? request.Name, request.Folder, cancellationToken);
            return copy ?? await RunAsync(request, progress, cancellationToken);
        }
        finally
        {
            _active.TryRemove(key, out _);
        }
    }

    /// <summary>Looks whether a content is in a folder already, without asking anybody.</summary>
    /// <param name="content">The content.</param>
    /// <param name="name">The name under which it is shared; null: whatever it is called.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>Null if it is not.</returns>
    public async Task<DownloadResult?> FindCompleteAsync(ContentId content, string? name, string folder, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        return await CompleteCopy.FindAsync(folder, name, content, cancellationToken) is { } path
            ? new DownloadResult(DownloadOutcome.AlreadyComplete, $"{Path.GetFileName(path)} is there already, whole.") { Content = content, Path = path, Seconds = time.GetElapsedTime(start).TotalSeconds }
            : null;
    }

    private async Task<DownloadResult> RunAsync(DownloadRequest request, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        using var state = new DownloadState(request, time) { Rate = _services.Rates.Begin() };
        using var reporting = new CancellationTokenSource();
        var report = ProgressReports.RunAsync(state.Sample, progress, time, reporting.Token);
        Telemetry.ActiveDownloads.Add(1);
        DownloadResult? result = null;
        try
        {
            result = await new DownloadJob(state, _services).RunAsync(cancellationToken);
        }
        catch (LocalFailureException e)
        {
            result = new DownloadResult(e.Outcome, e.Message);
        }
        finally
        {
            var seconds = time.GetElapsedTime(start).TotalSeconds;
            Telemetry.ActiveDownloads.Add(-1);
            Telemetry.DownloadDuration.Record(seconds, new KeyValuePair<string, object?>("outcome", result?.Outcome.ToString() ?? "Cancelled"));
            await reporting.CancelAsync();
            await report;
        }

        progress?.Report(state.Sample());
        TransferLog.Ended(logger, result.Outcome, state.Content?.ToString() ?? "", time.GetElapsedTime(start).TotalSeconds);
        return result with
        {
            Content = state.Content,
            Path = result.Path ?? (state.File?.Part is { } part && File.Exists(part.FilePath) ? part.FilePath : null),
            Seconds = time.GetElapsedTime(start).TotalSeconds,
            ResumedBytes = state.ResumedBytes,
            Sources = state.Sources.Reports,
        };
    }
}
