using GvNap.Index.Directory.Redis;

namespace GvNap.Index.Tests.Directory.Model;

/// <summary>Makes a server's commands to Redis fail at a chosen write: once, or for ever, as if it had died there.</summary>
internal sealed class Faults
{
    private static readonly HashSet<string> Writes = ["attach", "announce", "share", "restore", "claim", "leave", "release", "renew"];

    private readonly Lock _gate = new();
    private int _countdown = -1;
    private bool _after;
    private bool _fatal;
    private bool _dead;

    /// <summary>The server died at a write, and does nothing more.</summary>
    public bool Dead
    {
        get
        {
            lock (_gate)
            {
                return _dead;
            }
        }
    }

    /// <summary>The write after <paramref name="writes"/> more fails: before it is sent, or after it was carried out.</summary>
    public void Plan(int writes, bool after, bool fatal)
    {
        lock (_gate)
        {
            (_countdown, _after, _fatal) = (writes, after, fatal);
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _countdown = -1;
        }
    }

    public RedisDirectoryOptions Into(RedisDirectoryOptions options) => options with
    {
        PollInterval = TimeSpan.FromMilliseconds(50),
        CompareInterval = TimeSpan.FromSeconds(1),
        BeforeCommand = command => Check(command, after: false),
        AfterCommand = command => Check(command, after: true),
    };

    private void Check(string command, bool after)
    {
        lock (_gate)
        {
            if (_dead)
            {
                throw new TimeoutException("The server is dead.");
            }

            if (_countdown < 0 || after != _after || !Writes.Contains(command) || _countdown-- > 0)
            {
                return;
            }

            _dead = _fatal;
            throw new TimeoutException("An injected fault.");
        }
    }
}
