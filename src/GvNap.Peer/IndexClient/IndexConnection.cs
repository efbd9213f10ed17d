using System.Diagnostics;
using Google.Protobuf;
using GvNap.Peer.Wishes;
using GvNap.Protocol.Content;
using GvNap.Protocol.Framing;
using GvNap.Protocol.Messages;
using GvNap.Protocol.Naming;
using GvNap.Protocol.Tracing;

namespace GvNap.Peer.IndexClient;

/// <summary>One connection to an index server, past Hello. Requests may be made at once from many callers; each is answered by its id.</summary>
public sealed class IndexConnection : IAsyncDisposable
{
    private readonly RequestMultiplexer _requests;

    /// <summary>Takes over a connection on which Hello was answered.</summary>
    /// <param name="server">The server.</param>
    /// <param name="frames">The connection.</param>
    /// <param name="options">Times.</param>
    /// <param name="time">The clock.</param>
    internal IndexConnection(IndexAddress server, FrameConnection frames, IndexClientOptions options, TimeProvider time)
    {
        Server = server;
        _requests = new RequestMultiplexer(server, frames, options, time);
    }

    /// <summary>The server.</summary>
    public IndexAddress Server { get; }

    /// <summary>Completes when the connection has ended, with the reason. Never fails.</summary>
    public Task<IndexFailure> Ended => _requests.Ended;

    /// <inheritdoc cref="RequestMultiplexer.Pushed"/>
    internal Action<Envelope>? Pushed
    {
        get => _requests.Pushed;
        set => _requests.Pushed = value;
    }

    /// <summary>When something came from the server last, as the clock's timestamp.</summary>
    internal long LastReceived => _requests.LastReceived;

    /// <summary>Connects to the first server of a list that answers. Searching needs no more than that.</summary>
    public static Task<IndexReply<IndexConnection>> ConnectAsync(IReadOnlyList<IndexAddress> servers, IndexClientOptions options, CancellationToken cancellationToken) =>
        IndexDialer.ConnectAsync(servers, options, TimeProvider.System, cancellationToken);

