using System.IO.Pipelines;
using System.Net;
using GvNap.Protocol;
using GvNap.Protocol.Framing;
using GvNap.Protocol.Messages;
using Microsoft.AspNetCore.Connections;

namespace GvNap.Peer.FileServer;

/// <summary>
/// One connection that speaks the transfer protocol. Requests are answered one after the other; those that were sent
/// ahead wait in the socket, so that what a remote side asks for costs memory only when it takes it.
/// </summary>
internal sealed class FileConnection : IDisposable
{
    /// <summary>Requests are small; only a greeting may carry a credential.</summary>
    private const int MaxRequestLength = 64 * 1024;

    /// <summary>How long a remote side has to read why the connection ends.</summary>
    private static readonly TimeSpan LastWordsTime = TimeSpan.FromSeconds(1);

    private readonly FileServices _services;
    private readonly ConnectionContext _context;
    private readonly CancellationToken _closing;
    private readonly PipeReader _input;
    private readonly FrameReader _reader;
    private readonly FileSender _sender;
    private readonly FileRequests _requests;
    private readonly FileSpans _spans = new();
    private readonly Deadline _deadline;

    /// <summary>Takes a connection over.</summary>
    /// <param name="services">What all connections share.</param>
    /// <param name="context">The connection.</param>
    /// <param name="address">Its remote address, as it is counted.</param>
    /// <param name="deadline">Cuts the connection; already set for the greeting.</param>
    /// <param name="closing">Cancelled when the server stops.</param>
    public FileConnection(FileServices services, ConnectionContext context, IPAddress address, Deadline deadline, CancellationToken closing)
    {
        (_services, _context, _closing, _deadline) = (services, context, closing, deadline);
        _input = context.Transport.Input;
        _reader = new FrameReader(_input, MaxRequestLength);
        _requests = new FileRequests(services, address);
        _sender = new FileSender(context.Transport.Output, _deadline, services);
    }

    /// <summary>Answers requests until the connection ends.</summary>
    /// <returns>Why it ended, for logs and metrics.</returns>
    public async Task<FileConnectionEnd> RunAsync()
    {
        try
        {
            while (await NextAsync() is { } request)
            {
                if (!await AnswerAsync(request))
                {
                    return FileConnectionEnd.Probe;
                }
            }

            return FileConnectionEnd.Closed;
        }
        catch (ProtocolException e)
        {
            await EndAsync(e);
            return FileConnectionEnd.ProtocolError;
        }
        catch (OperationCanceledException)
        {
            return _closing.IsCancellationRequested ? FileConnectionEnd.ServerStopped : FileConnectionEnd.Broken;
        }
        catch (IOException)
        {
            return FileConnectionEnd.Broken;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _spans.Dispose();
        _requests.Dispose();
    }

    private async ValueTask<Envelope?> NextAsync()
    {
        if (!_requests.IsGreeted)
        {
            return await _reader.ReadAsync(_closing);
        }

        if (!HasInput())
        {
            _spans.EndServe();
            _deadline.Set(_services.Options.IdleTimeout, "it asked for nothing");
            var result = await _input.ReadAsync(_closing);
            _input.AdvanceTo(result.Buffer.Start);
        }

        _deadline.Set(_services.Options.FrameTimeout, "a request trickled");
        return await _reader.ReadAsync(_closing);
    }

    private bool HasInput()
    {
        if (!_input.TryRead(out var result))
        {
            return false;
        }

        _input.AdvanceTo(result.Buffer.Start);
        return !result.Buffer.IsEmpty;
    }

    /// <returns>False if the connection ends.</returns>
    private async Task<bool> AnswerAsync(Envelope request)
    {
        _deadline.Clear();
        using var span = _spans.Begin(request);
        var reply = await _requests.AnswerAsync(request, _context.ConnectionClosed);
        if (reply.Message is not { } message)
        {
            return !reply.Closes;
        }

        message.RequestId = request.RequestId;
        try
        {
            if (message.Error is { } error)
            {
                span.Fail(error.Message);
            }

            Frame.Write(_context.Transport.Output, message);
            if (reply.Range is { } range)
            {
                await _sender.SendAsync(range, _context.ConnectionClosed);
                _spans.CountSent(range.Length);
            }
            else
            {
                await _sender.FlushAsync(_context.ConnectionClosed);
            }
        }
        catch (IOException e)
        {
            // Inside a reply nothing can be said any more.
            _spans.EndServe(e.Message);
            _context.Abort(new ConnectionAbortedException(e.Message));
            throw;
        }

        return !reply.Closes;
    }

    /// <summary>Says why the connection ends, and gives the remote side a moment to read it: closing at once could throw it away.</summary>
    private async Task EndAsync(ProtocolException reason)
    {
        try
        {
            _deadline.Set(LastWordsTime, "it did not close");
            Frame.Write(_context.Transport.Output, new Envelope { Error = new Error { Code = reason.Code, Message = reason.Message } });
            await _context.Transport.Output.CompleteAsync();
            while (true)
            {
                var result = await _input.ReadAsync(_closing);
                _input.AdvanceTo(result.Buffer.End);
                if (result.IsCompleted || result.IsCanceled)
                {
                    return;
                }
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // It is gone, which is what was wanted.
        }
    }
}
