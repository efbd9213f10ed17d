using GvNap.Index.Directory;
using GvNap.Protocol.Messages;
using GvNap.Protocol.Peers;

namespace GvNap.Index.Tests.Connections;

public sealed class SessionRegistryTests
{
    private readonly SessionRegistry _registry = new();
    private readonly PeerId _peer = PeerId.Create();

    [Fact]
    public void Newer_session_elsewhere_ends_the_connection()
    {
        var link = new RecordingLink();
        Assert.True(_registry.Hold(new(_peer, 1), "alice", link));

        _registry.Observe(Attached(1));
        Assert.Empty(link.Ends);
        _registry.Observe(Attached(2));

        Assert.Equal([ErrorCode.Superseded], link.Ends);
    }

    [Fact]
    public void Older_session_that_is_told_late_ends_nothing()
    {
        var link = new RecordingLink();
        Assert.True(_registry.Hold(new(_peer, 5), "alice", link));

        _registry.Observe(Attached(4));

        Assert.Empty(link.Ends);
    }

    [Fact]
    public void Session_that_was_superseded_before_it_is_held_is_not_held()
    {
        _registry.Observe(Attached(2));

        Assert.False(_registry.Hold(new(_peer, 1), "alice", new RecordingLink()));
    }

    [Fact]
    public void Released_session_is_not_ended()
    {
        var link = new RecordingLink();
        _registry.Hold(new(_peer, 1), "alice", link);
        _registry.Release(new(_peer, 1));

        _registry.Observe(Attached(2));

        Assert.Empty(link.Ends);
    }

    [Fact]
    public void Release_of_an_older_session_leaves_the_newer_one_held()
    {
        var (older, newer) = (new RecordingLink(), new RecordingLink());
        _registry.Hold(new(_peer, 1), "alice", older);
        _registry.Hold(new(_peer, 2), "alice", newer);

        _registry.Release(new(_peer, 1));
        _registry.Observe(Attached(3));

        Assert.Equal([ErrorCode.Superseded], older.Ends);
        Assert.Equal([ErrorCode.Superseded], newer.Ends);
    }

    [Fact]
    public void Peer_that_lost_its_name_is_told_once()
    {
        var link = new RecordingLink();
        _registry.Hold(new(_peer, 1), "alice", link);

        _registry.Observe(new DirectoryEvent.RecordChanged(Record("alice")));
        Assert.Empty(link.Pushes);
        _registry.Observe(new DirectoryEvent.RecordChanged(Record("")));
        _registry.Observe(new DirectoryEvent.RecordChanged(Record("")));

        Assert.Equal(ErrorCode.NameTaken, Assert.Single(link.Pushes).Notice.Code);
        Assert.Empty(link.Ends);
    }

    private DirectoryEvent.Attached Attached(long session) => new(Record("alice"), new(_peer, session));

    private PeerRecord Record(string user) => new(_peer, user, [], 0);
}
