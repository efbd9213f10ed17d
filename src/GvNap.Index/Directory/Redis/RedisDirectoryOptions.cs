namespace GvNap.Index.Directory.Redis;

/// <summary>Where the shared directory is, and how often it is looked at.</summary>
internal sealed record RedisDirectoryOptions
{
    /// <summary>A StackExchange.Redis configuration: <c>HOST:PORT[,option=value…]</c>.</summary>
    public required string Connection { get; init; }

    /// <summary>What this index server is called in the directory, for whoever looks into it. Without spaces.</summary>
    public string ServerId { get; init; } = $"{Environment.MachineName}-{Guid.NewGuid():N}";

    /// <summary>What all keys begin with.</summary>
    public string KeyPrefix { get; init; } = "gvnap:";

    /// <summary>How long a command may take. A server that waits longer for Redis than a peer for its server helps nobody.</summary>
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often the change log is read even if no message came: half of what may pass until others see a change.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How often all of the state is compared with what is known here, on average.</summary>
    public TimeSpan CompareInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Records that the change log keeps: some minutes of a busy network, and a few MiB.</summary>
    public int LogLength { get; init; } = 4_096;

    /// <summary>Whether to publish and listen for messages; without them, polling alone finds changes.</summary>
    public bool ListenForChanges { get; init; } = true;

    /// <summary>Called with a command's name before it is sent; what it throws, the command throws. For fault injection.</summary>
    public Action<string>? BeforeCommand { get; init; }

    /// <summary>Called with a command's name after it was carried out; what it throws, the command throws. For fault injection.</summary>
    public Action<string>? AfterCommand { get; init; }
}
