using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace GvNap.Index.Directory.Redis;

/// <summary>
/// The connection to Redis. Every command is bounded in time, since the client's own asynchronous calls are not;
/// after one that failed, further ones fail at once, until a probe comes through.
/// </summary>
internal sealed partial class RedisStore(RedisDirectoryOptions options, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private const int ConfigCheckSeconds = 2;

    private readonly Lock _gate = new();
    private ConnectionMultiplexer? _connection;
    private volatile bool _available;
    private bool _wasAway;
    private int _refused;

    /// <summary>The keys in this store.</summary>
    public RedisKeys Keys { get; } = new(options.KeyPrefix);

    /// <summary>False after a command failed, until a probe came through.</summary>
    public bool Available => _available;

    /// <summary>Host and port, for a person.</summary>
    public string Name { get; } = "redis " + string.Join(',', ConfigurationOptions.Parse(options.Connection).EndPoints.Select(Describe));

    /// <summary>Connects; if the server is away, goes on trying in the background.</summary>
    public async Task ConnectAsync(Action onChange, CancellationToken cancellationToken)
    {
        var configuration = ConfigurationOptions.Parse(options.Connection);
        configuration.AbortOnConnectFail = false;
        configuration.ConnectTimeout = (int)options.CommandTimeout.TotalMilliseconds;
        configuration.ClientName = "gvnap-index";

        // How soon a cluster's new masters are found out: by itself the client looks once a minute.
        configuration.ConfigCheckSeconds = ConfigCheckSeconds;
        _connection = await ConnectionMultiplexer.ConnectAsync(configuration).WaitAsync(cancellationToken);
        if (options.ListenForChanges)
        {
            var channel = new RedisChannel(Keys.Channel, RedisChannel.PatternMode.Literal);
            Observe(_connection.GetSubscriber().SubscribeAsync(channel, (_, _) => onChange()));
        }
    }

    /// <summary>Runs a script.</summary>
    /// <exception cref="StoreUnavailableException">It is not known whether it ran.</exception>
    public async Task<RedisResult> RunAsync(RedisScript script, RedisKey[] keys, RedisValue[] values, bool probe = false)
    {
        using var activity = Activity.Current is null ? null : Telemetry.Source.StartActivity("run " + script.Name, ActivityKind.Client);
        activity?.SetTag("db.system.name", "redis");
        return await DoAsync(script.Name, async database =>
        {
            try
            {
                return await database.ScriptEvaluateAsync(script.Text, keys, values);
            }
            catch (RedisServerException exception) when (exception.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
            {
                return await database.ScriptEvaluateAsync(script.Text, keys, values);
            }
        }, probe);
    }

    /// <summary>Sends a command, or several that are pipelined.</summary>
    /// <exception cref="StoreUnavailableException">It is not known whether it was carried out.</exception>
    public async Task<T> DoAsync<T>(string name, Func<IDatabase, Task<T>> command, bool probe = false)
    {
        if (!probe && !_available)
        {
            throw new StoreUnavailableException(name);
        }

        try
        {
            options.BeforeCommand?.Invoke(name);
            var result = command(_connection!.GetDatabase());
            Observe(result);
            var value = await ElsewhereAsync(result.WaitAsync(options.CommandTimeout, time));
            options.AfterCommand?.Invoke(name);
            if (probe)
            {
                SetAvailable(true);
            }

            return value;
        }
        catch (RedisServerException exception)
        {
            LogRefused(name, exception);
            throw new StoreUnavailableException(name, exception);
        }
        catch (Exception exception) when (exception is TimeoutException or RedisException or ObjectDisposedException or OperationCanceledException)
        {
            NoteRefusal(exception);
            SetAvailable(false);
            throw new StoreUnavailableException(name, exception);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _available = false;
        if (_connection is { } connection)
        {
            await connection.CloseAsync(allowCommandsToComplete: false).WaitAsync(options.CommandTimeout, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            connection.Dispose();
        }
    }

    /// <summary>
    /// Goes on on another thread than that on which the client hands out replies, one after the other: who takes long over
    /// one reply would hold up those to all other commands, until they are given up on.
    /// </summary>
    private static async Task<T> ElsewhereAsync<T>(Task<T> reply)
    {
        try
        {
            return await reply;
        }
        finally
        {
            await Task.Yield();
        }
    }

    private static string Describe(EndPoint endpoint) => endpoint switch
    {
        DnsEndPoint dns => $"{dns.Host}:{dns.Port}",
        _ => endpoint.ToString()!,
    };

    /// <summary>A command that was given up on may fail later; nobody waits for that.</summary>
    private static void Observe(Task task) =>
        task.ContinueWith(static done => _ = done.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);

    /// <summary>Says once that a password is wrong or missing: to whoever sends commands it looks as if nobody were there.</summary>
    private void NoteRefusal(Exception exception)
    {
        if (exception.InnerException is RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure } && Interlocked.Exchange(ref _refused, 1) == 0)
        {
            LogPassword(Name);
        }
    }

    /// <summary>Many commands fail at once when the store goes: that is said once.</summary>
    private void SetAvailable(bool available)
    {
        lock (_gate)
        {
            switch (_available, available)
            {
                case (true, false):
                    LogAway(Name);
                    break;
                case (false, true) when _wasAway:
                    LogBack(Name);
                    break;
            }

            _available = available;
            if (available)
            {
                _refused = 0;
            }
            else
            {
                _wasAway = true;
            }
        }
    }

    // As loud as that it was away: whoever read that wants to know.
    [LoggerMessage(Level = LogLevel.Warning, Message = "{Store} is back")]
    private partial void LogBack(string store);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Store} is away: searches go on, changes are written when it is back")]
    private partial void LogAway(string store);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Store} refuses the password, or wants one: give it as HOST:PORT,password=…")]
    private partial void LogPassword(string store);

    [LoggerMessage(Level = LogLevel.Error, Message = "Redis refused {Command}")]
    private partial void LogRefused(string command, Exception exception);
}
