using System.Net.Sockets;
using GvNap.Peer.Dialing;
using GvNap.Protocol;
using GvNap.Protocol.Messages;
using GvNap.Protocol.Naming;
using GvNap.Protocol.Peers;

namespace GvNap.Peer.Transfers;

/// <summary>
/// Reaches a source at whichever of its endpoints answers first and is the wanted peer: verified endpoints first, those
/// that an index server could not reach last (RFC 8305, Happy Eyeballs).
/// </summary>
internal sealed class EndpointDialer(DownloadOptions options, TimeProvider time)
{
    /// <summary>A peer has up to four; what a hostile list has more is left out.</summary>
    private const int MostEndpoints = 8;

    /// <summary>An endpoint as <c>HOST:PORT</c>, safe to print.</summary>
    public static string Describe(Endpoint endpoint) => $"{SafeText.ForTerminal(endpoint.Host)}:{endpoint.Port}";

    /// <summary>Connects to a source.</summary>
    /// <exception cref="SourceException">No endpoint is the wanted peer.</exception>
    public async Task<SourceConnection> ConnectAsync(DownloadSource source, CancellationToken cancellationToken)
    {
        var endpoints = source.Endpoints.OrderBy(e => e.State switch { EndpointState.Reachable => 0, EndpointState.Unreachable => 2, _ => 1 }).Take(MostEndpoints).ToList();
        if (endpoints.Count == 0)
        {
            throw new SourceException(SourceFailureKind.Unreachable, "it has no address");
        }

        var race = await StaggeredRace.RunAsync(endpoints, (e, ct) => AttemptAsync(e, source.Peer, ct), options.ConnectStagger, time, cancellationToken);
        return race.Connection ?? throw new SourceException(SourceFailureKind.Unreachable, source.Peer is null ? race.Problem : $"it cannot be reached: {race.Problem}");
    }

    private async Task<DialResult<SourceConnection>> AttemptAsync(Endpoint endpoint, PeerId? wanted, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.ConnectTimeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        var target = Describe(endpoint);
        TransferStream? stream = null;
        try
        {
            var dialled = await TcpDialer.ConnectAsync(endpoint.Host, (int)Math.Min(endpoint.Port, int.MaxValue), time, both.Token);
            if (dialled.Connection is null)
            {
                return SafeText.ForTerminal(dialled.Problem);
            }

            stream = new TransferStream(dialled.Connection.Socket);
            if (await GreetAsync(stream, wanted, both.Token) is { } problem)
            {
                return $"{target}: {problem}";
            }

            var connection = new SourceConnection(stream, target);
            stream = null;
            return connection;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"{target}: it does not answer";
        }
        catch (Exception e) when (e is SocketException or IOException or ProtocolException)
        {
            return $"{target}: what answers there is not a peer";
        }
        finally
        {
            await (stream?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
    }

    /// <summary>Null if the wanted peer answers.</summary>
    private async Task<string?> GreetAsync(TransferStream stream, PeerId? wanted, CancellationToken cancellationToken)
    {
        var hello = new TransferHello { MinVersion = ProtocolLimits.Version, MaxVersion = ProtocolLimits.Version, User = options.User };
        if (wanted is { } peer)
        {
            hello.PeerId = Google.Protobuf.ByteString.CopyFrom(peer.ToBytes());
        }

        await stream.WriteAsync(new Envelope { RequestId = SourceConnection.HelloId, TransferHello = hello }, cancellationToken);
        var answer = await stream.ReadAsync(cancellationToken);
        return answer switch
        {
            { TransferWelcome: { Version: ProtocolLimits.Version } welcome } =>
                wanted is null || welcome.PeerId.Span.SequenceEqual(wanted.Value.ToBytes()) ? null : "another peer answers there",
            { TransferWelcome: not null } => "it speaks another version of the protocol",
            { Error.Code: ErrorCode.WrongPeer } => "another peer answers there",
            { Error: { Code: not ErrorCode.OutOfOrder, Message.Length: > 0 } error } => SourceFailure.Quote(error),
            _ => "what answers there is not a peer",
        };
    }
}
