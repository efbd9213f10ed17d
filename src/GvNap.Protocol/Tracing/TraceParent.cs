using System.Diagnostics;

namespace GvNap.Protocol.Tracing;

/// <summary>The <c>traceparent</c> of an envelope: W3C Trace Context, version 00.</summary>
public static class TraceParent
{
    /// <summary>Characters of <c>00-TRACE-SPAN-FLAGS</c>.</summary>
    public const int Length = 55;

    /// <summary>What names <see cref="Activity.Current"/> to the remote side; empty if there is none.</summary>
    public static string Current() => Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } id } ? id : "";

    /// <summary>Names a trace that nobody records: the remote side, too, leaves what follows out.</summary>
    public static string Unrecorded() => $"00-{ActivityTraceId.CreateRandom()}-{ActivitySpanId.CreateRandom()}-00";

    /// <summary>Reads what the remote side sent. It is not an error to send something else: it is just not a parent.</summary>
    /// <returns>False unless it is exactly a version 00 <c>traceparent</c> in lower case whose two ids are not zero.</returns>
    public static bool TryParse(string text, out ActivityContext context)
    {
        context = default;
        return text.Length == Length
            && text.StartsWith("00-", StringComparison.Ordinal)
            && text[35] == '-' && text[52] == '-'
            && !text.AsSpan().ContainsAnyExcept("0123456789abcdef-")
            && text.AsSpan().Count('-') == 3
            && ActivityContext.TryParse(text, null, isRemote: true, out context);
    }
}
