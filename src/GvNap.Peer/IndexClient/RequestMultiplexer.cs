using System.Collections.Concurrent;
using System.Threading.Channels;
using GvNap.Protocol;
using GvNap.Protocol.Framing;
using GvNap.Protocol.Messages;

namespace GvNap.Peer.IndexClient;

/// <summary>Many requests on one connection: each is answered by its id, in any order. Two loops, one reading and one writing, end together.</summary>
internal sealed class RequestMultiplexer : IAsyncDisposable
{
    /// <summary>The id of Hello, which is exchanged before.</summary>
    public const ulong HelloId = 1;

    private const int QueuedRequests = 256;

    private readonly IndexAddress _server;
    private readonly IndexClientOptions _options;
    private readonly TimeProvider _time;
    private readonly FrameConnection _frames;
    private readonly Channel<Envelope> _outgoing = Channel.CreateBounded<Envelope>(QueuedRequests);
    private readonly ConcurrentDictionary<ulong, TaskCompletionSource<IndexReply<Envelope>>> _pending = new();
    private readonly CancellationTokenSource _closing = new();
    private ulong _lastRequest = HelloId;
    private long _lastReceived;
    private IndexFailure? _localEnd;

    /// <inheritdoc cref="IndexConnection(IndexAddress, FrameConnection, IndexClientOptions, TimeProvider)"/>
    public RequestMultiplexer(IndexAddress server, FrameConnection frames, IndexClientOptions options, TimeProvider time)
    {
        (_server, _frames, _options, _time) = (server, frames, options, time);
        _lastReceived = time.GetTimestamp();
        Ended = RunAsync();
    }

    /// <summary>Completes when the connection has ended, with the reason. Never fails.</summary>
    public Task<IndexFailure> Ended { get; }

    /// <summary>Is called, on the reading loop, with what the server says unasked.</summary>
    public Action<Envelope>? Pushed { get; set; }

    /// <summary>When something came from the server last, as the clock's timestamp.</summary>
    public long LastReceived => Volatile.Read(ref _lastReceived);

    /// <summary>Sends what is not answered. It is left out when the connection is so slow that its queue is full.</summary>
    public void Tell(Envelope message) => _outgoing.Writer.TryWrite(message);

    /// <summary>Sends a request whose answer nobody waits for: that it comes is a sign of life.</summary>
    public void Poke(Envelope request)
    {
        request.RequestId = Interlocked.Increment(ref _lastRequest);
        Tell(request);
    }

    /// <summary>Ends the connection from this side.</summary>
    /// <param name="reason">What <see cref="Ended"/> says.</param>
    public void End(string reason)
    {
        Interlocked.CompareExchange(ref _localEnd, Lost(reason), null);
        _closing.Cancel();
    }

    /// <summary>Closes the connection; requests under way fail.</summary>
    public async ValueTask DisposeAsync()
    {
        End("this peer closed the connection");
        await Ended;
    }

    /// <summary>Sends a request, with an id of its own, and waits for its reply.</summary>
    public async Task<IndexReply<Envelope>> ExchangeAsync(Envelope request, CancellationToken cancellationToken)
    {
        request.RequestId = Interlocked.Increment(ref _lastRequest);
        var answer = new TaskCompletionSource<IndexReply<Envelope>>(TaskCreationOptions.RunContinuationsAsynchronously);
        _pending[request.RequestId] = answer;
        try
        {
            await _outgoing.Writer.WriteAsync(request, cancellationToken).AsTask().WaitAsync(_options.RequestTimeout, _time, cancellationToken);
            return await answer.Task.WaitAsync(_options.RequestTimeout, _time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return new(new IndexFailure(IndexFailureKind.TimedOut, ErrorCode.Timeout, $"The index server {_server} did not answer within {_options.RequestTimeout.TotalSeconds:0.#} s."));
        }
        catch (ChannelClosedException)
        {
            return new(await Ended);
        }
        finally
        {
            _pending.TryRemove(request.RequestId, out _);
        }
    }

    private async Task<IndexFailure> RunAsync()
    {
        await Task.Yield();
        var loops = new[] { ReadAsync(), WriteAsync() };
        var reason = await await Task.WhenAny(loops);
        await _closing.CancelAsync();
        await Task.WhenAll(loops);
        reason = _localEnd ?? reason;
        _outgoing.Writer.Complete();
        await _frames.DisposeAsync();
        foreach (var (_, answer) in _pending)
        {
            answer.TrySetResult(new(reason));
        }

        return reason;
    }

    private async Task<IndexFailure> ReadAsync()
    {
        try
        {
            while (await _frames.Reader.ReadAsync(_closing.Token) is { } envelope)
            {
                Volatile.Write(ref _lastReceived, _time.GetTimestamp());
                if (envelope.RequestId == 0)
                {
                    Pushed?.Invoke(envelope);
                }
                else if (_pending.TryGetValue(envelope.RequestId, out var answer))
                {
                    answer.TrySetResult(new(envelope));
                }
            }

            return Lost("it closed the connection");
        }
        catch (Exception e) when (IsEnd(e))
        {
            return Lost(e is ProtocolException ? e.Message : "the connection broke");
        }
    }

    private async Task<IndexFailure> WriteAsync()
    {
        try
        {
            await foreach (var envelope in _outgoing.Reader.ReadAllAsync(_closing.Token))
            {
                await _frames.Writer.WriteAsync(envelope, _closing.Token);
            }
        }
        catch (Exception e) when (IsEnd(e))
        {
        }

        return Lost("the connection broke");
    }

    private static bool IsEnd(Exception e) => e is IOException or OperationCanceledException or ProtocolException or ObjectDisposedException;

    /// <param name="reason">Words of this peer's own, or a sentence of the server's.</param>
    private IndexFailure Lost(string reason) => new(IndexFailureKind.ConnectionLost, ErrorCode.Unspecified, $"The index server {_server} is lost: {reason.TrimEnd('.')}.");
}
