using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using GvNap.Peer.Tests.FileServer;
using GvNap.Peer.Tests.Transfers;
using GvNap.Peer.Transfers;
using GvNap.Protocol.Messages;

namespace GvNap.Peer.Tests;

public sealed class TelemetryTests : IAsyncLifetime
{
    private readonly FileServerFixture _fixture = new();
    private readonly TemporaryFolder _downloads = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _fixture.DisposeAsync();
        _downloads.Dispose();
    }

    [Fact]
    public void Durations_have_boundaries_in_seconds()
    {
        Assert.All(new[] { Telemetry.DownloadDuration, Telemetry.QueueWait, Telemetry.UploadWait }, instrument => Assert.True(instrument.Unit == "s" && instrument.Advice?.HistogramBucketBoundaries is [< 0.1, .., > 1], instrument.Name));
    }

    [Fact]
    public async Task Metrics_have_bounded_tags_only()
    {
        var tags = new ConcurrentDictionary<string, bool>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, listener) => { if (instrument.Meter.Name == "GvNap.Peer") { listener.EnableMeasurementEvents(instrument); } } };
        listener.SetMeasurementEventCallback<long>((_, _, measured, _) => Note(measured));
        listener.SetMeasurementEventCallback<int>((_, _, measured, _) => Note(measured));
        listener.SetMeasurementEventCallback<double>((_, _, measured, _) => Note(measured));
        listener.Start();
        _fixture.Folder.Write("tagged-file.bin", DownloaderTests.RandomBytes(100_000));
        await _fixture.StartAsync();
        Assert.True(_fixture.Library.TryFind("tagged-file.bin", out var file));

        var source = new DownloadSource(_fixture.Id, "tagged-user", [new Endpoint { Host = "127.0.0.1", Port = (uint)_fixture.Server.Port }]);
        var dead = new DownloadSource(null, "tagged-other", [new Endpoint { Host = "tagged-host.invalid", Port = 1 }]);
        var request = new DownloadRequest { Content = file.Content, Sources = [dead], Folder = _downloads.FullName };

        // One after the other: the one that is there would be faster than the name that is none.
        await DownloaderTests.NewDownloader(new DownloadOptions { Attempts = 1 }).DownloadAsync(request, null, TestContext.Current.CancellationToken);
        var result = await DownloaderTests.NewDownloader().DownloadAsync(request with { Sources = [source] }, null, TestContext.Current.CancellationToken);

        Assert.Equal(DownloadOutcome.Completed, result.Outcome);
        Assert.Contains("Unreachable", tags.Keys);
        Assert.DoesNotContain(
            tags.Keys,
            value => value.Contains("tagged", StringComparison.Ordinal) || value.Contains("127.0.0.1", StringComparison.Ordinal) || value.Contains(file.Content.Root.ToString(), StringComparison.Ordinal));

        void Note(ReadOnlySpan<KeyValuePair<string, object?>> measured)
        {
            foreach (var (_, value) in measured)
            {
                tags[$"{value}"] = true;
            }
        }
    }
}
