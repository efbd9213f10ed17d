using System.Diagnostics;
using System.Threading.Channels;
using GvNap.Peer.Wishes;
using GvNap.Protocol.Messages;
using GvNap.Protocol.Peers;
using Microsoft.Extensions.Logging;

namespace GvNap.Peer.IndexClient;

/// <summary>A peer's registered attachment to the network, kept up over lost connections and lost servers.</summary>
public sealed class IndexSession : IAsyncDisposable
{
    private readonly IndexSessionOptions _options;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly Registrar _registrar;
    private readonly SessionPushes _pushes;
    private readonly ProbeAnswers _probes;
    private readonly CancellationTokenSource _leaving = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _synchronised = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<IndexNotice> _notices =
        Channel.CreateBounded<IndexNotice>(new BoundedChannelOptions(100) { FullMode = BoundedChannelFullMode.DropOldest });

    private volatile IndexAttachment? _attachment;
    private volatile IndexSessionState _state;
    private volatile Task _attempt = Task.CompletedTask;
    private Task? _supervisor;
    private volatile string _refusal = "";

    /// <summary>Prepares a session; nothing happens before <see cref="RegisterAsync"/>.</summary>
    /// <param name="options">What to register with.</param>
    /// <param name="catalogue">What the index should list.</param>
    /// <param name="logger">The log.</param>
    /// <param name="time">The clock.</param>
    public IndexSession(IndexSessionOptions options, CatalogueSource catalogue, ILogger<IndexSession> logger, TimeProvider time)
        : this(options, catalogue, wishes: null, logger, time)
    {
    }

    /// <summary>Prepares a session that also tells of what the peer watches for.</summary>
    internal IndexSession(IndexSessionOptions options, CatalogueSource catalogue, WishKeeper? wishes, ILogger<IndexSession> logger, TimeProvider time)
    {
        (_options, _logger, _time) = (options, logger, time);
        _probes = new(time);

        // 32 random bits above a counter: batches of different lives of this peer never have the same version.
        var sync = new CatalogueSync((ulong)Random.Shared.NextInt64(1, 1L << 32) << 32);
        _pushes = new SessionPushes(Say, wishes);
        var events = new AttachmentEvents(
            _pushes.Receive, SayRefused, () => _synchronised.TrySetResult(), wishes is null ? static (_, ct) => Task.Delay(Timeout.Infinite, ct) : wishes.KeepAsync);
        _registrar = new Registrar(options, sync, catalogue, events, logger, time);
    }

    /// <summary>How the attachment is.</summary>
    public IndexSessionState State => _state;

    /// <summary>The peer's id; null until registered. Kept while reconnecting.</summary>
    public PeerId? PeerId { get; private set; }

    /// <summary>The server to which the peer is attached; null if it is not.</summary>
    public IndexAddress? Server => _attachment?.Connection.Server;

    /// <summary>The endpoints that the server lists for this peer, with what is known of their reachability.</summary>
    public IReadOnlyList<Endpoint> Endpoints => _pushes.Endpoints;

    /// <summary>The connection, for searches; null while there is none.</summary>
    public IndexConnection? Connection => _attachment?.Connection;

    /// <summary>Why this peer is not registered, or not any more, and will not be by itself; empty if there is no such reason.</summary>
    internal string Refusal => _refusal;

    /// <summary>What a person should know; the oldest are dropped when nobody reads.</summary>
    public ChannelReader<IndexNotice> Notices => _notices.Reader;

    /// <summary>Registers. Completes once what is hashed then is in the index. From then on the session keeps itself up. May be called again if it failed.</summary>
    /// <returns>How it went; a refusal is a result.</returns>
    public async Task<RegisterResult> RegisterAsync(CancellationToken cancellationToken)
    {
        if (_supervisor is not null)
        {
            throw new InvalidOperationException("The session was registered already.");
        }

        var attempt = BeginAsync(cancellationToken);
        _attempt = attempt;
        var result = await attempt;
        if (_supervisor is null)
        {
            return result;
        }

        await Task.WhenAny(_synchronised.Task, _supervisor).WaitAsync(cancellationToken);
        return _synchronised.Task.IsCompleted || _state != IndexSessionState.Ended
            ? result
            : new RegisterResult(RegisterOutcome.Refused, _refusal, result.Server, result.Peer, false);
    }

    /// <summary>Hands over a nonce that an index server sent to the file port.</summary>
    public void AnswerProbe(ReadOnlyMemory<byte> nonce) => _probes.Answer(nonce, () => Connection);

