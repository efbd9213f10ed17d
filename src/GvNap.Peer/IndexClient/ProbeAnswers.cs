using System.Collections.Concurrent;
using Google.Protobuf;
using GvNap.Protocol.Messages;

namespace GvNap.Peer.IndexClient;

/// <summary>
/// Returns nonces to the index server. An index server may dial back before its own <c>Registered</c> has been read
/// here: such a nonce waits for the attachment.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class ProbeAnswers(TimeProvider time)
{
    /// <summary>A peer has no more endpoints; whatever else comes to the file port meanwhile is from somebody else.</summary>
    private const int MostWaiting = 4;

    /// <summary>Anybody may probe the file port: a flood there must not use up the rate at which the index server reads from here.</summary>
    private const int MostASecond = 16;

    private readonly ConcurrentQueue<ByteString> _waiting = new();
    private readonly Lock _gate = new();
    private long _second = time.GetTimestamp();
    private int _taken;

    /// <summary>Returns a nonce, now or as soon as there is a connection.</summary>
    /// <param name="nonce">The nonce.</param>
    /// <param name="connection">Gives the connection, if there is one; asked after the nonce waits, so that none is forgotten while an attachment begins.</param>
    public void Answer(ReadOnlyMemory<byte> nonce, Func<IndexConnection?> connection)
    {
        if (_waiting.Count < MostWaiting && IsWithinRate())
        {
            _waiting.Enqueue(ByteString.CopyFrom(nonce.Span));
        }

        if (connection() is { } open)
        {
            Flush(open);
        }
    }

    /// <summary>Returns what waits.</summary>
    public void Flush(IndexConnection connection)
    {
        while (_waiting.TryDequeue(out var nonce))
        {
            connection.Tell(new Envelope { Probe = new Probe { Nonce = nonce } });
        }
    }

    private bool IsWithinRate()
    {
        lock (_gate)
        {
            if (time.GetElapsedTime(_second) >= TimeSpan.FromSeconds(1))
            {
                (_second, _taken) = (time.GetTimestamp(), 0);
            }

            return _taken++ < MostASecond;
        }
    }
}
