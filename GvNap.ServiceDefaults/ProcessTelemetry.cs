using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace GvNap.ServiceDefaults;

/// <summary>
/// A process's traces, metrics and logs. They leave through OTLP when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set;
/// <c>OTEL_EXPORTER_OTLP_PROTOCOL</c>, <c>OTEL_SERVICE_NAME</c> and the other variables of the OpenTelemetry
/// specification are honoured. This is all that a program needs to call.
/// </summary>
public sealed class ProcessTelemetry : IDisposable
{
    /// <summary>How long <see cref="Dispose"/> waits for what is not yet exported, also when the collector is away.</summary>
    public static readonly TimeSpan FlushTimeout = TimeSpan.FromMilliseconds(500);

    private const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private readonly OpenTelemetrySdk? _sdk;
    private int _disposed;

    private ProcessTelemetry(ILoggerFactory loggerFactory, OpenTelemetrySdk? sdk)
    {
        LoggerFactory = loggerFactory;
        _sdk = sdk;
    }

    /// <summary>Makes the process's loggers. It belongs to this object.</summary>
    public ILoggerFactory LoggerFactory { get; }

    /// <summary>Starts collecting from every source and meter of GvNap (<c>GvNap.*</c>) and from the .NET runtime.</summary>
    /// <param name="serviceName">The process's name, unless <c>OTEL_SERVICE_NAME</c> gives another.</param>
    /// <param name="logging">Adds places that logs go to besides OTLP: a console, say.</param>
    public static ProcessTelemetry Start(string serviceName, Action<ILoggingBuilder>? logging = null)
    {
        if (string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable(EndpointVariable)))
        {
            // Without anywhere to log to, a factory as it is: the one that is composed takes 20 ms of a command's start.
            return new(logging is null ? new LoggerFactory() : Microsoft.Extensions.Logging.LoggerFactory.Create(logging), sdk: null);
        }

        var sdk = OpenTelemetrySdk.Create(builder =>
        {
            builder.ConfigureResource(resource => Describe(resource, serviceName))
                .WithTracing(tracing => tracing.AddSource("GvNap.*"))
                .WithMetrics(metrics => metrics.AddMeter("GvNap.*", "System.Runtime", "Microsoft.AspNetCore.Server.Kestrel"))
                .WithLogging()
                .UseOtlpExporter();
            builder.Services.Configure<OpenTelemetryLoggerOptions>(options => options.IncludeFormattedMessage = true);
            if (logging is not null)
            {
                builder.Services.AddLogging(logging);
            }
        });
        return new(sdk.GetLoggerFactory(), sdk);
    }

    /// <summary>Exports what is left, for at most <see cref="FlushTimeout"/>.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        if (_sdk is null)
        {
            LoggerFactory.Dispose();
            return;
        }

        // The exporters give up on a collector that does not answer after 10 s only. A process ends sooner: they
        // go on in threads that do not keep it alive.
        var timeout = (int)FlushTimeout.TotalMilliseconds;
        using var flushed = new CountdownEvent(3);
        var sdk = _sdk;
        Flush(() => sdk.TracerProvider.Shutdown(timeout));
        Flush(() => sdk.MeterProvider.Shutdown(timeout));
        Flush(() => sdk.LoggerProvider.Shutdown(timeout));
        if (flushed.Wait(FlushTimeout))
        {
            sdk.Dispose();
        }

        void Flush(Func<bool> shutdown) => new Thread(() => Run(shutdown, flushed)) { IsBackground = true, Name = "telemetry flush" }.Start();
    }

    private static void Run(Func<bool> shutdown, CountdownEvent done)
    {
        shutdown();
        try
        {
            done.Signal();
        }
        catch (ObjectDisposedException)
        {
            // Too late: nobody waits any more.
        }
    }

    private static void Describe(ResourceBuilder resource, string serviceName) =>
        resource.Clear().AddService(serviceName, "GvNap").AddTelemetrySdk().AddEnvironmentVariableDetector();
}
