using System.Collections.Concurrent;
using GvNap.Protocol.Messages;

namespace GvNap.Index.Tests.Connections;

/// <summary>A connection that only notes what is done to it.</summary>
internal sealed class RecordingLink : IPeerLink
{
    private volatile bool _isFull;

    public List<Envelope> Pushes { get; } = [];

    /// <summary>What it took of what it may refuse.</summary>
    public ConcurrentQueue<Envelope> Sent { get; } = [];

    public List<ErrorCode> Ends { get; } = [];

    /// <summary>Whether it takes nothing that it may refuse.</summary>
    public bool IsFull
    {
        get => _isFull;
        set => _isFull = value;
    }

    public void Push(Envelope message) => Pushes.Add(message);

    public bool TryPush(Envelope message)
    {
        if (IsFull)
        {
            return false;
        }

        Sent.Enqueue(message);
        return true;
    }

    public void End(ErrorCode code, string message) => Ends.Add(code);
}
