using System.Diagnostics;
using GvNap.Protocol.Messages;
using GvNap.Protocol.Tracing;
using Kind = GvNap.Protocol.Messages.Envelope.MessageOneofCase;

namespace GvNap.Peer.FileServer;

/// <summary>
/// The spans of one connection, each a child of the one that the remote side names. Reads that are under way
/// together, for one parent, are one span.
/// </summary>
internal sealed class FileSpans : IDisposable
{
    private Activity? _serve;
    private string _parent = "";
    private long _bytes;

    /// <summary>A request is answered now.</summary>
    /// <returns>Its span, to be disposed of when it is answered; null for a Read, whose span may go on, and if nobody listens.</returns>
    public Activity? Begin(Envelope request)
    {
        if (request.MessageCase != Kind.Read || request.Traceparent != _parent)
        {
            EndServe();
        }

        if (request.MessageCase == Kind.Read)
        {
            _parent = request.Traceparent;
            _serve ??= Start("serve content", request.Traceparent);
            return null;
        }

        return request.MessageCase == Kind.Open ? Start("open content", request.Traceparent) : null;
    }

    /// <summary>A Read was answered with so many bytes.</summary>
    public void CountSent(long bytes) => _bytes += bytes;

    /// <summary>No more requests are under way, or the Read failed.</summary>
    public void EndServe(string? failure = null)
    {
        if (_serve is not null)
        {
            _serve.SetTag("gvnap.bytes", _bytes);
            if (failure is not null)
            {
                _serve.Fail(failure);
            }

            _serve.Dispose();
        }

        (_serve, _bytes, _parent) = (null, 0, "");
    }

    /// <inheritdoc/>
    public void Dispose() => EndServe();

    /// <summary>Starts a span as a child of the one that a remote side names, if it names one.</summary>
    public static Activity? Start(string name, string parent)
    {
        TraceParent.TryParse(parent, out var context);
        Activity.Current = null;
        return Telemetry.Source.StartActivity(name, ActivityKind.Server, context);
    }
}
