using System.Diagnostics;
using GvNap.Lab.Load.Checking;

namespace GvNap.EndToEnd.Tests.Load;

public sealed class LedgerTests
{
    private const int Peer = 1;
    private const int File = 4;
    private const int Home = 0;
    private const int Other = 1;
    private const long Settle = 1_000_000_000_000;

    private readonly TimeSpan _lease = TimeSpan.FromHours(1);
    private readonly Ledger _ledger = new(peers: 2, filesPerPeer: 3);

    [Fact]
    public void In_flux_a_file_may_be_shown_and_need_not()
    {
        AssertFlux();
        _ledger.FileIsThere(File);
        AssertFlux();
        _ledger.PeerIsThere(Peer, Home, _lease);
        _ledger.FileChanges(File);
        AssertFlux();
    }

    [Fact]
    public void What_is_acknowledged_must_be_shown_to_who_asks_later_and_on_other_servers_later_still()
    {
        var before = Stopwatch.GetTimestamp() - 1;
        _ledger.FileIsThere(File);
        _ledger.PeerIsThere(Peer, Home, _lease);

        Assert.True(_ledger.MustShow(File, Home, Now(), Settle));
        Assert.True(_ledger.MayShow(File, Home, Now(), Settle));
        Assert.False(_ledger.MustShow(File, Home, before, Settle));
        Assert.False(_ledger.MustShow(File, Other, Now(), Settle));
        Assert.True(_ledger.MustShow(File, Other, Now() + Settle, Settle));
    }

    [Fact]
    public void What_is_gone_must_not_be_shown_to_who_asks_later()
    {
        var before = Stopwatch.GetTimestamp() - 1;
        _ledger.PeerIsThere(Peer, Home, _lease);
        _ledger.FileIsGone(File);

        Assert.False(_ledger.MayShow(File, Home, Now(), Settle));
        Assert.False(_ledger.MustShow(File, Home, Now(), Settle));
        Assert.True(_ledger.MayShow(File, Home, before, Settle));
        Assert.True(_ledger.MayShow(File, Other, Now(), Settle));
        Assert.False(_ledger.MayShow(File, Other, Now() + Settle, Settle));
        Assert.StartsWith("the file for 0.", _ledger.TellGone(File, Now()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_may_show_what_it_heard_of_a_peer_to_who_asked_before_the_peer_came_to_it()
    {
        _ledger.FileIsGone(File);
        var asked = Now();
        _ledger.PeerMoves(Peer);
        Assert.True(_ledger.MayShow(File, Home, asked, Settle));

        _ledger.PeerIsThere(Peer, Home, _lease);
        Assert.True(_ledger.MayShow(File, Home, asked, Settle));
        Assert.False(_ledger.MayShow(File, Home, Now(), Settle));
    }

    [Fact]
    public void The_server_that_a_peer_left_may_show_what_the_next_one_believes_until_the_peer_has_said_what_it_has()
    {
        _ledger.PeerIsThere(Peer, Home, _lease);
        _ledger.FileIsGone(File);
        Assert.False(_ledger.MayShow(File, Home, Now(), Settle));

        _ledger.PeerMoves(Peer);
        Assert.True(_ledger.MayShow(File, Home, Now(), Settle));
        Assert.False(_ledger.MayShow(File, Home, Now() + Settle, Settle));
    }

    [Fact]
    public void A_peers_files_go_with_it_when_its_time_is_over()
    {
        _ledger.FileIsThere(File);
        _ledger.PeerIsThere(Peer, Home, _lease);
        _ledger.PeerIsGone(Peer, TimeSpan.FromHours(1));

        Assert.False(_ledger.MustShow(File, Home, Now(), Settle));
        Assert.True(_ledger.MayShow(File, Home, Now(), Settle));
        Assert.False(_ledger.MayShow(File, Home, Now() + (3601 * Stopwatch.Frequency), Settle));
        Assert.Matches(@"^the peer for [01]\.\d{3} s, last at server 0$", _ledger.TellGone(File, Now() + (3601 * Stopwatch.Frequency)));
        Assert.False(_ledger.IsAttached(Peer));
        Assert.True(_ledger.IsListed(File));
    }

    [Fact]
    public void Of_a_peer_whose_signs_of_life_came_late_nothing_must_be_shown_before_it_had_time_to_be_listed_again()
    {
        _ledger.FileIsThere(File);
        _ledger.PeerIsThere(Peer, Home, TimeSpan.Zero);
        AssertFlux();

        _ledger.PeerIsAlive(Peer, _lease);
        AssertFlux();
        Assert.True(_ledger.MustShow(File, Home, Now() + (3601 * Stopwatch.Frequency), Settle));
        Assert.True(_ledger.IsAttached(Peer));
    }

    [Fact]
    public void Of_a_peer_whose_signs_of_life_came_in_time_all_must_be_shown()
    {
        _ledger.FileIsThere(File);
        _ledger.PeerIsThere(Peer, Home, _lease);
        _ledger.PeerIsAlive(Peer, _lease);
        Assert.True(_ledger.MustShow(File, Home, Now(), Settle));
    }

    private static long Now() => Stopwatch.GetTimestamp();

    private void AssertFlux()
    {
        Assert.True(_ledger.MayShow(File, Home, Now(), Settle));
        Assert.False(_ledger.MustShow(File, Home, Now(), Settle));
    }
}
