using GvNap.Protocol.Messages;
using GvNap.Protocol.Peers;
using Microsoft.Extensions.Logging;

namespace GvNap.Peer.IndexClient;

/// <summary>Registers a peer with the first index server of a list that takes it, as itself if it was there before.</summary>
internal sealed class Registrar(IndexSessionOptions options, CatalogueSync sync, CatalogueSource catalogue, AttachmentEvents events, ILogger logger, TimeProvider time)
{
    private readonly ResumeTokenFile _token = new(options.TokenFile);

    /// <summary>Tries each server of <paramref name="servers"/> once.</summary>
    /// <param name="servers">Best first.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The attachment, not yet running, or null; and what to say.</returns>
    public async Task<(IndexAttachment? Attachment, RegisterResult Result)> AttachAsync(IReadOnlyList<IndexAddress> servers, CancellationToken cancellationToken)
    {
        var left = servers.ToList();
        IndexFailure? refusal = null;
        while (true)
        {
            var dialled = await IndexDialer.ConnectAsync(left, options.Connection, time, cancellationToken);
            if (!dialled.TryGet(out var connection, out var unreachable))
            {
                return (null, ToResult(refusal ?? unreachable, servers[0]));
            }

            connection.Pushed = events.Pushed;
            var reply = await RegisterAsync(connection, cancellationToken);
            if (reply.TryGet(out var registered, out refusal))
            {
                return (Begin(connection, registered), Success(connection.Server, registered));
            }

            await connection.DisposeAsync();
            IndexClientLog.AttemptFailed(logger, refusal.Message);
            left.Remove(connection.Server);
            if (left.Count == 0 || refusal.Code == ErrorCode.NameTaken)
            {
                return (null, ToResult(refusal, connection.Server));
            }
        }
    }

    /// <summary>Quits, and forgets who this peer was. Waits for the server's Goodbye at most <see cref="IndexClientOptions.QuitTimeout"/>.</summary>
    public async Task LeaveAsync(IndexConnection connection, CancellationToken cancellationToken)
    {
        if (await TryQuitAsync(connection, cancellationToken))
        {
            Forget();
        }
    }

    private async Task<bool> TryQuitAsync(IndexConnection connection, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.Connection.QuitTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return (await connection.QuitAsync(either.Token)).TryGet(out _, out _);
        }
        catch (OperationCanceledException)
        {
            // The server takes its time; the end of the connection tells it as well.
            return false;
        }
    }

    private void Forget()
    {
        try
        {
            _token.Delete();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            IndexClientLog.TokenNotSaved(logger, e);
        }
    }

    private async Task<IndexReply<Registered>> RegisterAsync(IndexConnection connection, CancellationToken cancellationToken)
    {
        var register = new Register
        {
            User = options.User,
            FilePort = (uint)options.FilePort,
            Speed = (ulong)options.Speed,
            ResumeToken = Google.Protobuf.ByteString.CopyFrom(_token.Read().Span),
        };
        register.Advertised.AddRange(options.Advertised);
        try
        {
            var reply = await connection.RegisterAsync(register, cancellationToken);
            return reply.TryGet(out var registered, out _) && registered.PeerId.Length != PeerId.Length
                ? new(new IndexFailure(IndexFailureKind.Refused, ErrorCode.Invalid, $"The index server {connection.Server} gave a peer id that is none."))
                : reply;
        }
        catch (OperationCanceledException)
        {
            // The server may have taken this peer already: it would keep the name for it.
            await TryQuitAsync(connection, CancellationToken.None);
            await connection.DisposeAsync();
            throw;
        }
    }

    private IndexAttachment Begin(IndexConnection connection, Registered registered)
    {
        try
        {
            _token.Write(registered.ResumeToken.Span);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            IndexClientLog.TokenNotSaved(logger, e);
        }

        sync.Resume(registered.CatalogueVersion);
        Telemetry.Attachments.Add(1, new KeyValuePair<string, object?>("resumed", registered.Resumed));
        return new IndexAttachment(connection, registered, sync, catalogue, events, options, logger, time);
    }

    private RegisterResult Success(IndexAddress server, Registered registered)
    {
        var peer = PeerId.FromBytes(registered.PeerId.Span);
        IndexClientLog.Attached(logger, server, peer.ToString(), registered.Resumed);
        return new(RegisterOutcome.Registered, $"Registered with the index server {server}.", server, peer, registered.Resumed);
    }

    private RegisterResult ToResult(IndexFailure failure, IndexAddress server)
    {
        var outcome = failure switch
        {
            { Kind: not IndexFailureKind.Refused } => RegisterOutcome.Unreachable,
            { Code: ErrorCode.NameTaken } => RegisterOutcome.NameTaken,
            { Code: ErrorCode.Unavailable } => RegisterOutcome.Unavailable,
            { Code: ErrorCode.Banned } => RegisterOutcome.Banned,
            { Code: ErrorCode.Version } => RegisterOutcome.VersionMismatch,
            _ => RegisterOutcome.Refused,
        };
        var message = outcome == RegisterOutcome.NameTaken ? $"The user name {options.User} is taken: another peer has it. Choose another name." : failure.Message;
        return new(outcome, message, server, null, false);
    }
}
