using System.Collections.Concurrent;
using System.Net;
using GvNap.EndToEnd.Tests.Otlp.Messages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace GvNap.EndToEnd.Tests.Otlp;

/// <summary>Takes what programs export through OTLP over HTTP, and keeps it.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication _application;

    private OtlpReceiver(WebApplication application, int port)
    {
        _application = application;
        Port = port;
        application.MapPost("/v1/traces", request => ReceiveAsync(request, body => Add(ExportTraces.Parser.ParseFrom(body))));
        application.MapPost("/v1/metrics", request => ReceiveAsync(request, body => Add(ExportMetrics.Parser.ParseFrom(body))));
        application.MapPost("/v1/logs", request => ReceiveAsync(request, body => Add(ExportLogs.Parser.ParseFrom(body))));
    }

    public int Port { get; }

    public ConcurrentQueue<ReceivedSpan> Spans { get; } = [];

    /// <summary>Names of metrics, each after its meter: <c>METER/NAME</c>.</summary>
    public ConcurrentDictionary<string, string> MetricUnits { get; } = [];

    /// <summary>Log messages, each with the service that wrote it.</summary>
    public ConcurrentQueue<(string Service, string Body)> Logs { get; } = [];

    /// <summary>Starts one.</summary>
    /// <param name="address">Where it listens; loopback if it is not said.</param>
    public static async Task<OtlpReceiver> StartAsync(IPAddress? address = null)
    {
        var port = ReservedPort.Next();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(address ?? IPAddress.Loopback, port));
        var receiver = new OtlpReceiver(builder.Build(), port);
        await receiver._application.StartAsync(TestContext.Current.CancellationToken);
        return receiver;
    }

    /// <summary>Makes the programs that are started from now on export to here, metrics twice a second.</summary>
    /// <param name="environment">Their environment.</param>
    /// <param name="host">How they reach this machine.</param>
    public void Configure(IDictionary<string, string> environment, string host = "127.0.0.1")
    {
        environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"http://{host}:{Port}";
        environment["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
        environment["OTEL_METRIC_EXPORT_INTERVAL"] = "500";
        environment["OTEL_BSP_SCHEDULE_DELAY"] = "200";
        environment["OTEL_BLRP_SCHEDULE_DELAY"] = "200";
    }

    public async ValueTask DisposeAsync() => await _application.DisposeAsync();

    private static async Task ReceiveAsync(HttpContext context, Action<byte[]> add)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        add(body.ToArray());
        context.Response.ContentType = "application/x-protobuf";
    }

    private void Add(ExportTraces export)
    {
        foreach (var resource in export.ResourceSpans)
        {
            foreach (var scope in resource.ScopeSpans)
            {
                foreach (var span in scope.Spans)
                {
                    Spans.Enqueue(ReceivedSpan.From(ServiceOf(resource.Resource), scope.Scope.Name, span));
                }
            }
        }
    }

    private void Add(ExportMetrics export)
    {
        foreach (var scope in export.ResourceMetrics.SelectMany(resource => resource.ScopeMetrics))
        {
            foreach (var metric in scope.Metrics)
            {
                MetricUnits[$"{scope.Scope.Name}/{metric.Name}"] = metric.Unit;
            }
        }
    }

    private void Add(ExportLogs export)
    {
        foreach (var resource in export.ResourceLogs)
        {
            foreach (var record in resource.ScopeLogs.SelectMany(scope => scope.LogRecords))
            {
                Logs.Enqueue((ServiceOf(resource.Resource), record.Body?.StringValue ?? ""));
            }
        }
    }

    private static string ServiceOf(Resource resource) =>
        resource.Attributes.FirstOrDefault(attribute => attribute.Key == "service.name")?.Value.StringValue ?? "";
}