    /// <summary>Leaves the network, also in the middle of a registration; waits for the server's Goodbye at most <see cref="IndexClientOptions.QuitTimeout"/>.</summary>
    public async Task QuitAsync(CancellationToken cancellationToken)
    {
        await _leaving.CancelAsync();
        await _attempt.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (Connection is { } connection)
        {
            await _registrar.LeaveAsync(connection, cancellationToken);
        }

        await DisposeAsync();
    }

    /// <summary>Closes the connection. Without a <see cref="QuitAsync"/> before, the peer may come back as itself for a while; only a registration under way is taken back.</summary>
    public async ValueTask DisposeAsync()
    {
        await _leaving.CancelAsync();
        await _stopping.CancelAsync();
        await _attempt.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await (_supervisor ?? Task.CompletedTask);
        End();
    }

    private async Task<RegisterResult> BeginAsync(CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _leaving.Token);
        var (attachment, result) = await AttachAsync(_options.Servers, either.Token);
        _refusal = result.Outcome is RegisterOutcome.Registered or RegisterOutcome.Unreachable or RegisterOutcome.Unavailable ? "" : result.Message;
        if (attachment is not null)
        {
            _supervisor = SuperviseAsync(attachment, Activity.Current?.Context ?? default);
        }

        return result;
    }

    private async Task SuperviseAsync(IndexAttachment attachment, ActivityContext trace)
    {
        // What follows the registration is no part of its caller's trace.
        Activity.Current = null;
        try
        {
            for (IndexAttachment? next = attachment; next is not null; trace = default)
            {
                var end = await RunAsync(next, trace);
                next = await ReattachAsync(next.Connection.Server, end);
            }
        }
        catch (OperationCanceledException) when (_leaving.IsCancellationRequested)
        {
            // Left.
        }
        finally
        {
            End();
        }
    }

    private async Task<IndexFailure> RunAsync(IndexAttachment attachment, ActivityContext trace)
    {
        await using (attachment)
        {
            var end = await attachment.RunAsync(trace, _stopping.Token);
            _attachment = null;
            _stopping.Token.ThrowIfCancellationRequested();
            _state = IndexSessionState.Reconnecting;
            IndexClientLog.Ended(_logger, end.Message);
            return end;
        }
    }

    /// <summary>Finds another server, or the same again; null if the session is over.</summary>
    private async Task<IndexAttachment?> ReattachAsync(IndexAddress lost, IndexFailure end)
    {
        if (_pushes.Over is { } over)
        {
            _refusal = over;
            return null;
        }

        if (!_pushes.ClosingWasSaid)
        {
            Say(IndexNoticeKind.ServerLost, end.Message);
        }

        var backOff = new BackOff(_options.FirstBackOff, _options.LongestBackOff);
        var said = new HashSet<RegisterOutcome>();
        while (true)
        {
            var attempt = AttachAsync(ServerOrder.After(_options.Servers, lost), _leaving.Token);
            _attempt = attempt;
            var (attachment, result) = await attempt;
            if (attachment is not null)
            {
                Say(IndexNoticeKind.Attached, $"Attached to the index server {result.Server} again.");
                return attachment;
            }

            if (result.Outcome == RegisterOutcome.Banned)
            {
                Say(IndexNoticeKind.Refused, _refusal = result.Message);
                return null;
            }

            if (said.Add(result.Outcome))
            {
                Say(result.Outcome == RegisterOutcome.NameTaken ? IndexNoticeKind.NameLost : IndexNoticeKind.Reconnecting, $"{result.Message} It is tried again.");
            }

            await Task.Delay(backOff.Next(), _time, _leaving.Token);
        }
    }

    private async Task<(IndexAttachment? Attachment, RegisterResult Result)> AttachAsync(IReadOnlyList<IndexAddress> servers, CancellationToken cancellationToken)
    {
        _pushes.Reset();
        var attached = await _registrar.AttachAsync(servers, cancellationToken);
        if (attached.Attachment is { } attachment)
        {
            PeerId = attachment.Peer;
            _pushes.Attach(attachment);
            _attachment = attachment;
            _probes.Flush(attachment.Connection);
            _state = IndexSessionState.Attached;
        }

        return attached;
    }

    private void End()
    {
        _state = IndexSessionState.Ended;
        _notices.Writer.TryComplete();
    }

    private void SayRefused(int files) => Say(IndexNoticeKind.FilesRefused, $"The index server refused {files} of the shared files.");

    private void Say(IndexNoticeKind kind, string message) => _notices.Writer.TryWrite(new IndexNotice(kind, message));
}
