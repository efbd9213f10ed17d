using System.Net.Sockets;
using GvNap.Protocol;
using GvNap.Protocol.Framing;
using GvNap.Protocol.Messages;

namespace GvNap.Peer.Tests.IndexClient;

/// <summary>One connection to a <see cref="ScriptedIndexServer"/>.</summary>
internal sealed class ScriptedIndexConnection(ScriptedIndexServer server, Socket socket, CancellationToken stopping)
{
    private readonly FrameConnection _frames = new(socket);

    public Register? Registration { get; private set; }

    public async Task ServeAsync()
    {
        await using var frames = _frames;
        try
        {
            while (await frames.Reader.ReadAsync(stopping) is { } request)
            {
                server.Requests.Enqueue(request);
                if (server.Script is null || !await server.Script(this, request))
                {
                    await AnswerHonestlyAsync(request);
                }
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException or ProtocolException or SocketException)
        {
        }
    }

    public async Task AnswerHonestlyAsync(Envelope request)
    {
        switch (request.MessageCase)
        {
            case Envelope.MessageOneofCase.Hello:
                await ReplyAsync(request, new Envelope { Welcome = new Welcome { Version = 1, Agent = "scripted" } });
                break;
            case Envelope.MessageOneofCase.Register:
                Registration = request.Register;
                await ReplyAsync(request, new Envelope { Registered = server.Directory.Register(request.Register) });
                server.NoteRegistered(this);
                break;
            case Envelope.MessageOneofCase.Share:
                await ReplyAsync(request, server.Directory.Apply(request.Share));
                break;
            case Envelope.MessageOneofCase.Search:
                await ReplyAsync(request, new Envelope { SearchResults = new SearchResults { Total = (uint)request.Search.Query.Length } });
                break;
            case Envelope.MessageOneofCase.ListPeers:
                await ReplyAsync(request, new Envelope { PeerPage = new PeerPage() });
                break;
            case Envelope.MessageOneofCase.Quit:
                await ReplyAsync(request, new Envelope { Goodbye = new Goodbye() });
                break;
        }
    }

    public Task ReplyAsync(Envelope request, Envelope answer)
    {
        answer.RequestId = request.RequestId;
        return SendAsync(answer);
    }

    public Task FailAsync(Envelope request, ErrorCode code) => ReplyAsync(request, new Envelope { Error = new Error { Code = code, Message = $"No: {code}." } });

    public async Task SendAsync(Envelope envelope)
    {
        try
        {
            await _frames.Writer.WriteAsync(envelope, stopping);
        }
        catch (IOException)
        {
            // What the peer reads may make it leave before the write has returned.
        }
    }

    /// <summary>Ends the connection as a crash does.</summary>
    public void Break()
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);
            socket.Dispose();
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It was gone.
        }
    }
}
