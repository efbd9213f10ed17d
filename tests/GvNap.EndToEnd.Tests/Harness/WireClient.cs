using System.Net.Sockets;
using System.Text;
using Google.Protobuf;
using GvNap.Protocol.Content;
using GvNap.Protocol.Framing;
using GvNap.Protocol.Messages;

namespace GvNap.EndToEnd.Tests.Harness;

/// <summary>The index protocol with nothing of the peer's code: what the server says is seen as it came.</summary>
internal sealed class WireClient : IAsyncDisposable
{
    private readonly FrameConnection _connection;
    private ulong _lastRequest;

    private WireClient(FrameConnection connection) => _connection = connection;

    /// <summary>What the server sent unasked while a reply was awaited.</summary>
    public List<Envelope> Pushed { get; } = [];

    /// <summary>Connects and says hello.</summary>
    public static async Task<WireClient> ConnectAsync(int port)
    {
        var client = new WireClient(await FrameConnection.ConnectAsync("127.0.0.1", port, TestContext.Current.CancellationToken));
        var welcome = await client.RequestAsync(new Envelope { Hello = new Hello { MinVersion = 1, MaxVersion = 1, Agent = "end-to-end tests" } });
        Assert.NotNull(welcome.Welcome);
        return client;
    }

    /// <summary>Sends a request and waits for its reply, which may be an error.</summary>
    public async Task<Envelope> RequestAsync(Envelope request)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Eventually.Patience);
        request.RequestId = ++_lastRequest;
        await _connection.Writer.WriteAsync(request, limit.Token);
        while (true)
        {
            var reply = await _connection.Reader.ReadAsync(limit.Token) ?? throw new IOException("The server closed the connection.");
            if (reply.RequestId == request.RequestId)
            {
                return reply;
            }

            Pushed.Add(reply);
        }
    }

    /// <summary>Sends what is not answered.</summary>
    public ValueTask SendAsync(Envelope envelope) => _connection.Writer.WriteAsync(envelope, TestContext.Current.CancellationToken);

    /// <summary>Waits for the server's next frame; null at the end of the connection.</summary>
    public async Task<Envelope?> ReadAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Eventually.Patience);
        return await _connection.Reader.ReadAsync(limit.Token);
    }

    public async Task<SearchResults> SearchAsync(string query, uint limit = 100)
    {
        var reply = await RequestAsync(new Envelope { Search = new Search { Query = query, Limit = limit } });
        Assert.True(reply.SearchResults is not null, $"The search for '{query}' got {reply}.");
        return reply.SearchResults;
    }

    /// <summary>How many results a query has.</summary>
    public async Task<int> CountAsync(string query) => (int)(await SearchAsync(query, 1)).Total;

    /// <summary>The names of a query's results.</summary>
    public async Task<List<string>> NamesAsync(string query) =>
        [.. (await SearchAsync(query)).Results.Select(result => FileEntry.Parser.ParseFrom(result.Entry).Name)];

    /// <summary>All peers that the server lists, by user name.</summary>
    public async Task<Dictionary<string, ListedPeer>> PeersAsync()
    {
        var peers = new Dictionary<string, ListedPeer>();
        for (var cursor = ByteString.Empty; ;)
        {
            var page = (await RequestAsync(new Envelope { ListPeers = new ListPeers { Limit = 100, Cursor = cursor } })).PeerPage;
            Assert.NotNull(page);
            foreach (var peer in page.Peers)
            {
                peers[peer.Peer.User] = peer;
            }

            cursor = page.NextCursor;
            if (cursor.IsEmpty)
            {
                return peers;
            }
        }
    }

    public async Task<Registered> RegisterAsync(string user, int filePort = 6699, ByteString? token = null)
    {
        var reply = await RequestAsync(new Envelope { Register = new Register { User = user, FilePort = (uint)filePort, ResumeToken = token ?? ByteString.Empty } });
        Assert.True(reply.Registered is not null, $"'{user}' could not register: {reply}.");
        return reply.Registered;
    }

    /// <summary>Shares one file of <paramref name="size"/> bytes under each of the names, as a whole catalogue.</summary>
    public Task ShareAsync(ulong version, ulong size, params string[] names) => ShareAsync(
        version, [.. names.Select(name => new FileEntry { Name = name, Root = ByteString.CopyFrom(Sha256Hash.Of(Encoding.UTF8.GetBytes(name)).ToBytes()), Size = size })]);

    /// <summary>Says that it shares a content id, whether that is true or not.</summary>
    public Task ShareAsync(ulong version, ContentId id, string name) =>
        ShareAsync(version, [new FileEntry { Name = name, Root = ByteString.CopyFrom(id.Root.ToBytes()), Size = (ulong)id.Size }]);

    /// <summary>The content id of a query's best result.</summary>
    public async Task<ContentId> FirstContentIdAsync(string query)
    {
        var entry = FileEntry.Parser.ParseFrom((await SearchAsync(query, 1)).Results[0].Entry);
        return new ContentId(new Sha256Hash(entry.Root.Span), (long)entry.Size);
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private async Task ShareAsync(ulong version, FileEntry[] entries)
    {
        var share = new Share { Version = version, Replace = true };
        share.Added.Add(entries.Select((entry, number) => new SharedFile { Number = (uint)number, Entry = entry.ToByteString() }));
        var reply = await RequestAsync(new Envelope { Share = share });
        Assert.True(reply.Shared is not null && reply.Shared.Refused.Count == 0, $"The catalogue was refused: {reply}.");
    }

    /// <summary>Whether a server answers on the port.</summary>
    public static async Task<bool> AnswersAsync(int port)
    {
        try
        {
            await using var client = await ConnectAsync(port);
            return true;
        }
        catch (Exception error) when (error is SocketException or IOException)
        {
            return false;
        }
    }
}
