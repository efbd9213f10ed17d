using GvNap.Index.Directory;

namespace GvNap.Index.Tests.Directory;

/// <summary>How peers lapse, in whatever the directory is kept.</summary>
public abstract class LapseContract : ObservedDirectory
{
    private static readonly (uint, string)[] Two = [(0, "one"), (1, "two")];

    private protected override TimeSpan Lease => TimeSpan.FromSeconds(4);

    [Fact]
    public async Task A_silent_peer_lapses_and_comes_back_with_its_catalogue()
    {
        var silent = await Directory.AttachAsync("silent");
        await Directory.ShareAsync(silent.Session, 0, 7, Two);
        await Directory.DetachAsync(silent.Session);
        var lively = await Directory.AttachAsync("lively");
        await Eventually.TrueAsync(
            () =>
            {
                Directory.Renew(lively.Session);
                return View.Find(silent.Session.Peer) is null;
            },
            "a silent peer lapses");
        Assert.True(View.Has(lively.Session.Peer));
        Assert.Equal(AttachOutcome.NameTaken, (await Directory.AttachAsync("silent")).Outcome);

        var back = await Directory.AttachAsync("silent", silent.ResumeToken);
        Assert.Equal(AttachOutcome.Resumed, back.Outcome);
        Assert.Equal(silent.Session.Peer, back.Session.Peer);
        Assert.Equal(7UL, back.CatalogueVersion);
        Assert.True(View.Has(back.Session.Peer, "one", "two"));
    }

    [Fact]
    public async Task A_peer_that_lapsed_with_its_connection_still_there_is_brought_back_by_its_next_sign()
    {
        var alice = await Directory.AttachAsync("alice");
        await Directory.ShareAsync(alice.Session, 0, 7, Two);
        await Eventually.TrueAsync(() => View.Find(alice.Session.Peer) is null, "a silent peer lapses");
        Directory.Renew(alice.Session);
        await Eventually.TrueAsync(() => View.Has(alice.Session.Peer, "one", "two"), "its next sign brings it back");
        Assert.Equal(ShareOutcome.Applied, (await Directory.ShareAsync(alice.Session, 7, 8, [(2, "three")])).Outcome);
    }
}
