using System.Collections.Concurrent;
using Google.Protobuf;
using GvNap.Protocol.Messages;

namespace GvNap.Peer.IndexClient;

/// <summary>
/// Nonces that came to the file port, on their way back to the index server. They may come before the answer to the
/// registration that they belong to, and wait for it then.
/// </summary>
internal sealed class ProbeAnswers
{
    /// <summary>Anybody can send nonces to the file port: no more than a few wait.</summary>
    private const int MostWaiting = 16;

    private readonly ConcurrentQueue<ByteString> _waiting = new();

    /// <summary>Takes a nonce.</summary>
    public void Add(ReadOnlySpan<byte> nonce)
    {
        if (_waiting.Count < MostWaiting)
        {
            _waiting.Enqueue(ByteString.CopyFrom(nonce));
        }
    }

    /// <summary>Sends what waits, if there is a connection.</summary>
    public void SendTo(IndexConnection? connection)
    {
        while (connection is not null && _waiting.TryDequeue(out var nonce))
        {
            connection.Tell(new Envelope { Probe = new Probe { Nonce = nonce } });
        }
    }
}
