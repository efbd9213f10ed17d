using System.Threading.Channels;
using GvNap.Peer.IndexClient;

namespace GvNap.Peer;

/// <summary>Brings together what there is to say about one session after another. The oldest is dropped when nobody reads.</summary>
internal sealed class NoticeRelay
{
    private readonly Channel<IndexNotice> _notices = Channel.CreateBounded<IndexNotice>(
        new BoundedChannelOptions(100) { FullMode = BoundedChannelFullMode.DropOldest });

    /// <summary>What a person should know.</summary>
    public ChannelReader<IndexNotice> Reader => _notices.Reader;

    /// <summary>Adds a notice.</summary>
    public void Say(IndexNoticeKind kind, string message) => _notices.Writer.TryWrite(new IndexNotice(kind, message));

    /// <summary>Adds what a session says, until it ends.</summary>
    public async Task FollowAsync(IndexSession session, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var notice in session.Notices.ReadAllAsync(cancellationToken))
            {
                Say(notice.Kind, notice.Message);
            }
        }
        catch (OperationCanceledException)
        {
            // The peer quits.
        }
    }

    /// <summary>There will be no more.</summary>
    public void Complete() => _notices.Writer.TryComplete();
}
