using GvNap.Peer.Dialing;
using GvNap.Protocol;
using GvNap.Protocol.Framing;
using GvNap.Protocol.Messages;
using GvNap.Protocol.Naming;

namespace GvNap.Peer.IndexClient;

/// <summary>Connects to an index server and exchanges Hello for Welcome.</summary>
internal static class IndexDialer
{
    /// <summary>
    /// Connects to the first server of a list that answers. A later one is tried as soon as an earlier one failed, or
    /// has not answered for <see cref="IndexClientOptions.ConnectStagger"/>.
    /// </summary>
    public static async Task<IndexReply<IndexConnection>> ConnectAsync(
        IReadOnlyList<IndexAddress> servers, IndexClientOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        ErrorCode code = default;
        var race = await StaggeredRace.RunAsync(
            servers,
            async (server, ct) =>
            {
                var (connection, problem, refusal) = await AttemptAsync(server, options, time, ct);
                code = refusal == default ? code : refusal;
                return new DialResult<IndexConnection>(connection, problem);
            },
            options.ConnectStagger,
            time,
            cancellationToken);
        return race.Connection is { } winner
            ? new(winner)
            : new(code == default
                ? new IndexFailure(IndexFailureKind.Unreachable, code, $"No index server answers: {race.Problem}.")
                : new IndexFailure(IndexFailureKind.Refused, code, $"No index server takes this peer: {race.Problem}."));
    }

    private static async Task<(IndexConnection? Connection, string Problem, ErrorCode Code)> AttemptAsync(
        IndexAddress server, IndexClientOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.ConnectTimeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        FrameConnection? frames = null;
        try
        {
            var dialled = await TcpDialer.ConnectAsync(server.Host, server.Port, time, both.Token);
            if (dialled.Connection is null)
            {
                return (null, dialled.Problem, default);
            }

            frames = new FrameConnection(dialled.Connection.Socket);
            var refusal = await GreetAsync(frames, options, both.Token);
            if (refusal is not null)
            {
                return (null, $"{server}: {SafeText.ForTerminal(refusal.Message).TrimEnd('.')}", refusal.Code);
            }

            var connection = new IndexConnection(server, frames, options, time);
            frames = null;
            return (connection, "", default);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, $"{server}: it did not answer within {options.ConnectTimeout.TotalSeconds:0.#} s", default);
        }
        catch (Exception e) when (e is IOException or ProtocolException)
        {
            return (null, $"{server}: what answers there is not an index server", default);
        }
        finally
        {
            await (frames?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
    }

    /// <summary>Null if the server welcomes us.</summary>
    private static async Task<Error?> GreetAsync(FrameConnection frames, IndexClientOptions options, CancellationToken cancellationToken)
    {
        var hello = new Hello { MinVersion = ProtocolLimits.Version, MaxVersion = ProtocolLimits.Version, Agent = options.Agent };
        await frames.Writer.WriteAsync(new Envelope { RequestId = RequestMultiplexer.HelloId, Hello = hello }, cancellationToken);
        var answer = await frames.Reader.ReadAsync(cancellationToken);
        return answer switch
        {
            { Welcome.Version: ProtocolLimits.Version } => null,
            { Welcome: { } welcome } => new Error { Code = ErrorCode.Version, Message = $"it speaks version {welcome.Version} of the protocol, this program {ProtocolLimits.Version}" },
            { Error: { Code: not ErrorCode.OutOfOrder } error } => error,
            null => throw new IOException("Closed before Welcome."),
            _ => throw new ProtocolException(ErrorCode.Invalid, "No Welcome."),
        };
    }
}
