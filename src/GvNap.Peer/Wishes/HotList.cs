using GvNap.Protocol.Messages;
using GvNap.Protocol.Naming;

namespace GvNap.Peer.Wishes;

/// <summary>
/// Whether the users whom a peer follows are there, as its person was told. Who comes is told at once; who goes, after a
/// while: a peer that moves to another index server goes and comes within a blink.
/// </summary>
/// <param name="say">Tells the person: a user, and whether it came.</param>
/// <param name="time">The clock.</param>
internal sealed class HotList(Action<string, bool> say, TimeProvider time) : IDisposable
{
    /// <summary>How long a user must have been gone before that is told.</summary>
    public static readonly TimeSpan Blink = TimeSpan.FromSeconds(5);

    /// <summary>The same after this peer itself has reached an index server anew: others may still be on their way there.</summary>
    public static readonly TimeSpan Arrival = TimeSpan.FromSeconds(15);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, User> _users = [];

    /// <summary>Whether a user is there; null: not known.</summary>
    public bool? IsOnline(string user)
    {
        lock (_gate)
        {
            return _users.TryGetValue(UserName.Fold(user), out var known) ? known.Online : null;
        }
    }

    /// <summary>Follows just these, in lower case.</summary>
    public void Keep(IEnumerable<string> users)
    {
        lock (_gate)
        {
            foreach (var gone in _users.Keys.Except(users).ToList())
            {
                _users[gone].Going?.Dispose();
                _users.Remove(gone);
            }

            foreach (var user in users)
            {
                _users.TryAdd(user, new User());
            }
        }
    }

    /// <summary>Takes what an index server says.</summary>
    /// <param name="users">Users and how they are; others than those who are followed do not matter.</param>
    /// <param name="patience">How long a user must stay away before that is told.</param>
    public void Take(IEnumerable<UserPresence> users, TimeSpan patience)
    {
        lock (_gate)
        {
            foreach (var presence in users)
            {
                if (_users.TryGetValue(UserName.Fold(presence.User), out var user))
                {
                    Take(UserName.Fold(presence.User), user, presence.Online, patience);
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Keep([]);

    private void Take(string name, User user, bool online, TimeSpan patience)
    {
        if (online)
        {
            user.Going?.Dispose();
            user.Going = null;
            if (user.Online != true)
            {
                user.Online = true;
                say(name, true);
            }
        }
        else if (user.Online == true)
        {
            user.Going ??= time.CreateTimer(_ => Go(name, user), null, patience, Timeout.InfiniteTimeSpan);
        }
        else
        {
            user.Online = false;
        }
    }

    private void Go(string name, User user)
    {
        lock (_gate)
        {
            // Who came back in this very moment has no timer any more.
            if (user.Going is { } timer && _users.GetValueOrDefault(name) == user)
            {
                timer.Dispose();
                (user.Going, user.Online) = (null, false);
                say(name, false);
            }
        }
    }

    private sealed class User
    {
        public bool? Online { get; set; }

        public ITimer? Going { get; set; }
    }
}
