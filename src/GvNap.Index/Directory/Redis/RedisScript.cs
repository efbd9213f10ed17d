namespace GvNap.Index.Directory.Redis;

/// <summary>A Lua script of this assembly. What it works on comes as KEYS, all of one slot, and ARGV only.</summary>
internal sealed class RedisScript
{
    /// <summary>{dir}: changes one peer's state and appends that to the log.</summary>
    public static readonly RedisScript Announce = OfDirectory("announce");

    /// <summary>{dir}: moves the deadlines of living peers.</summary>
    public static readonly RedisScript Renew = OfDirectory("renew");

    /// <summary>{dir}: removes lapsed peers.</summary>
    public static readonly RedisScript Reap = OfDirectory("reap");

    /// <summary>{dir}: reads on in the log.</summary>
    public static readonly RedisScript Read = new("read", Source("read"));

    /// <summary>{dir}: changes bans.</summary>
    public static readonly RedisScript Ban = OfDirectory("ban");

    /// <summary>{dir}: reads the bans.</summary>
    public static readonly RedisScript Bans = new("bans", Source("bans"));

    /// <summary>{PEER}: begins a session.</summary>
    public static readonly RedisScript Attach = new("attach", Source("attach"));

    /// <summary>{PEER}: writes a held peer again.</summary>
    public static readonly RedisScript Restore = new("restore", Source("restore"));

    /// <summary>{PEER}: applies a batch to the catalogue.</summary>
    public static readonly RedisScript Share = new("share", Source("share"));

    /// <summary>{PEER}: forgets a peer.</summary>
    public static readonly RedisScript Leave = new("leave", Source("leave"));

    /// <summary>User name: takes or keeps it.</summary>
    public static readonly RedisScript Claim = new("claim", Source("claim"));

    /// <summary>User name: gives it back.</summary>
    public static readonly RedisScript Release = new("release", Source("release"));

    private RedisScript(string name, string text) => (Name, Text) = (name, text);

    /// <summary>What it is called, in traces.</summary>
    public string Name { get; }

    /// <summary>The whole source.</summary>
    public string Text { get; }

    private static RedisScript OfDirectory(string name) => new(name, Source("directory") + Source(name));

    private static string Source(string name)
    {
        using var reader = new StreamReader(typeof(RedisScript).Assembly.GetManifestResourceStream(name + ".lua")!);
        return reader.ReadToEnd();
    }
}
