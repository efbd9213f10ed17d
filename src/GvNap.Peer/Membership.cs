using System.Threading.Channels;
using GvNap.Peer.FileServer;
using GvNap.Peer.IndexClient;
using GvNap.Peer.Sharing;
using GvNap.Peer.State;
using GvNap.Peer.Wishes;
using GvNap.Protocol.Messages;
using Microsoft.Extensions.Logging;

namespace GvNap.Peer;

/// <summary>A peer's place in the network: at most one session with one list of index servers, and what is to be said about it.</summary>
internal sealed class Membership : IAsyncDisposable
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    private readonly PeerOptions _options;
    private readonly StateFolder _state;
    private readonly ShareLibrary _library;
    private readonly ILoggerFactory _loggers;
    private readonly TimeProvider _time;
    private readonly NoticeRelay _notices = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly SemaphoreSlim _registering = new(1, 1);
    private readonly List<Task> _background = [];
    private IndexSession? _session;
    private IReadOnlyList<IndexAddress> _servers = [];

    /// <summary>Makes one that has no session yet.</summary>
    public Membership(PeerOptions options, StateFolder state, ShareLibrary library, ILoggerFactory loggers, TimeProvider time)
    {
        (_options, _state, _library, _loggers, _time) = (options, state, library, loggers, time);
        Wishes = new(state.Wishes, new(options.Limits.Watches, options.Limits.Follows), _notices.Say, loggers.CreateLogger<WishKeeper>(), time);
    }

    /// <summary>What the person wants to be told of.</summary>
    public WishKeeper Wishes { get; }

    /// <summary>The port that index servers list.</summary>
    public int FilePort { get; set; }

    /// <summary>The session; null before the first registration.</summary>
    public IndexSession? Session => Volatile.Read(ref _session);

    /// <summary>The connection for questions; null while there is none.</summary>
    public IndexConnection? Connection => _session?.Connection;

    /// <summary>What a person should know.</summary>
    public ChannelReader<IndexNotice> Notices => _notices.Reader;

    /// <summary>Who this peer is, for those that connect to it.</summary>
    public PeerIdentity Identify() => new(_session?.PeerId, _options.Name);

    /// <summary>Passes on what an index server sent to the file port.</summary>
    public void AnswerProbe(ReadOnlyMemory<byte> nonce) => _session?.AnswerProbe(nonce);

    private bool IsMember => _session is { State: IndexSessionState.Attached or IndexSessionState.Reconnecting };

    /// <summary>Why <see cref="Connection"/> is null.</summary>
    public IndexFailure WhyNoConnection() => new(
        IndexFailureKind.ConnectionLost,
        ErrorCode.Unspecified,
        _session?.State switch
        {
            IndexSessionState.Reconnecting => "The index server is away; this peer reconnects by itself.",
            _ when _session?.Refusal is { Length: > 0 } refusal => $"Not registered: {refusal}",
            _ when _servers.Count > 0 => $"Not registered: no answer yet from {string.Join(" or ", _servers)}.",
            _ => "Not registered with an index server; type register HOST PORT.",
        });

    /// <summary>Leaves the present servers and registers with others. If none of those answers, or none takes this peer, it stays with, or goes back to, the ones before.</summary>
    public async Task<RegisterResult> RegisterAsync(IReadOnlyList<IndexAddress> servers, CancellationToken cancellationToken)
    {
        await _registering.WaitAsync(cancellationToken);
        try
        {
            if (await FindReasonToStayAsync(servers, cancellationToken) is { } reason)
            {
                return reason;
            }

            var before = IsMember ? _servers : [];
            try
            {
                var result = await RegisterAsync(await ReplaceAsync(servers, cancellationToken), cancellationToken);
                return result.Outcome == RegisterOutcome.Registered || before.Count == 0 ? result : await GoBackAsync(before, result, cancellationToken);
            }
            catch (OperationCanceledException) when (before.Count > 0)
            {
                _background.Add(KeepTryingAsync(await ReplaceAsync(before, CancellationToken.None)));
                throw;
            }
        }
        finally
        {
            _registering.Release();
        }
    }

    /// <summary>Registers in the background, until that succeeds or is refused.</summary>
    public void KeepTrying()
    {
        if (_session is { } session)
        {
            _background.Add(KeepTryingAsync(session));
        }
    }

    /// <summary>Leaves the network.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        if (_session is { } session)
        {
            await session.QuitAsync(CancellationToken.None);
            await session.DisposeAsync();
        }

        await Task.WhenAll(_background);
        Wishes.Dispose();
        _notices.Complete();
        _ending.Dispose();
    }

    private static async Task<RegisterResult> RegisterAsync(IndexSession session, CancellationToken cancellationToken)
    {
        using var activity = Telemetry.Source.StartActivity("register peer");
        var result = await session.RegisterAsync(cancellationToken);
        if (result.Outcome != RegisterOutcome.Registered)
        {
            activity.Fail(result.Outcome.ToString());
        }

        return result;
    }

    /// <summary>Null if one of the servers answers, or if there is nothing to lose.</summary>
    private async Task<RegisterResult?> FindReasonToStayAsync(IReadOnlyList<IndexAddress> servers, CancellationToken cancellationToken)
    {
        if (!IsMember)
        {
            return null;
        }

        var reply = await IndexDialer.ConnectAsync(servers, ComponentOptions.Connection(_options), _time, cancellationToken);
        if (reply.TryGet(out var connection, out var failure))
        {
            await connection.DisposeAsync();
            return null;
        }

        return new RegisterResult(RegisterOutcome.Unreachable, $"{failure.Message} The registration with {string.Join(" or ", _servers)} stays.", servers[0], null, false);
    }

    /// <summary>Registers with the servers before, after others have refused.</summary>
    private async Task<RegisterResult> GoBackAsync(IReadOnlyList<IndexAddress> before, RegisterResult refusal, CancellationToken cancellationToken)
    {
        var session = await ReplaceAsync(before, cancellationToken);
        var back = await RegisterAsync(session, cancellationToken);
        if (back.Outcome == RegisterOutcome.Registered)
        {
            return refusal with { Message = $"{refusal.Message} This peer is registered with {back.Server} as before." };
        }

        _background.Add(KeepTryingAsync(session));
        return refusal with { Message = $"{refusal.Message} {back.Message} It is tried again in the background." };
    }

    private async Task<IndexSession> ReplaceAsync(IReadOnlyList<IndexAddress> servers, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _session, null) is { } old)
        {
            await old.QuitAsync(cancellationToken);
            await old.DisposeAsync();
        }

        _servers = servers;
        var session = new IndexSession(ComponentOptions.Session(_options, servers, FilePort, _state), CatalogueSource.Of(_library), Wishes, _loggers.CreateLogger<IndexSession>(), _time);
        _session = session;
        _background.Add(_notices.FollowAsync(session, _ending.Token));
        return session;
    }

    private async Task KeepTryingAsync(IndexSession session)
    {
        try
        {
            using var timer = new PeriodicTimer(RetryInterval, _time);
            while (await timer.WaitForNextTickAsync(_ending.Token))
            {
                if (await TryAgainAsync(session) is not { Outcome: RegisterOutcome.Unreachable or RegisterOutcome.Unavailable })
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The peer quits.
        }
    }

    /// <summary>Tries once more, unless the person has turned to other servers meanwhile: null then.</summary>
    private async Task<RegisterResult?> TryAgainAsync(IndexSession session)
    {
        await _registering.WaitAsync(_ending.Token);
        try
        {
            if (!ReferenceEquals(session, _session))
            {
                return null;
            }

            var result = await RegisterAsync(session, _ending.Token);
            if (result.Outcome is not (RegisterOutcome.Unreachable or RegisterOutcome.Unavailable))
            {
                var kind = result.Outcome == RegisterOutcome.Registered ? IndexNoticeKind.Attached : IndexNoticeKind.Refused;
                _notices.Say(kind, result.Message);
            }

            return result;
        }
        finally
        {
            _registering.Release();
        }
    }
}
