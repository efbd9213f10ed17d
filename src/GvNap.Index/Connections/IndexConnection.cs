using System.Net;
using GvNap.Index.Reachability;
using GvNap.Protocol;
using GvNap.Protocol.Framing;
using GvNap.Protocol.Messages;
using Microsoft.AspNetCore.Connections;
using Kind = GvNap.Protocol.Messages.Envelope.MessageOneofCase;

namespace GvNap.Index.Connections;

/// <summary>One connection: reads requests at the allowed rate, has them answered, and sees to its own orderly end.</summary>
internal sealed class IndexConnection : IPeerLink, IDisposable
{
    /// <summary>How long the end of a connection waits for what is under way, and for the remote side to take it.</summary>
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(1);

    private readonly ConnectionContext _context;
    private readonly IndexServices _services;
    private readonly FrameReader _reader;
    private readonly Outbox _outbox;
    private readonly TokenBucket _rate;
    private readonly SemaphoreSlim _queries;
    private readonly RequestDispatcher _dispatcher;
    private readonly CancellationTokenSource _end = new();
    private readonly CancellationTokenSource _drained = new();
    private LastWords? _lastWords;
    private Task _ending = Task.CompletedTask;

    public IndexConnection(ConnectionContext context, IndexServices services)
    {
        var time = services.Options.Time;
        (_context, _services) = (context, services);
        _reader = new(context.Transport.Input, services.Limits.FrameBytes);
        _outbox = new(context.Transport.Output, time);
        _rate = new(services.Limits.RequestsPerSecond, services.Limits.RequestBurst, time);
        _queries = new(services.Limits.SearchesAtOnce);
        _dispatcher = new(services, this, AddressOf(context));
        Wait = new ReadWait(_reader, time);
    }

    /// <summary>Whether the remote side has agreed on a version.</summary>
    public bool IsGreeted => _dispatcher.IsGreeted;

    /// <summary>Whether a peer is registered here, which must send heartbeats.</summary>
    public bool IsRegistered => _dispatcher.Attachment.IsOpen;

    /// <summary>What the loop waits for.</summary>
    public ReadWait Wait { get; }

    /// <summary>How long the remote side has taken nothing of what waits for it.</summary>
    public TimeSpan Stalled => _outbox.Stalled;

    /// <summary>The address of the remote side, as IPv4 if it is one.</summary>
    public static IPAddress AddressOf(ConnectionContext context) =>
        context.RemoteEndPoint is IPEndPoint remote ? AddressRules.Normalise(remote.Address) : IPAddress.None;

    /// <inheritdoc/>
    public void Push(Envelope message)
    {
        if (!_outbox.TryPush(message))
        {
            Abort("it does not take what is sent to it");
        }
    }

    /// <inheritdoc/>
    public void End(ErrorCode code, string message) =>
        End(new LastWords(message, new Envelope { Error = new Error { Code = code, Message = message } }));

    /// <summary>Ends the connection because the server closes.</summary>
    public void EndForClosing(string message) =>
        End(new LastWords(message, new Envelope { ServerClosing = new ServerClosing { Message = message } }));

    /// <summary>Cuts the connection at once.</summary>
    public void Abort(string reason)
    {
        End(new LastWords(reason, null));
        _context.Abort(new ConnectionAbortedException(reason));
    }

    /// <summary>Runs the connection until it is closed.</summary>
    /// <returns>Why it ended, for the log.</returns>
    public async Task<string> RunAsync()
    {
        var pushes = _outbox.SendPushesAsync(_drained.Token);
        try
        {
            await ReadRequestsAsync();
            End(new LastWords("the remote side closed it", null));
        }
        catch (ProtocolException e)
        {
            End(e.Code, e.Message);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            End(new LastWords("it broke", null));
        }

        // First of all, what the peer shared leaves the results. A store that hangs holds nothing else up.
        var detached = _dispatcher.Attachment.DetachAsync();
        _outbox.CompletePushes();
        await pushes;
        await WaitForQueriesAsync();
        await _ending;
        await CloseAsync();
        await detached;
        return _lastWords!.Reason;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _outbox.Dispose();
        _queries.Dispose();
        _end.Dispose();
        _drained.Dispose();
    }

    private async Task ReadRequestsAsync()
    {
        while (await ReadAsync() is { } request)
        {
            if (IsRegistered && _context.ConnectionClosed.IsCancellationRequested && request.MessageCase != Kind.Quit)
            {
                // A peer that is gone waits for no answers, and must leave the results at once; unless it quit.
                continue;
            }

            _dispatcher.Attachment.Renew();
            if (_dispatcher.MayOvertake(request))
            {
                await _queries.WaitAsync(_end.Token);
                _ = Task.Run(() => AnswerQueryAsync(request));
            }
            else
            {
                await AnswerAsync(request);
            }
        }
    }

    private async ValueTask<Envelope?> ReadAsync()
    {
        var wait = _rate.Take();
        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, _services.Options.Time, _context.ConnectionClosed).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _end.Token.ThrowIfCancellationRequested();
        Wait.Begin();
        try
        {
            return await _reader.ReadAsync(_end.Token);
        }
        finally
        {
            Wait.End();
        }
    }

    private async Task AnswerAsync(Envelope request)
    {
        var reply = await _dispatcher.AnswerAsync(request, CancellationToken.None);
        if (reply.Message is { } message)
        {
            await _outbox.SendAsync(message, _drained.Token);
        }

        if (reply.Closes)
        {
            End(new LastWords(reply.Message?.Error?.Message ?? "the peer quit", null));
        }
    }

    /// <summary>Answers a query; the slots of <see cref="_queries"/> are what waits for it.</summary>
    private async Task AnswerQueryAsync(Envelope request)
    {
        try
        {
            await AnswerAsync(request);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            End(new LastWords("it broke", null));
        }
        finally
        {
            _queries.Release();
        }
    }

    private async Task WaitForQueriesAsync()
    {
        for (var i = 0; i < _services.Limits.SearchesAtOnce; i++)
        {
            await _queries.WaitAsync();
        }
    }

    /// <summary>Only the first reason counts. Does not run what waits for the end on the caller's thread, who may hold a lock.</summary>
    private void End(LastWords words)
    {
        if (Interlocked.CompareExchange(ref _lastWords, words, null) is null)
        {
            _drained.CancelAfter(DrainTime);
            _ending = _end.CancelAsync();
        }
    }

    /// <summary>Says why, waits until the remote side has it, and cuts off one that takes too long.</summary>
    private async Task CloseAsync()
    {
        try
        {
            if (_lastWords!.Message is { } message)
            {
                await _outbox.SendAsync(message, _drained.Token);
            }

            await _context.Transport.Output.CompleteAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, _context.ConnectionClosed).WaitAsync(_drained.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // It does not take it, or is gone.
        }

        if (!_context.ConnectionClosed.IsCancellationRequested)
        {
            _context.Abort();
        }
    }

    private sealed record LastWords(string Reason, Envelope? Message);
}
