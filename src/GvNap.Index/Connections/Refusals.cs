using System.Net;
using GvNap.Protocol.Framing;
using GvNap.Protocol.Messages;
using GvNap.ServiceDefaults.Descriptors;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace GvNap.Index.Connections;

/// <summary>Connections that are not taken: says why, to the remote side if there is time for it, to the log and in the metrics.</summary>
internal sealed partial class Refusals(ILogger log, TimeProvider time)
{
    /// <summary>So many are waited for at once; a flood gets no such attention.</summary>
    private const int MostKept = 16;

    /// <summary>How long a refused connection is kept for its greeting: closed before that has come, it might lose the reason.</summary>
    private static readonly TimeSpan GreetingTime = TimeSpan.FromSeconds(1);

    private readonly LinePace _ofAddresses = new(time);
    private readonly LinePace _ofAll = new(time);
    private readonly LinePace _ofDescriptors = new(time);
    private int _kept;

    /// <summary>Refuses one more from an address that has all that it may have.</summary>
    public Task RefuseAddressAsync(ConnectionContext connection, IPAddress address, int limit)
    {
        Telemetry.CountRefused(RefusalReason.Address);
        if (_ofAddresses.TryTake(out var count))
        {
            LogAddress(address, limit, count);
        }

        return TellAsync(connection, ErrorCode.Limit, "Too many connections from your address.");
    }

    /// <summary>Refuses one more than the server has room for.</summary>
    public Task RefuseAsync(ConnectionContext connection, int limit)
    {
        Telemetry.CountRefused(RefusalReason.Total);
        if (_ofAll.TryTake(out var count))
        {
            LogFull(limit, count);
        }

        return TellAsync(connection, ErrorCode.Unavailable, "The server has no room for further connections: try again later, or another server.");
    }

    /// <summary>A connection was closed as soon as it was accepted.</summary>
    public void NoteClosed()
    {
        Telemetry.CountRefused(RefusalReason.Descriptors);
        if (_ofDescriptors.TryTake(out var count))
        {
            LogClosed(count);
        }
    }

    private async Task TellAsync(ConnectionContext connection, ErrorCode code, string message)
    {
        Frame.Write(connection.Transport.Output, new Envelope { Error = new Error { Code = code, Message = message } });

        // So short a message waits for nobody, and a remote side that is gone already is no error.
        await connection.Transport.Output.FlushAsync(CancellationToken.None);
        try
        {
            if (Interlocked.Increment(ref _kept) <= MostKept)
            {
                using var patience = new CancellationTokenSource(GreetingTime, time);
                var greeting = await connection.Transport.Input.ReadAsync(patience.Token);
                connection.Transport.Input.AdvanceTo(greeting.Buffer.End);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // It is gone, or says nothing.
        }
        finally
        {
            Interlocked.Decrement(ref _kept);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Connections are refused, {Count} since the last such line: {Limit} are open from {Address}")]
    private partial void LogAddress(IPAddress address, int limit, int count);

    [LoggerMessage(LogLevel.Warning, "Connections are refused, {Count} since the last such line: all {Limit} are taken")]
    private partial void LogFull(int limit, int count);

    [LoggerMessage(LogLevel.Warning, "Connections are closed unheard, {Count} since the last such line: this process may not have more files open (ulimit -n)")]
    private partial void LogClosed(int count);
}
