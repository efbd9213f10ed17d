using GvNap.Peer.IndexClient;

namespace GvNap.Peer.Cli.Prompting;

/// <summary><c>register [HOST PORT]</c>.</summary>
internal static class RegisterCommand
{
    /// <summary>Registers with the index server that is named.</summary>
    public static async Task RunAsync(PromptSession session, string rest, CancellationToken cancellationToken)
    {
        var (host, afterHost) = await session.TakeOrAskAsync(rest, "Host of the index server:", fallback: null, cancellationToken);
        if (!IndexAddress.TryParse(host, out var address))
        {
            throw new UsageException($"'{host}' is not a host; type: register HOST PORT");
        }

        // HOST:PORT is taken, too: it is what --index has.
        if (host == address.Host)
        {
            var (port, _) = await session.TakeOrAskAsync(afterHost, $"Port of the index server [{IndexAddress.DefaultPort}]:", $"{IndexAddress.DefaultPort}", cancellationToken);
            address = new IndexAddress(host, DownloadWording.ReadPort(port));
        }

        await RegisterAsync(session, [address], keepTrying: false, cancellationToken);
    }

    /// <summary>Registers, and says how that went.</summary>
    /// <param name="session">The session.</param>
    /// <param name="servers">The index servers, best first.</param>
    /// <param name="keepTrying">Whether to go on in the background if nobody answers.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    public static async Task RegisterAsync(PromptSession session, IReadOnlyList<IndexAddress> servers, bool keepTrying, CancellationToken cancellationToken)
    {
        var result = await session.Peer.RegisterAsync(servers, cancellationToken);
        switch (result.Outcome)
        {
            case RegisterOutcome.Registered:
                session.Terminal.WriteLine(result.Message);
                break;
            case RegisterOutcome.Unreachable or RegisterOutcome.Unavailable when keepTrying:
                session.Terminal.WriteProblem($"{result.Message} It is tried again in the background.");
                session.Peer.KeepTryingToRegister();
                break;
            default:
                throw new CannotException(result.Message);
        }
    }
}
