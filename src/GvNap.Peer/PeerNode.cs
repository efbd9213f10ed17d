using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using GvNap.Peer.Downloads;
using GvNap.Peer.FileServer;
using GvNap.Peer.Finding;
using GvNap.Peer.IndexClient;
using GvNap.Peer.Links;
using GvNap.Peer.Sharing;
using GvNap.Peer.State;
using GvNap.Peer.Transfers;
using GvNap.Peer.Wishes;
using GvNap.Protocol.Content;
using Microsoft.Extensions.Logging;

namespace GvNap.Peer;

/// <summary>A peer: shares a folder, serves it on its file port, is registered with an index server, searches and downloads.</summary>
public sealed partial class PeerNode : IAsyncDisposable
{
    private readonly StateFolder _state;
    private readonly PeerFileServer _files;
    private readonly Membership _membership;
    private Task? _quitting;

    private PeerNode(
        PeerOptions options, StateFolder state, ShareLibrary library, PeerFileServer files, Membership membership, Downloader downloader,
        ILoggerFactory loggers, TimeProvider time)
    {
        Options = options;
        Library = library;
        (_state, _files, _membership) = (state, files, membership);
        var fetcher = new OrderFetcher(options, membership, downloader, library, time);
        Downloads = new(ComponentOptions.Queue(options, state), fetcher.FetchAsync, loggers.CreateLogger<DownloadQueue>(), time);
    }

    /// <summary>What the peer was started with.</summary>
    public PeerOptions Options { get; }

    /// <summary>What it shares.</summary>
    public ShareLibrary Library { get; }

    /// <summary>The downloads that were ordered, those of an earlier run included once they were begun.</summary>
    public DownloadQueue Downloads { get; }

    /// <summary>The port on which it serves its files.</summary>
    public int Port => _files.Port;

    /// <summary>What its file server is doing.</summary>
    public FileServerStatus FileServer => _files.Status;

    /// <summary>Its attachment to an index server; null until it has registered.</summary>
    public IndexSession? Session => _membership.Session;

    /// <summary>What a person should know of the attachment.</summary>
    public ChannelReader<IndexNotice> Notices => _membership.Notices;

    /// <summary>Starts to share and to serve. The peer is not registered yet.</summary>
    /// <exception cref="IOException">The folder to share is not there, the state folder is in use, or the port is taken; the message is for a person.</exception>
    /// <exception cref="UnauthorizedAccessException">The state folder or the port is not for this user.</exception>
    public static async Task<PeerNode> StartAsync(PeerOptions options, ILoggerFactory loggers, TimeProvider time, CancellationToken cancellationToken)
    {
        if (options.ShareAll && !Directory.Exists(options.ShareFolder))
        {
            throw new IOException($"There is no folder {options.ShareFolder} to share.");
        }

        var state = StateFolder.Open(options.StateFolder, options.Name);
        ShareLibrary? library = null;
        try
        {
            library = new ShareLibrary(ComponentOptions.Share(options, state), loggers.CreateLogger<ShareLibrary>(), time);
            await library.StartAsync(cancellationToken);
            var membership = new Membership(options, state, library, loggers, time);
            var served = ComponentOptions.FileServer(options);
            var files = await PeerFileServer.StartAsync(served, library, membership.Identify, membership.AnswerProbe, loggers, time, cancellationToken);
            membership.FilePort = files.Port;
            var downloader = new Downloader(ComponentOptions.Downloads(options), loggers.CreateLogger<Downloader>(), time);
            LogStarted(loggers.CreateLogger<PeerNode>(), files.Port, library.Status.Files, served.MaxConnections);
            return new PeerNode(options, state, library, files, membership, downloader, loggers, time);
        }
        catch
        {
            if (library is not null)
            {
                await library.DisposeAsync();
            }

            state.Dispose();
            throw;
        }
    }

    /// <summary>Registers with the first of some index servers that answers, leaving the one before. Completes once what is hashed by now can be found.</summary>
    public Task<RegisterResult> RegisterAsync(IReadOnlyList<IndexAddress> servers, CancellationToken cancellationToken) =>
        _membership.RegisterAsync(servers, cancellationToken);

