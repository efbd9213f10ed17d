using GvNap.Peer.Transfers;

namespace GvNap.Peer.Tests.Transfers;

public sealed class ConnectionBudgetTests
{
    [Theory]
    [InlineData(1, 16)]
    [InlineData(4, 16)]
    [InlineData(8, 8)]
    [InlineData(64, 1)]
    [InlineData(100, 1)]
    public void Downloads_share_the_sources_evenly_and_each_has_one(int downloads, int share)
    {
        var budget = new ConnectionBudget(total: 64, perDownload: 16);

        for (var begun = 0; begun < downloads; begun++)
        {
            budget.Enter();
        }

        Assert.Equal(share, budget.Share);
    }

    [Fact]
    public void What_a_download_leaves_is_shared_again()
    {
        var budget = new ConnectionBudget(total: 4, perDownload: 16);
        budget.Enter();
        budget.Enter();

        budget.Leave();

        Assert.Equal(4, budget.Share);
    }
}
