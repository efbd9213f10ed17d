using System.Net;
using Google.Protobuf;
using GvNap.Index.Bans;
using GvNap.Index.Directory;
using GvNap.Index.Reachability;
using GvNap.Protocol.Connections;
using GvNap.Protocol.Messages;
using GvNap.Protocol.Naming;
using GvNap.Protocol.Peers;

namespace GvNap.Index.Connections;

/// <summary>The peer that a connection speaks for, from <c>Register</c> to <c>Quit</c> or the connection's end. One caller at a time.</summary>
/// <param name="services">What all connections share.</param>
/// <param name="link">The connection.</param>
/// <param name="observed">The address from which it comes, normalised.</param>
internal sealed class Attachment(IndexServices services, IPeerLink link, IPAddress observed)
{
    private readonly CancellationTokenSource _over = new();
    private volatile OpenSession? _session;
    private volatile string _user = "";

    /// <summary>Whether a peer is registered.</summary>
    public bool IsOpen => _session is not null;

    /// <summary>The peer that is registered; null: none.</summary>
    public PeerId? Peer => _session?.Session.Peer;

    /// <summary>The user name of the peer that is registered, or is about to be; empty: none.</summary>
    public string User => _user;

    /// <summary>Registers the peer.</summary>
    public async Task<Reply> RegisterAsync(Register register, CancellationToken cancellationToken)
    {
        if (IsOpen)
        {
            return Reply.Refuse(ErrorCode.OutOfOrder, "You are registered already.");
        }

        if (register.User.Length > 0 && !UserName.IsValid(register.User))
        {
            return Reply.Refuse(ErrorCode.Invalid, "A user name has 1 to 32 of A-Z, a-z, 0-9, '.', '_' and '-'.");
        }

        _user = register.User;
        if (FindBan() is { } ban)
        {
            return Reply.Shut(ban);
        }

        if (!services.Endpoints.TryRead(register, observed, out var endpoints, out var problem))
        {
            return Reply.Refuse(ErrorCode.Invalid, problem);
        }

        if (!services.Registrations.Of(AddressQuota.KeyOf(observed)).TryTake(TimeSpan.Zero, out _))
        {
            return Reply.Refuse(ErrorCode.Limit, "Too many peers registered from your address: try again in a minute.");
        }

        var result = await services.Directory.AttachAsync(new(register.User, endpoints, register.Speed, register.ResumeToken.Memory), cancellationToken);
        return result.Outcome switch
        {
            AttachOutcome.NameTaken => Reply.Refuse(ErrorCode.NameTaken, $"The user name {register.User} is taken."),
            AttachOutcome.Unavailable => Reply.Refuse(ErrorCode.Unavailable, "The directory is away, so new names cannot be given: try again later."),
            _ => await OpenAsync(register, endpoints, result),
        };
    }

    /// <summary>Applies one batch to the peer's catalogue.</summary>
    public async Task<Reply> ShareAsync(Share share, CancellationToken cancellationToken)
    {
        if (_session is not { } open)
        {
            return Reply.Refuse(ErrorCode.OutOfOrder, "Register before you share.");
        }

        if (!CatalogueBatch.TryRead(share, out var batch, out var problem))
        {
            return Reply.Refuse(ErrorCode.Invalid, problem);
        }

        var result = await services.Directory.ShareAsync(open.Session, batch.Change, cancellationToken);
        switch (result.Outcome)
        {
            case ShareOutcome.Mismatch:
                return Reply.Refuse(ErrorCode.CatalogueMismatch, "The catalogue is not at the batch's base version: send it whole.");
            case ShareOutcome.Limit:
                return Reply.Refuse(ErrorCode.Limit, $"A peer may share {services.Limits.FilesPerPeer} files.");
            case ShareOutcome.Superseded:
                return Reply.Refuse(ErrorCode.Superseded, "Your session is over.", closes: true);
            default:
                Telemetry.FilesShared.Add(batch.Change.Added.Count);
                return new(new Envelope { Shared = new Shared { Version = result.Version, Refused = { batch.Refused } } });
        }
    }

    /// <summary>A nonce came back.</summary>
    public Reply ReturnNonce(Probe probe)
    {
        _session?.ReturnNonce(probe.Nonce.Span);
        return Reply.None;
    }

    /// <summary>The peer quits: it and its files are gone.</summary>
    public async Task<Reply> QuitAsync(CancellationToken cancellationToken)
    {
        if (Close() is { } open)
        {
            await services.Directory.LeaveAsync(open.Session, cancellationToken);
            await open.Reporting;
        }

        return new(new Envelope { Goodbye = new Goodbye() }, Closes: true);
    }

    /// <summary>Notes a sign of life.</summary>
    public void Renew()
    {
        if (_session is { } open)
        {
            services.Directory.Renew(open.Session);
        }
    }

    /// <summary>The connection ended: if the peer did not quit, its files are no results until it is back.</summary>
    public async Task DetachAsync()
    {
        if (Close() is { } open)
        {
            try
            {
                await services.Directory.DetachAsync(open.Session, CancellationToken.None);
            }
            catch (Exception e)
            {
                services.Log.DetachFailed(e, open.Session.Peer);
            }

            await open.Reporting;
        }
    }

    private async Task<Reply> OpenAsync(Register register, IReadOnlyList<PeerEndpoint> endpoints, AttachResult result)
    {
        _session = new OpenSession(result.Session, endpoints, IPAddress.IsLoopback(observed), services, link, _over.Token);
        if (!services.Sessions.Hold(result.Session, register.User, link))
        {
            await DetachAsync();
            return Reply.Refuse(ErrorCode.Superseded, "You registered again, on another connection.", closes: true);
        }

        // Who decided after the first look does not see this connection among those that are registered, or is seen here.
        if (FindBan() is { } ban)
        {
            await DetachAsync();
            return Reply.Shut(ban);
        }

        services.Log.Registered(result.Session.Peer, result.Outcome == AttachOutcome.Resumed);
        return new(new Envelope
        {
            Registered = new Registered
            {
                PeerId = ByteString.CopyFrom(result.Session.Peer.ToBytes()),
                ResumeToken = ByteString.CopyFrom(result.ResumeToken.Span),
                LeaseMilliseconds = (uint)services.Options.Lease.TotalMilliseconds,
                Observed = new Endpoint { Host = observed.ToString(), Port = register.FilePort },
                Endpoints = { endpoints.Select(endpoint => endpoint.ToMessage()) },
                Resumed = result.Outcome == AttachOutcome.Resumed,
                CatalogueVersion = result.CatalogueVersion,
            },
        });
    }

    private Ban? FindBan()
    {
        Interlocked.MemoryBarrier();
        var bans = services.Directory.Bans.Current;
        return bans.Find(observed) ?? bans.FindUser(_user);
    }

    private OpenSession? Close()
    {
        var session = _session;
        _session = null;
        if (session is not null)
        {
            services.Sessions.Release(session.Session);
            _over.Cancel();
        }

        return session;
    }
}