    /// <summary>Goes on trying to register, after nobody answered; success is a notice.</summary>
    public void KeepTryingToRegister() => _membership.KeepTrying();

    /// <summary>Searches the network; one page.</summary>
    /// <param name="query">The query, in the network's query language.</param>
    /// <param name="limit">Results on a page, at most 100.</param>
    /// <param name="cursor">From the page before; empty for the first.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<IndexReply<NetworkFiles>> SearchAsync(string query, int limit, ReadOnlyMemory<byte> cursor, CancellationToken cancellationToken) =>
        AskAsync("search network", queries => queries.SearchAsync(query, limit, cursor, cancellationToken));

    /// <summary>Lists what a user shares.</summary>
    public Task<IndexReply<NetworkFiles>> BrowseAsync(string user, CancellationToken cancellationToken) =>
        AskAsync("browse user", queries => queries.BrowseAsync(user, cancellationToken));

    /// <summary>Finds the HTTP addresses of a content.</summary>
    public Task<IndexReply<ContentLinks>> LinksAsync(ContentId content, CancellationToken cancellationToken) =>
        AskAsync("find links", queries => queries.FindLinksAsync(content, cancellationToken));

    /// <summary>What the person watches for, and whom it follows; what becomes of that is among the <see cref="Notices"/>.</summary>
    public WishSnapshot Wishes => _membership.Wishes.List.Current;

    /// <summary>What was wrong with what an earlier run had left of them, in one line; null if nothing.</summary>
    public string? WishesProblem => _membership.Wishes.List.Problem;

    /// <summary>Watches for files that meet a query and are not shared yet.</summary>
    /// <exception cref="WishRefusedException">The index server does not take it, or there are too many.</exception>
    public Task<WatchedQuery> WatchAsync(string query, CancellationToken cancellationToken) =>
        _membership.Wishes.WatchAsync(query, _membership.Connection, cancellationToken);

    /// <summary>Watches for a query no more; false if there is none with the number.</summary>
    public bool Unwatch(int number, [NotNullWhen(true)] out WatchedQuery? watch) => _membership.Wishes.List.Remove(number, out watch);

    /// <summary>Follows a user: tells when it comes and goes.</summary>
    /// <exception cref="WishRefusedException">There are too many.</exception>
    public void Follow(string user) => _membership.Wishes.Follow(user);

    /// <summary>Follows a user no more; false if nobody of that name was followed.</summary>
    public bool Unfollow(string user) => _membership.Wishes.Unfollow(user);

    /// <summary>Whether a user who is followed is online; null: not known.</summary>
    public bool? IsOnline(string user) => _membership.Wishes.IsOnline(user);

    /// <summary>Lists who is online.</summary>
    public Task<IndexReply<IReadOnlyList<NetworkPeer>>> PeersAsync(CancellationToken cancellationToken) =>
        AskAsync("list peers", queries => queries.PeersAsync(cancellationToken));

    /// <summary>Leaves the network and stops serving, within a second. May be called again.</summary>
    public Task QuitAsync() => _quitting ??= QuitOnceAsync();

    /// <summary>Quits, if that has not been done.</summary>
    public async ValueTask DisposeAsync() => await QuitAsync();

    private async Task QuitOnceAsync()
    {
        await Downloads.DisposeAsync();

        // At once, not one after the other: both may wait for a remote side, and a person waits for both.
        await Task.WhenAll(_membership.DisposeAsync().AsTask(), _files.DisposeAsync().AsTask());
        await Library.DisposeAsync();
        _state.Dispose();
    }

    private async Task<IndexReply<T>> AskAsync<T>(string activityName, Func<NetworkQueries, Task<IndexReply<T>>> ask)
        where T : class
    {
        using var activity = Telemetry.Source.StartActivity(activityName);
        return _membership.Connection is { } connection ? await ask(new NetworkQueries(connection)) : new(_membership.WhyNoConnection());
    }

    [LoggerMessage(LogLevel.Information, "Serving on port {Port}, to {Connections} connections at most; {Files} files to share.")]
    private static partial void LogStarted(ILogger logger, int port, int files, int connections);
}
