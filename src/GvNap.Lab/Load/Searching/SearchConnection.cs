using System.Buffers.Binary;
using System.Net.Sockets;
using Google.Protobuf;
using GvNap.Lab.Load.Checking;
using GvNap.Protocol.Framing;
using GvNap.Protocol.Messages;

namespace GvNap.Lab.Load.Searching;

/// <summary>One connection that searches, with a bounded number of searches under way. For one thread; nothing is allocated a search.</summary>
internal sealed class SearchConnection : IDisposable
{
    private const int LongestRequest = 512;

    private readonly Pending[] _pending;
    private readonly Stack<int> _free = new();
    private readonly Envelope _request = new() { Search = new() };
    private byte[] _received = new byte[16 * 1024];
    private byte[] _sending = new byte[LongestRequest];
    private int _length;
    private int _unsent;
    private ulong _last;

    private SearchConnection(Socket socket, int server, int pipeline)
    {
        (Socket, Server) = (socket, server);
        _pending = new Pending[pipeline];
        for (var slot = pipeline - 1; slot >= 0; slot--)
        {
            _free.Push(slot);
        }
    }

    /// <summary>What to wait on.</summary>
    public Socket Socket { get; }

    /// <summary>The number of the server.</summary>
    public int Server { get; }

    /// <summary>Whether one more search may be put under way.</summary>
    public bool HasRoom => _free.Count > 0;

    /// <summary>Searches under way.</summary>
    public int UnderWay => _pending.Length - _free.Count;

    /// <summary>Connects, and agrees on a version.</summary>
    /// <exception cref="SocketException">Nobody answers there.</exception>
    /// <exception cref="IOException">Who answers is no index server, or refuses.</exception>
    public static SearchConnection Open(LoadTarget target, int server, int number, int pipeline)
    {
        var socket = target.Connect(server, LoadTarget.SearcherAddress(number));
        try
        {
            target.Greet(socket);
            return new SearchConnection(socket, server, pipeline);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Puts a search into the next <see cref="Flush"/>.</summary>
    /// <param name="query">The query.</param>
    /// <param name="question">What it asks.</param>
    /// <param name="moment">From when it is timed.</param>
    public void Ask(string query, in Question question, long moment)
    {
        var slot = _free.Pop();
        var id = (++_last * (ulong)_pending.Length) + (ulong)slot;
        _pending[slot] = new(id, question, moment);
        _request.RequestId = id;
        _request.Search.Query = query;
        _request.Search.Limit = (uint)question.Limit;
        var length = _request.CalculateSize();
        var end = _unsent + Frame.HeaderLength + length;
        if (end > _sending.Length)
        {
            Array.Resize(ref _sending, 2 * end);
        }

        BinaryPrimitives.WriteUInt32BigEndian(_sending.AsSpan(_unsent), (uint)length);
        _request.WriteTo(_sending.AsSpan(_unsent + Frame.HeaderLength, length));
        _unsent = end;
    }

    /// <summary>Sends what was asked since the last time.</summary>
    /// <exception cref="SocketException">The connection broke.</exception>
    public void Flush()
    {
        for (var sent = 0; sent < _unsent;)
        {
            sent += Socket.Send(_sending.AsSpan(sent, _unsent - sent));
        }

        _unsent = 0;
    }

    /// <summary>Takes what came; there must be something.</summary>
    /// <param name="onAnswer">Gets each answer to a search: the search, when it is timed from, whether it is results, and the frame's body.</param>
    /// <returns>False if the server closed the connection.</returns>
    /// <exception cref="SocketException">The connection broke.</exception>
    public bool Receive(AnswerHandler onAnswer)
    {
        if (_length == _received.Length)
        {
            Array.Resize(ref _received, 2 * _length);
        }

        var count = Socket.Receive(_received.AsSpan(_length));
        _length += count;
        var at = 0;
        while (_length - at >= Frame.HeaderLength)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(_received.AsSpan(at));
            if (_length - at - Frame.HeaderLength < length)
            {
                break;
            }

            Take(_received.AsSpan(at + Frame.HeaderLength, length), onAnswer);
            at += Frame.HeaderLength + length;
        }

        _received.AsSpan(at, _length - at).CopyTo(_received);
        _length -= at;
        return count > 0;
    }

    /// <inheritdoc/>
    public void Dispose() => Socket.Dispose();

    private void Take(ReadOnlySpan<byte> body, AnswerHandler onAnswer)
    {
        var head = ReplyHead.Read(body);
        var slot = (int)(head.RequestId % (ulong)_pending.Length);
        if (head.RequestId == 0 || _pending[slot].Id != head.RequestId)
        {
            // Something that the server says of itself.
            return;
        }

        var pending = _pending[slot];
        _pending[slot] = default;
        _free.Push(slot);
        onAnswer(pending.Question, pending.Moment, head.IsResults, body);
    }

    /// <summary>Gets an answer.</summary>
    public delegate void AnswerHandler(in Question question, long moment, bool isResults, ReadOnlySpan<byte> body);

    private readonly record struct Pending(ulong Id, Question Question, long Moment);
}
