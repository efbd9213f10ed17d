using System.CommandLine;
using GvNap.Peer.Finding;
using GvNap.Peer.IndexClient;
using GvNap.Peer.Wishes;
using GvNap.Protocol.Messages;
using GvNap.Protocol.Naming;

namespace GvNap.Peer.Cli.OneShot;

/// <summary><c>gvnap watch QUERY</c>: a line for each file that somebody begins to share, until it is told to end.</summary>
internal static class WatchCommand
{
    /// <summary>An index server ends connections that say nothing for ten minutes.</summary>
    private static readonly TimeSpan PokeInterval = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <summary>Makes the command.</summary>
    public static Command Make(Func<ParseResult, Invocation> begin)
    {
        var query = new Argument<string[]>("QUERY")
        {
            Arity = ArgumentArity.OneOrMore,
            Description = "As for search. Put -- before a query that begins with a hyphen.",
        };
        var command = new Command("watch", "Prints a line for each matching file that somebody begins to share, until SIGTERM or Ctrl+C.") { query };
        command.SetAction((parsed, cancellationToken) => RunAsync(begin(parsed), string.Join(' ', parsed.GetRequiredValue(query)), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Invocation run, string query, CancellationToken cancellationToken)
    {
        var servers = await run.FindIndexAsync(cancellationToken);
        var watch = new Watch(new WatchedQuery(1, query), new SeenFiles());
        try
        {
            var backOff = new BackOff(TimeSpan.FromMilliseconds(200), LongestPause);
            for (var connection = (await ConnectAsync(run, servers, watch, cancellationToken)).Require(); ;)
            {
                await using (connection)
                {
                    run.Host.Problems.WriteLine($"Watching for {SafeText.ForTerminal(query)} at {connection.Server}.");
                    var end = await WaitAsync(run, connection, cancellationToken);
                    if (watch.Refusal is { } refusal)
                    {
                        throw new CannotException(refusal);
                    }

                    run.Host.Problems.WriteLine($"{end.Message} It is tried again.");
                }

                connection = await ConnectAgainAsync(run, ServerOrder.After(servers, connection.Server), watch, backOff, cancellationToken);
                backOff = new BackOff(TimeSpan.FromMilliseconds(200), LongestPause);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && run.Host.Signals is not { Interrupted: true })
        {
            // SIGTERM is how watching ends.
            return ExitStatus.Done;
        }
    }

    /// <summary>Waits for the end of the connection.</summary>
    /// <exception cref="CannotException">It is for good.</exception>
    private static async Task<IndexFailure> WaitAsync(Invocation run, IndexConnection connection, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(PokeInterval, run.Host.Time);
        while (true)
        {
            var tick = timer.WaitForNextTickAsync(cancellationToken).AsTask();
            if (await Task.WhenAny(connection.Ended, tick) == connection.Ended)
            {
                return await connection.Ended;
            }

            await tick;
            connection.Poke();
        }
    }

    private static async Task<IndexConnection> ConnectAgainAsync(
        Invocation run, IReadOnlyList<IndexAddress> servers, Watch watch, BackOff backOff, CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(backOff.Next(), run.Host.Time, cancellationToken);
            if ((await ConnectAsync(run, servers, watch, cancellationToken)).TryGet(out var connection, out var failure))
            {
                return connection;
            }

            if (failure.Code is ErrorCode.Banned or ErrorCode.Version or ErrorCode.Unsupported or ErrorCode.Invalid)
            {
                throw new CannotException(failure.Message);
            }
        }
    }

    private static async Task<IndexReply<IndexConnection>> ConnectAsync(Invocation run, IReadOnlyList<IndexAddress> servers, Watch watch, CancellationToken cancellationToken)
    {
        var dialled = await IndexConnection.ConnectAsync(servers, ComponentOptions.Connection(run.Options), cancellationToken);
        if (!dialled.TryGet(out var connection, out _))
        {
            return dialled;
        }

        connection.Pushed = pushed => Print(run, connection, watch, pushed);
        await watch.Seen.BeginAsync(watch.Query, connection, cancellationToken);
        var reply = await connection.WatchAsync([watch.Query], cancellationToken);
        if (reply.TryGet(out var watching, out var failure) && watching.Refused.FirstOrDefault() is { } refused)
        {
            failure = new IndexFailure(IndexFailureKind.Refused, ErrorCode.Invalid, SafeText.ForTerminal(refused.Reason));
        }

        if (failure is null)
        {
            return new(connection);
        }

        await connection.DisposeAsync();
        return new(failure);
    }

    private static void Print(Invocation run, IndexConnection connection, Watch watch, Envelope pushed)
    {
        switch (pushed)
        {
            case { Matches: { } matches }:
                foreach (var file in MatchedFile.Read(matches.Matches_).Where(file => watch.Seen.Add(watch.Query, file)))
                {
                    run.Print(run.Json ? JsonOutput.Match(file) : Describe(file));
                }

                if (matches.Missed > 0)
                {
                    run.Host.Problems.WriteLine($"{matches.Missed} further files came too fast to be named: a search finds them.");
                }

                break;
            case { ServerClosing: { } closing }:
                run.Host.Problems.WriteLine(SessionPushes.WithReason($"The index server {connection.Server} is closing", closing.Message));
                break;
            case { Error: { } error }:
                watch.Refusal = error.Code == ErrorCode.Banned ? SessionPushes.Refusal(error.Message) : null;
                connection.End(SafeText.ForTerminal(error.Message).TrimEnd('.'));
                break;
        }
    }

    private static string Describe(NetworkFile file) => $"{file.Content}  {MatchedFile.Describe(file)}";

    private sealed record Watch(WatchedQuery Query, SeenFiles Seen)
    {
        /// <summary>Why the server does not want this client any more: it does not come back by itself then.</summary>
        public string? Refusal { get; set; }
    }
}
