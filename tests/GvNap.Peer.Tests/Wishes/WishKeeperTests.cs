using GvNap.Peer.Wishes;
using GvNap.Protocol.Messages;
using Microsoft.Extensions.Logging.Abstractions;

namespace GvNap.Peer.Tests.Wishes;

public sealed class WishKeeperTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gvnap-keeper-").FullName;
    private readonly WishKeeper _keeper;

    public WishKeeperTests() => _keeper = new(Path.Combine(_folder, "wishes.json"), new(Watches: 50, Follows: 100), (_, _) => { }, NullLogger.Instance, TimeProvider.System);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _keeper.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task An_index_server_that_answers_before_follow_has_returned_is_heard()
    {
        var following = Task.Run(() => _keeper.Follow("alice"), Cancelled);
        Assert.True(SpinWait.SpinUntil(() => _keeper.List.Current.Follows.Contains("alice"), TimeSpan.FromSeconds(30)));

        _keeper.Receive(new Envelope { Presence = new Presence { Users = { new UserPresence { User = "alice", Online = true } } } });
        await following;

        Assert.True(_keeper.IsOnline("alice"));
    }

    [Fact]
    public async Task The_same_query_in_another_case_or_with_more_blanks_is_watched_once()
    {
        var first = await _keeper.WatchAsync("love  ext:flac ", connection: null, Cancelled);

        Assert.Same(first, await _keeper.WatchAsync("LOVE ext:FLAC", connection: null, Cancelled));
        Assert.Equal(2, (await _keeper.WatchAsync("love ext:mp3", connection: null, Cancelled)).Number);
        Assert.Equal([new WatchedQuery(1, "love ext:flac"), new WatchedQuery(2, "love ext:mp3")], _keeper.List.Current.Watches);
    }
}
