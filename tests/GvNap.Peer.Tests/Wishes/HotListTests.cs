using GvNap.Peer.Wishes;
using GvNap.Protocol.Messages;
using Microsoft.Extensions.Time.Testing;

namespace GvNap.Peer.Tests.Wishes;

public sealed class HotListTests : IDisposable
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    private readonly FakeTimeProvider _time = new();
    private readonly List<string> _said = [];
    private readonly HotList _list;

    public HotListTests()
    {
        _list = new((user, came) => _said.Add(came ? $"+{user}" : $"-{user}"), _time);
        _list.Keep(["alice", "bob"]);
    }

    public void Dispose() => _list.Dispose();

    [Fact]
    public void Who_is_there_at_first_is_said_and_who_is_not_is_not()
    {
        Assert.Null(_list.IsOnline("alice"));

        Take(HotList.Arrival, ("alice", true), ("bob", false), ("stranger", true));
        _time.Advance(HotList.Arrival);

        Assert.Equal(["+alice"], _said);
        Assert.Equal((true, false, null), (_list.IsOnline("ALICE"), _list.IsOnline("bob"), _list.IsOnline("stranger")));
    }

    [Fact]
    public void Who_goes_is_said_when_it_has_been_gone_for_a_while()
    {
        Take(HotList.Arrival, ("alice", true));
        Take(HotList.Blink, ("alice", false));
        _time.Advance(HotList.Blink - Moment);
        Assert.Equal(["+alice"], _said);

        _time.Advance(Moment);

        Assert.Equal(["+alice", "-alice"], _said);
        Assert.False(_list.IsOnline("alice"));
        Take(HotList.Blink, ("alice", true));
        Assert.Equal(["+alice", "-alice", "+alice"], _said);
    }

    [Fact]
    public void Who_is_back_within_a_blink_has_not_gone()
    {
        Take(HotList.Arrival, ("alice", true));
        for (var times = 0; times < 5; times++)
        {
            Take(HotList.Blink, ("alice", false));
            _time.Advance(HotList.Blink - Moment);
            Take(HotList.Blink, ("alice", true));
        }

        _time.Advance(HotList.Arrival);
        Assert.Equal(["+alice"], _said);
    }

    [Fact]
    public void After_a_connection_of_ones_own_others_have_longer_to_come()
    {
        Take(HotList.Arrival, ("alice", true), ("bob", true));
        Take(HotList.Arrival, ("alice", false), ("bob", false));
        _time.Advance(HotList.Arrival - Moment);
        Take(HotList.Blink, ("bob", true));
        Assert.Equal(["+alice", "+bob"], _said);

        _time.Advance(Moment);

        Assert.Equal(["+alice", "+bob", "-alice"], _said);
    }

    [Fact]
    public void Of_whom_one_follows_no_more_nothing_is_said()
    {
        Take(HotList.Arrival, ("alice", true));
        Take(HotList.Blink, ("alice", false));
        _list.Keep(["bob"]);

        _time.Advance(HotList.Arrival);
        Take(HotList.Blink, ("alice", true));

        Assert.Equal(["+alice"], _said);
    }

    private void Take(TimeSpan patience, params (string User, bool Online)[] users) =>
        _list.Take(users.Select(user => new UserPresence { User = user.User, Online = user.Online }), patience);
}
