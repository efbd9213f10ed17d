using GvNap.Protocol.Messages;

namespace GvNap.Index.Tests.Connections;

/// <summary>A connection that only notes what is done to it.</summary>
internal sealed class RecordingLink : IPeerLink
{
    public List<Envelope> Pushes { get; } = [];

    public List<ErrorCode> Ends { get; } = [];

    public void Push(Envelope message) => Pushes.Add(message);

    public void End(ErrorCode code, string message) => Ends.Add(code);
}
