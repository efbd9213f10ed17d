using GvNap.Protocol;
using GvNap.Protocol.Framing;
using GvNap.Protocol.Messages;

namespace GvNap.AppHost.Health;

/// <summary>The first exchange on a connection.</summary>
/// <param name="Request">What is said.</param>
/// <param name="Reply">What a well server answers.</param>
internal sealed record Greeting(Envelope Request, Envelope.MessageOneofCase Reply)
{
    /// <summary>Of the index protocol.</summary>
    public static Greeting OfIndexServer { get; } = new(
        new Envelope { RequestId = 1, Hello = new Hello { MinVersion = ProtocolLimits.Version, MaxVersion = ProtocolLimits.Version, Agent = "GvNap.AppHost" } },
        Envelope.MessageOneofCase.Welcome);

    /// <summary>Of the transfer protocol; whoever answers is the right peer.</summary>
    public static Greeting OfPeer { get; } = new(
        new Envelope { RequestId = 1, TransferHello = new TransferHello { MinVersion = ProtocolLimits.Version, MaxVersion = ProtocolLimits.Version } },
        Envelope.MessageOneofCase.TransferWelcome);

    /// <summary>Connects and greets.</summary>
    /// <exception cref="IOException">The answer is another one, or none.</exception>
    public async Task<FrameConnection> ConnectAsync(string host, int port, CancellationToken cancellationToken)
    {
        var connection = await FrameConnection.ConnectAsync(host, port, cancellationToken);
        try
        {
            await connection.Writer.WriteAsync(Request, cancellationToken);
            var reply = await connection.Reader.ReadAsync(cancellationToken);
            return reply?.MessageCase == Reply ? connection : throw new IOException($"{Reply} was expected, not {reply?.Error?.Message ?? reply?.MessageCase.ToString() ?? "the end"}.");
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
