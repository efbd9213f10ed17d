using System.Net;
using GvNap.Index.Bans;
using GvNap.Protocol;
using GvNap.Protocol.Framing;
using GvNap.Protocol.Messages;
using Microsoft.AspNetCore.Connections;
using Kind = GvNap.Protocol.Messages.Envelope.MessageOneofCase;

namespace GvNap.Index.Connections;

/// <summary>One connection: reads requests at the allowed rate, has them answered, and sees to its own orderly end.</summary>
internal sealed class IndexConnection : IPeerLink, IDisposable
{
    private readonly ConnectionContext _context;
    private readonly IPAddress _address;
    private readonly IndexServices _services;
    private readonly FrameReader _reader;
    private readonly Outbox _outbox;
    private readonly TokenBucket _rate;
    private readonly BoundedTasks _queries;
    private readonly RequestDispatcher _dispatcher;
    private readonly ConnectionEnd _end = new();

    public IndexConnection(ConnectionContext context, IPAddress address, IndexServices services)
    {
        var time = services.Options.Time;
        (_context, _address, _services) = (context, address, services);
        _reader = new(context.Transport.Input, services.Limits.FrameBytes);
        _outbox = new(context.Transport.Output, time, _end.Drained);
        _rate = new(services.Limits.RequestsPerSecond, services.Limits.RequestBurst, time);
        _queries = new(services.Limits.QueriesAtOnce);
        _dispatcher = new(services, this, address);
        Wait = new ReadWait(_reader, time);
    }

    /// <summary>Whether the remote side has agreed on a version.</summary>
    public bool IsGreeted => _dispatcher.IsGreeted;

    /// <summary>Whether a peer is registered here, which must send heartbeats.</summary>
    public bool IsRegistered => _dispatcher.Attachment.IsOpen;

    /// <summary>The ban that shuts this connection out; null if none does.</summary>
    public Ban? FindBan(BanList bans) => bans.Find(_address) ?? bans.FindUser(_dispatcher.Attachment.User);

    /// <summary>What the loop waits for.</summary>
    public ReadWait Wait { get; }

    /// <summary>Where it is in the <see cref="ConnectionTable"/>, which alone sets this.</summary>
    public int Place { get; set; } = ConnectionTable.NoPlace;

    /// <summary>How long the remote side has taken nothing of what waits for it.</summary>
    public TimeSpan Stalled => _outbox.Stalled;

    /// <inheritdoc/>
    public void Push(Envelope message)
    {
        if (!_outbox.TryPush(message) && !_end.Begun.IsCancellationRequested)
        {
            Abort("it does not take what is sent to it");
        }
    }

    /// <inheritdoc/>
    public bool TryPush(Envelope message) => _outbox.TryPush(message);

    /// <inheritdoc/>
    public void End(ErrorCode code, string message) => _end.Begin(code, message);

    /// <summary>Ends the connection because the server closes.</summary>
    public void EndForClosing(string message) =>
        _end.Begin("the server closes", new Envelope { ServerClosing = new ServerClosing { Message = message } });

    /// <summary>Cuts the connection at once.</summary>
    public void Abort(string reason)
    {
        _end.Begin(reason);
        _context.Abort(new ConnectionAbortedException(reason));
    }

    /// <summary>Runs the connection until it is closed.</summary>
    /// <returns>Why it ended, for the log.</returns>
    public async Task<string> RunAsync()
    {
        try
        {
            await ReadRequestsAsync();
            _end.Begin("the remote side closed it");
        }
        catch (Exception e)
        {
            EndAfter(e);
        }

        Wait.End();
        _dispatcher.Subscriptions.End();

        // First of all, what the peer shared leaves the results. A store that hangs holds nothing else up.
        var detached = _dispatcher.Attachment.DetachAsync();
        await _outbox.EndPushesAsync();
        await _queries.DrainAsync();
        await _end.WaitAsync();
        await CloseAsync();
        await detached;
        return _end.Reason;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _outbox.Dispose();
        _end.Dispose();
    }

    private async Task ReadRequestsAsync()
    {
        while (await ReadAsync() is { } request)
        {
            Wait.End();
            if (IsRegistered && _context.ConnectionClosed.IsCancellationRequested && request.MessageCase != Kind.Quit)
            {
                // A peer that is gone waits for no answers, and must leave the results at once; unless it quit.
                continue;
            }

            RequestDispatcher.CheckLength(request);
            _dispatcher.Attachment.Renew();
            if (request.MessageCase == Kind.Search)
            {
                // Takes a few milliseconds at most, mostly much less than a task of its own would.
                await AnswerAsync(request);
                continue;
            }

            await _outbox.FlushAsync(_end.Drained);
            if (_dispatcher.MayOvertake(request))
            {
                await _queries.StartAsync(() => AnswerAsync(request), EndAfter, _end.Begun);
            }
            else
            {
                await AnswerAsync(request);
            }
        }
    }

    // Most reads wait for nothing but the next frame, and need no state of their own: tens of thousands wait at once.
    private ValueTask<Envelope?> ReadAsync()
    {
        var pause = _rate.Take();
        var flush = pause > TimeSpan.Zero || !_reader.HasNext ? _outbox.FlushAsync(_end.Drained) : ValueTask.CompletedTask;
        return pause == TimeSpan.Zero && flush.IsCompletedSuccessfully ? ReadNow() : ReadLaterAsync(flush, pause);
    }

    private async ValueTask<Envelope?> ReadLaterAsync(ValueTask flush, TimeSpan pause)
    {
        await flush;
        if (pause > TimeSpan.Zero)
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(_end.Begun, _context.ConnectionClosed);
            await Task.Delay(pause, _services.Options.Time, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return await ReadNow();
    }

    private ValueTask<Envelope?> ReadNow()
    {
        _end.Begun.ThrowIfCancellationRequested();
        Wait.Begin();
        return _reader.ReadAsync(_end.Begun);
    }

    private async Task AnswerAsync(Envelope request)
    {
        var reply = await _dispatcher.AnswerAsync(request, CancellationToken.None);
        if (reply.Results is { } results)
        {
            using (results)
            {
                var frame = results.ToFrame(request.RequestId);
                if (!_reader.HasNext || !_outbox.TryBuffer(frame))
                {
                    await _outbox.SendAsync(frame, _end.Drained);
                }
            }
        }
        else if (reply.Message is { } message)
        {
            await _outbox.SendAsync(message, _end.Drained);
        }

        if (reply.Closes)
        {
            _end.Begin(reply.Message?.Error?.Message ?? "the peer quit");
        }
    }

    private void EndAfter(Exception exception)
    {
        switch (exception)
        {
            case ProtocolException fault:
                _end.Begin(fault.Code, fault.Message);
                break;
            case IOException or OperationCanceledException:
                _end.Begin("it broke");
                break;
            default:
                _services.Log.ConnectionFailed(exception, _context.RemoteEndPoint);
                _end.Begin(ErrorCode.Internal, "The server failed at this connection.");
                break;
        }
    }

    /// <summary>Says why, waits until the remote side has it, and cuts off one that takes too long.</summary>
    private async Task CloseAsync()
    {
        try
        {
            if (_end.LastMessage is { } message)
            {
                await _outbox.SendAsync(message, _end.Drained);
            }

            await _context.Transport.Output.CompleteAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, _context.ConnectionClosed).WaitAsync(_end.Drained).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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
}
