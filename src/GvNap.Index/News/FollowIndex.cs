using GvNap.Protocol.Naming;

namespace GvNap.Index.News;

/// <summary>Who follows whom. Not safe for concurrent use.</summary>
internal sealed class FollowIndex
{
    private readonly Dictionary<string, HashSet<Subscriber>> _followers = [];
    private volatile int _count;

    /// <summary>Users who are followed, each with the followers counted. Any thread may ask.</summary>
    public int Count => _count;

    /// <summary>Replaces whom a subscriber follows. Names that are none, and those beyond the limit, are left out.</summary>
    public void Replace(Subscriber subscriber, IEnumerable<string> users, int most)
    {
        foreach (var user in subscriber.Followed.Keys)
        {
            if (_followers.TryGetValue(user, out var followers) && followers.Remove(subscriber) && followers.Count == 0)
            {
                _followers.Remove(user);
            }
        }

        _count -= subscriber.Followed.Count;
        subscriber.Followed.Clear();
        subscriber.ForgetPresence();
        foreach (var user in users.Where(UserName.IsValid).Select(UserName.Fold).Distinct().Take(most))
        {
            if (!_followers.TryGetValue(user, out var followers))
            {
                _followers[user] = followers = [];
            }

            followers.Add(subscriber);
            subscriber.Followed[user] = false;
        }

        _count += subscriber.Followed.Count;
    }

    /// <summary>Who follows a user.</summary>
    /// <param name="user">A user name in lower case.</param>
    public IReadOnlyCollection<Subscriber> Find(string user) => _followers.TryGetValue(user, out var followers) ? followers : [];
}
