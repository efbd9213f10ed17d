using GvNap.EndToEnd.Tests.Otlp.Messages;

namespace GvNap.EndToEnd.Tests.Otlp;

/// <summary>A span as it was exported.</summary>
/// <param name="Service">The <c>service.name</c> of the process that exported it.</param>
/// <param name="Source">The name of the activity source.</param>
/// <param name="Name">What was done.</param>
/// <param name="Trace">32 hex digits.</param>
/// <param name="Id">16 hex digits.</param>
/// <param name="Parent">16 hex digits, or empty for the root of its trace.</param>
/// <param name="Kind">Which end of a request it is.</param>
/// <param name="LinkedTraces">The traces of its links.</param>
internal sealed record ReceivedSpan(string Service, string Source, string Name, string Trace, string Id, string Parent, SpanKind Kind, IReadOnlyList<string> LinkedTraces)
{
    public static ReceivedSpan From(string service, string source, Span span) => new(
        service,
        source,
        span.Name,
        Hex(span.TraceId),
        Hex(span.SpanId),
        Hex(span.ParentSpanId),
        (SpanKind)span.Kind,
        [.. span.Links.Select(link => Hex(link.TraceId))]);

    private static string Hex(Google.Protobuf.ByteString bytes) => Convert.ToHexStringLower(bytes.Span);
}

/// <summary>The specification's span kinds.</summary>
internal enum SpanKind
{
    Unspecified = 0,
    Internal = 1,
    Server = 2,
    Client = 3,
    Producer = 4,
    Consumer = 5,
}
