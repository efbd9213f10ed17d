using GvNap.Index.Directory.Redis;
using GvNap.Protocol.Peers;

namespace GvNap.Index.Tests.Directory;

public sealed class PeerMirrorTests
{
    private static readonly PeerId Alice = PeerId.Create();

    private readonly DirectoryView _view = new();
    private readonly ToldCatalogues _told = new();
    private readonly List<PeerId> _asked = [];
    private readonly PeerMirror _mirror;

    public PeerMirrorTests() => _mirror = new(_told.Before(_view.Apply), peer =>
    {
        _asked.Add(peer);
        return _told.EntriesOf(peer);
    });

    [Fact]
    public void Entries_of_a_listed_peer_are_those_of_whoever_was_told()
    {
        var peer = Attach(held: true);
        _mirror.ChangeCatalogue(peer, Requests.Change(0, 7, [(0, "a"), (3, "b")], []), 2);

        var whole = _mirror.ReadCatalogue(peer);
        Assert.Equal((7ul, true), (whole.Version, whole.Replace));
        Assert.Equal(_told.EntriesOf(Alice), whole.Added);
        Assert.Equal(2, whole.Added.Count);
    }

    [Fact]
    public void A_held_peer_that_lapsed_comes_back_with_its_files_and_those_it_shared_meanwhile()
    {
        var peer = Attach(held: true);
        _mirror.ChangeCatalogue(peer, Requests.Change(0, 7, [(0, "a"), (1, "b"), (2, "c")], []), 2);
        _mirror.Leave(peer, 3);
        Assert.Null(_view.Find(Alice));

        _mirror.ChangeCatalogue(peer, Requests.Change(7, 8, [(1, "new b"), (5, "d")], [2]), 4);
        Assert.Equal([0u, 1u, 5u], _mirror.ReadCatalogue(peer).Added.Select(entry => entry.Number));

        Attach(held: true);
        Assert.True(_view.Has(Alice, "a", "new b", "d"));
        Assert.Empty(peer.Unlisted);
    }

    [Fact]
    public void A_peer_of_another_server_leaves_without_its_files_being_copied()
    {
        var peer = Attach(held: false);
        _mirror.ChangeCatalogue(peer, Requests.Change(0, 7, [(0, "a")], []), 2);
        _mirror.Leave(peer, 3);
        Assert.Empty(_asked);
        Assert.False(_mirror.TryFind(Alice, out _));
    }

    [Theory]
    [InlineData((int)Due.Record)]
    [InlineData((int)Due.Leave)]
    public void A_peer_that_is_still_to_be_written_keeps_its_files_and_is_listed_with_them_if_it_is_back_elsewhere(int due)
    {
        var peer = Attach(held: true);
        _mirror.ChangeCatalogue(peer, Requests.Change(0, 7, [(0, "a")], []), 2);
        (peer.Held, peer.Due) = (false, (Due)due);
        _mirror.Leave(peer, 3);
        Assert.Equal(7ul, peer.Catalogue.Version);
        Assert.Single(_mirror.ReadCatalogue(peer).Added);

        Attach(held: false, session: 2);
        Assert.True(_view.Has(Alice, "a"));
    }

    [Theory]
    [InlineData(false, 2, (int)Due.None)]
    [InlineData(false, 1, (int)(Due.Catalogue | Due.Leave))]
    [InlineData(true, 2, (int)(Due.Catalogue | Due.Leave))]
    public void A_session_that_began_elsewhere_leaves_nothing_due_of_the_one_before_it(bool held, int session, int due)
    {
        var peer = Attach(held: true);
        (peer.Held, peer.Due) = (false, Due.Catalogue | Due.Leave);
        Attach(held, session);
        Assert.Equal((Due)due, peer.Due);
    }

    private KnownPeer Attach(bool held, long session = 1)
    {
        Assert.True(_mirror.Attach(new(Alice, "alice", [], 0), session, null, 1, held));
        Assert.True(_mirror.TryFind(Alice, out var peer));
        return peer;
    }
}
