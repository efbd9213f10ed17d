using System.Buffers.Binary;
using System.Net.Sockets;
using Google.Protobuf;
using GvNap.Protocol;
using GvNap.Protocol.Content;
using GvNap.Protocol.Framing;
using GvNap.Protocol.Messages;
using SearchRequest = GvNap.Protocol.Messages.Search;

namespace GvNap.Index.Tests.Connections;

/// <summary>A client that says exactly what a test wants.</summary>
internal sealed class TestClient(Socket socket) : IAsyncDisposable
{
    private readonly FrameConnection _connection = new(socket);
    private ulong _lastId;

    public Socket Socket => socket;

    public static Envelope Hello(uint min = 1, uint max = 1) => new() { Hello = new Hello { MinVersion = min, MaxVersion = max, Agent = "test/1" } };

    public static Envelope Register(string user, uint filePort = 6699, params Endpoint[] advertised) =>
        new() { Register = new Register { User = user, FilePort = filePort, Advertised = { advertised } } };

    public static SharedFile File(uint number, string name, string description = "") => new()
    {
        Number = number,
        Entry = new FileEntry { Name = name, Root = Sha256Hash.Of(ByteString.CopyFromUtf8(name).Span).ToByteString(), Size = 1000, Description = description }.ToByteString(),
    };

    public static Envelope Share(ulong version, params SharedFile[] files) =>
        new() { Share = new Share { Version = version, Replace = true, Added = { files } } };

    public static Envelope Search(string query, string cursor = "", ulong id = 0, uint limit = 0) =>
        new() { RequestId = id, Search = new SearchRequest { Query = query, Cursor = ByteString.CopyFromUtf8(cursor), Limit = limit } };

    /// <summary>The bytes of a frame.</summary>
    public static byte[] Encode(Envelope envelope)
    {
        var body = envelope.ToByteArray();
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, body.Length);
        return [.. length, .. body];
    }

    public async Task SendAsync(Envelope message) => await _connection.Writer.WriteAsync(message, End());

    public async Task SendRawAsync(params byte[] bytes) => await socket.SendAsync(bytes, End());

    /// <summary>The next message; null at the end of the connection.</summary>
    public async Task<Envelope?> ReceiveAsync()
    {
        try
        {
            return await _connection.Reader.ReadAsync(End());
        }
        catch (Exception e) when (e is IOException or ProtocolException)
        {
            return null;
        }
    }

    /// <summary>Sends a request and waits for its own reply.</summary>
    public async Task<Envelope> AskAsync(Envelope request)
    {
        request.RequestId = ++_lastId;
        await SendAsync(request);
        while (await ReceiveAsync() is { } message)
        {
            if (message.RequestId == request.RequestId)
            {
                return message;
            }
        }

        throw new IOException("The server closed the connection.");
    }

    /// <summary>Sends a request that must fail.</summary>
    public async Task<Error> FailAsync(Envelope request)
    {
        var reply = await AskAsync(request);
        Assert.True(reply.Error is not null, $"Not an error: {reply}");
        return reply.Error;
    }

    public async Task<Registered> RegisterAsync(string user, ByteString? token = null)
    {
        var request = Register(user);
        request.Register.ResumeToken = token ?? ByteString.Empty;
        return Assert.IsType<Registered>((await AskAsync(request)).Registered);
    }

    public async Task<Shared> ShareAsync(ulong version, params SharedFile[] files) =>
        Assert.IsType<Shared>((await AskAsync(Share(version, files))).Shared);

    public async Task<SearchResults> SearchAsync(string query) =>
        Assert.IsType<SearchResults>((await AskAsync(Search(query))).SearchResults);

    /// <summary>Waits for the end, and returns what the server sent before it.</summary>
    public async Task<List<Envelope>> ReadToEndAsync()
    {
        var messages = new List<Envelope>();
        while (await ReceiveAsync() is { } message)
        {
            messages.Add(message);
        }

        return messages;
    }

    /// <summary>Waits for the end, before which the server must have said why.</summary>
    public async Task AssertEndsWithAsync(ErrorCode code) => Assert.Equal(code, (await ReadToEndAsync()).LastOrDefault()?.Error?.Code);

    /// <summary>Ends as a process does that is killed.</summary>
    public void Kill()
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        socket.Dispose();
    }

    private static CancellationToken End() =>
        CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken, new CancellationTokenSource(Wait.Patience).Token).Token;
}
