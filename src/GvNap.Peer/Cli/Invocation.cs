using GvNap.Peer.Finding;
using GvNap.Peer.IndexClient;

namespace GvNap.Peer.Cli;

/// <summary>One run of a command: where, and with which options.</summary>
/// <param name="Host">Where it runs.</param>
/// <param name="Options">The peer's options.</param>
/// <param name="Json">Whether to print JSON.</param>
/// <param name="Stay">Whether to go on when the input ends.</param>
internal sealed record Invocation(CliHost Host, PeerOptions Options, bool Json, bool Stay)
{
    /// <summary>Prints what programs read, as it is.</summary>
    public void Print(string text) => Host.Output.WriteLine(text);

    /// <summary>The index servers that were given or, from a person, are asked for.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public async Task<IReadOnlyList<IndexAddress>> FindIndexAsync(CancellationToken cancellationToken)
    {
        if (Options.Index.Count > 0)
        {
            return Options.Index;
        }

        var answer = Host.Terminal.IsInteractive ? await Host.Terminal.ReadLineAsync("Index server (HOST:PORT):", cancellationToken) : null;
        return IndexAddress.TryParseList(answer, out var servers)
            ? servers
            : throw new UsageException("no index server: give --index HOST:PORT, or set GVNAP_INDEX");
    }

    /// <summary>Connects to an index server without registering, asks, and hangs up.</summary>
    /// <param name="activityName">The name of the trace.</param>
    /// <param name="ask">Asks.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="CannotException">There is no answer.</exception>
    public async Task<T> AskIndexAsync<T>(string activityName, Func<NetworkQueries, Task<IndexReply<T>>> ask, CancellationToken cancellationToken)
        where T : class
    {
        var servers = await FindIndexAsync(cancellationToken);
        using var activity = Telemetry.Source.StartActivity(activityName);
        await using var connection = await ConnectAsync(servers, cancellationToken);
        return (await ask(new NetworkQueries(connection))).Require();
    }

    /// <summary>Connects to an index server without registering.</summary>
    /// <exception cref="CannotException">None answers.</exception>
    public async Task<IndexConnection> ConnectAsync(IReadOnlyList<IndexAddress> servers, CancellationToken cancellationToken) =>
        (await IndexConnection.ConnectAsync(servers, ComponentOptions.Connection(Options), cancellationToken)).Require();
}
