using GvNap.Index.News;
using GvNap.Protocol.Messages;

namespace GvNap.Index.Connections;

/// <summary>What one connection wants to be told of: files, and users. One caller at a time.</summary>
/// <param name="services">What all connections share.</param>
/// <param name="link">The connection.</param>
internal sealed class Subscriptions(IndexServices services, IPeerLink link)
{
    /// <summary>Queries in one request, above any limit of a server's: each that is refused takes room in the reply.</summary>
    private const int MostQueries = 1_000;

    private Subscriber? _subscriber;

    /// <summary>Replaces what is watched for.</summary>
    public Reply Watch(Watch request, Attachment attachment)
    {
        if (request.Queries.Count > MostQueries)
        {
            return Reply.Refuse(ErrorCode.Invalid, $"A request has at most {MostQueries} queries.");
        }

        var refused = services.News.Watch(Open(attachment), request.Queries, services.Limits.WatchesPerConnection);
        return new(new Envelope { Watching = new Watching { Refused = { refused } } });
    }

    /// <summary>Replaces who is followed.</summary>
    public Reply Follow(Follow request, Attachment attachment)
    {
        var users = services.News.Follow(Open(attachment), request.Users, services.Limits.FollowsPerConnection);
        return new(new Envelope { Following = new Following { Users = { users } } });
    }

    /// <summary>The connection is over.</summary>
    public void End()
    {
        if (_subscriber is { } subscriber)
        {
            services.News.Remove(subscriber);
        }
    }

    private Subscriber Open(Attachment attachment) => _subscriber ??= new(link, () => attachment.Peer);
}
