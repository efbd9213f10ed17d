using GvNap.Index.Directory;

namespace GvNap.Index.Tests.Directory;

/// <summary>How catalogues change, in whatever the directory is kept.</summary>
public abstract class CatalogueContract : ObservedDirectory
{
    private static readonly (uint, string)[] Two = [(0, "one"), (1, "two")];

    [Fact]
    public async Task Batches_apply_one_after_the_other()
    {
        var session = await JoinAsync("alice");
        Assert.Equal(new ShareResult(ShareOutcome.Applied, 7), await Directory.ShareAsync(session, 0, 7, Two));
        Assert.True(View.Has(session.Peer, "one", "two"));
        Assert.Equal(new ShareResult(ShareOutcome.Applied, 8), await Directory.ShareAsync(session, 7, 8, [(1, "two again"), (4_321, "far")], [0]));
        Assert.True(View.Has(session.Peer, "two again", "far"));
        Assert.Equal(new ShareResult(ShareOutcome.Applied, 9), await Directory.ShareAsync(session, 0, 9, [(3, "new")], replace: true));
        Assert.True(View.Has(session.Peer, "new"));
        Assert.Equal(new ShareResult(ShareOutcome.Applied, 10), await Directory.ShareAsync(session, 9, 10, [], [3]));
        Assert.True(View.Has(session.Peer));
    }

    [Fact]
    public async Task A_batch_that_was_applied_is_acknowledged_again()
    {
        var session = await JoinAsync("alice");
        await Directory.ShareAsync(session, 0, 7, Two);
        var events = View.Events.Count;
        Assert.Equal(new ShareResult(ShareOutcome.Applied, 7), await Directory.ShareAsync(session, 0, 7, Two));
        Assert.Equal(events, View.Events.Count);
    }

    [Fact]
    public async Task A_batch_for_another_version_is_refused()
    {
        var session = await JoinAsync("alice");
        await Directory.ShareAsync(session, 0, 7, Two);
        Assert.Equal(new ShareResult(ShareOutcome.Mismatch, 7), await Directory.ShareAsync(session, 6, 8, [(2, "three")]));
        Assert.True(View.Has(session.Peer, "one", "two"));
    }

    [Fact]
    public async Task A_catalogue_beyond_the_limit_is_refused()
    {
        var session = await JoinAsync("alice");
        for (var batch = 0u; batch < 5; batch++)
        {
            var files = Enumerable.Range((int)batch * 1_000, 1_000).Select(number => ((uint)number, $"file {number}")).ToArray();
            Assert.Equal(ShareOutcome.Applied, (await Directory.ShareAsync(session, batch, batch + 1, files)).Outcome);
        }

        Assert.Equal(new ShareResult(ShareOutcome.Limit, 5), await Directory.ShareAsync(session, 5, 6, [(5_000, "one too many")]));
        Assert.Equal(new ShareResult(ShareOutcome.Applied, 6), await Directory.ShareAsync(session, 5, 6, [(5_000, "in place of another")], [0]));
        Assert.Equal(5_000, View.Find(session.Peer)!.Files.Count);
    }
}
