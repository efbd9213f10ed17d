using System.Collections.Concurrent;
using Google.Protobuf;
using GvNap.Protocol.Messages;

namespace GvNap.Peer.IndexClient;

/// <summary>
/// Returns nonces to the index server. An index server may dial back before its own <c>Registered</c> has been read
/// here: such a nonce waits for the attachment.
/// </summary>
internal sealed class ProbeAnswers
{
    /// <summary>A peer has no more endpoints; whatever else comes to the file port meanwhile is from somebody else.</summary>
    private const int MostWaiting = 4;

    private readonly ConcurrentQueue<ByteString> _waiting = new();

    /// <summary>Returns a nonce, now or as soon as there is a connection.</summary>
    /// <param name="nonce">The nonce.</param>
    /// <param name="connection">Gives the connection, if there is one; asked after the nonce waits, so that none is forgotten while an attachment begins.</param>
    public void Answer(ReadOnlyMemory<byte> nonce, Func<IndexConnection?> connection)
    {
        if (_waiting.Count < MostWaiting)
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
}
