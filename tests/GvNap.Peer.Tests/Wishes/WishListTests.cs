using GvNap.Peer.Wishes;
using Microsoft.Extensions.Logging.Abstractions;

namespace GvNap.Peer.Tests.Wishes;

public sealed class WishListTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gvnap-wishes-").FullName;

    private string WishFile => Path.Combine(_folder, "wishes.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_is_wished_for_is_there_after_a_restart()
    {
        var list = Open();
        list.Add(new(1, "love song"));
        list.Add(new(2, "ext:flac \"été\""));
        list.Follow("Alice");
        list.Follow("bob");
        list.Follow("BOB");
        Assert.True(list.Unfollow("Alice"));
        Assert.False(list.Unfollow("alice"));

        var again = Open();

        Assert.Equal([new WatchedQuery(1, "love song"), new WatchedQuery(2, "ext:flac \"été\"")], again.Current.Watches);
        Assert.Equal(["bob"], again.Current.Follows);
        Assert.Null(again.Problem);
    }

    [Fact]
    public void Numbers_stay_and_free_ones_are_given_again()
    {
        var list = Open();
        Assert.Equal(1, list.NextNumber);
        list.Add(new(1, "one"));
        list.Add(new(2, "two"));
        Assert.True(list.Remove(1, out var removed));
        Assert.False(list.Remove(1, out _));

        Assert.Equal("one", removed.Query);
        Assert.Equal(1, Open().NextNumber);
        list.Add(new(1, "another"));
        Assert.Equal(3, list.NextNumber);
        Assert.Equal([1, 2], Open().Current.Watches.Select(watch => watch.Number));
    }

    [Fact]
    public async Task Changes_are_noticed_and_what_changes_nothing_is_not()
    {
        var list = Open();
        var revision = list.Current.Revision;
        var waiting = list.WaitForChangeAsync(revision, TestContext.Current.CancellationToken);
        Assert.False(list.Unfollow("bob"));
        Assert.False(waiting.IsCompleted);

        list.Follow("bob");
        await waiting;

        Assert.NotEqual(revision, list.Current.Revision);
        Assert.True(list.WaitForChangeAsync(revision, TestContext.Current.CancellationToken).IsCompleted);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"watches\": 3}")]
    public void What_cannot_be_read_is_put_aside_and_said(string content)
    {
        File.WriteAllText(WishFile, content);

        var list = Open();

        Assert.Empty(list.Current.Watches);
        Assert.Contains(WishFile + ".unreadable", list.Problem, StringComparison.Ordinal);
        Assert.Equal(content, File.ReadAllText(WishFile + ".unreadable"));
        list.Follow("bob");
        Assert.Equal(["bob"], Open().Current.Follows);
    }

    [Fact]
    public void What_makes_no_sense_in_it_is_passed_over()
    {
        File.WriteAllText(WishFile, """{"watches": [null, {"number": 0, "query": "x"}, {"number": 2}, {"number": 3, "query": "ok"}, {"number": 3, "query": "twice"}], "follows": ["Bob", "no one", null, "bob"]}""");

        var list = Open();

        Assert.Equal([new WatchedQuery(3, "ok")], list.Current.Watches);
        Assert.Equal(["bob"], list.Current.Follows);
    }

    [Fact]
    public void A_file_that_cannot_be_written_costs_nothing_now()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "x"));
        var list = new WishList(Path.Combine(_folder, "x", "wishes.json"), NullLogger.Instance);
        Directory.Delete(Path.Combine(_folder, "x"));

        list.Follow("bob");

        Assert.Equal(["bob"], list.Current.Follows);
    }

    private WishList Open() => new(WishFile, NullLogger.Instance);
}