    /// <summary>Searches the network.</summary>
    /// <param name="query">The query, in the network's query language.</param>
    /// <param name="limit">Results on the page, 1 to 100; 0: 20.</param>
    /// <param name="cursor">From the page before; empty for the first.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task<IndexReply<SearchResults>> SearchAsync(string query, int limit, ReadOnlyMemory<byte> cursor, CancellationToken cancellationToken) => RequestAsync(
        "search index", new Envelope { Search = new Search { Query = query, Limit = (uint)limit, Cursor = Wrap(cursor) } }, static e => e.SearchResults, cancellationToken);

    /// <summary>Asks who has a content id.</summary>
    /// <param name="content">The content.</param>
    /// <param name="limit">Entries on the page, 1 to 100; 0: 20.</param>
    /// <param name="cursor">From the page before; empty for the first.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task<IndexReply<SourcePage>> FindSourcesAsync(ContentId content, int limit, ReadOnlyMemory<byte> cursor, CancellationToken cancellationToken) => RequestAsync(
        "find sources",
        new Envelope { FindSources = new FindSources { Root = content.Root.ToByteString(), Size = (ulong)content.Size, Limit = (uint)limit, Cursor = Wrap(cursor) } },
        static e => e.SourcePage,
        cancellationToken);

    /// <summary>Lists what a user shares.</summary>
    /// <param name="user">The user name.</param>
    /// <param name="limit">Entries on the page, 1 to 100; 0: 20.</param>
    /// <param name="cursor">From the page before; empty for the first.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task<IndexReply<CataloguePage>> BrowseAsync(string user, int limit, ReadOnlyMemory<byte> cursor, CancellationToken cancellationToken) => RequestAsync(
        "browse peer", new Envelope { Browse = new Browse { User = user, Limit = (uint)limit, Cursor = Wrap(cursor) } }, static e => e.CataloguePage, cancellationToken);

    /// <summary>Lists who is there.</summary>
    /// <param name="limit">Entries on the page, 1 to 100; 0: 20.</param>
    /// <param name="cursor">From the page before; empty for the first.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task<IndexReply<PeerPage>> ListPeersAsync(int limit, ReadOnlyMemory<byte> cursor, CancellationToken cancellationToken) => RequestAsync(
        "list peers", new Envelope { ListPeers = new ListPeers { Limit = (uint)limit, Cursor = Wrap(cursor) } }, static e => e.PeerPage, cancellationToken);

    /// <summary>Registers this peer.</summary>
    internal Task<IndexReply<Registered>> RegisterAsync(Register register, CancellationToken cancellationToken) =>
        RequestAsync("register peer", new Envelope { Register = register }, static e => e.Registered, cancellationToken);

    /// <summary>Sends one batch of catalogue changes.</summary>
    internal Task<IndexReply<Shared>> ShareAsync(Share batch, CancellationToken cancellationToken) =>
        RequestAsync("send catalogue", new Envelope { Share = batch }, static e => e.Shared, cancellationToken);

    /// <summary>Replaces what the server tells files of; <see cref="Pushed"/> gets them.</summary>
    internal Task<IndexReply<Watching>> WatchAsync(IEnumerable<WatchedQuery> watches, CancellationToken cancellationToken) => RequestAsync(
        "watch files",
        new Envelope { Watch = new Watch { Queries = { watches.Select(watch => new WatchQuery { Number = (uint)watch.Number, Query = watch.Query }) } } },
        static e => e.Watching,
        cancellationToken);

    /// <summary>Replaces the users whose comings and goings the server tells.</summary>
    internal Task<IndexReply<Following>> FollowAsync(IEnumerable<string> users, CancellationToken cancellationToken) =>
        RequestAsync("follow users", new Envelope { Follow = new Follow { Users = { users } } }, static e => e.Following, cancellationToken);

    /// <summary>Leaves.</summary>
    internal Task<IndexReply<Goodbye>> QuitAsync(CancellationToken cancellationToken) =>
        RequestAsync("quit network", new Envelope { Quit = new Quit() }, static e => e.Goodbye, cancellationToken);

    /// <summary>Sends what is not answered. It is left out when the connection is so slow that its queue is full.</summary>
    internal void Tell(Envelope message) => _requests.Tell(message);

    /// <summary>Makes the server answer something, as a sign of life that is no event in anybody's traces.</summary>
    internal void Poke() => _requests.Poke(new Envelope { Traceparent = TraceParent.Unrecorded(), ListPeers = new ListPeers { Limit = 1 } });

    /// <summary>Ends the connection from this side.</summary>
    /// <param name="reason">What <see cref="Ended"/> says.</param>
    internal void End(string reason) => _requests.End(reason);

    /// <summary>Closes the connection; requests under way fail.</summary>
    public ValueTask DisposeAsync() => _requests.DisposeAsync();

    private static ByteString Wrap(ReadOnlyMemory<byte> bytes) => UnsafeByteOperations.UnsafeWrap(bytes);

    private async Task<IndexReply<T>> RequestAsync<T>(string name, Envelope request, Func<Envelope, T?> take, CancellationToken cancellationToken)
        where T : class
    {
        using var activity = Telemetry.Source.StartActivity(name, ActivityKind.Client);
        request.Traceparent = TraceParent.Current();
        var reply = await _requests.ExchangeAsync(request, cancellationToken);
        if (reply.TryGet(out var envelope, out var failure))
        {
            if (take(envelope) is { } value)
            {
                return new(value);
            }

            failure = envelope.Error is { } error ? Refused(error) : Refused(new Error { Code = ErrorCode.Invalid, Message = "its answer does not fit the request" });
        }

        activity.Fail(failure.Message);
        return new(failure);
    }

    private IndexFailure Refused(Error error) => new(IndexFailureKind.Refused, error.Code, $"The index server {Server} says: {SafeText.ForTerminal(error.Message)}");
}
