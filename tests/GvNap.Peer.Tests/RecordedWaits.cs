using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace GvNap.Peer.Tests;

/// <summary>The waits for upload slots that are measured within one trace, whatever other tests measure meanwhile.</summary>
internal sealed class RecordedWaits : IDisposable
{
    private readonly ConcurrentQueue<double> _seconds = new();
    private readonly MeterListener _meters = new();

    public RecordedWaits(ActivityTraceId trace)
    {
        _meters.SetMeasurementEventCallback<double>((_, seconds, _, _) =>
        {
            if (Activity.Current?.TraceId == trace)
            {
                _seconds.Enqueue(seconds);
            }
        });
        _meters.EnableMeasurementEvents(Telemetry.QueueWait);
        _meters.Start();
    }

    public IReadOnlyList<double> Seconds => [.. _seconds];

    public void Dispose() => _meters.Dispose();
}
