using GvNap.Index.Search;

namespace GvNap.Index.Tests.Search;

/// <summary>Contents that were gone, and come back.</summary>
public sealed class ReturningFilesTests
{
    private const int Files = 700;

    private readonly SearchIndex _index = new(new SearchLimits { CompactionFloor = int.MaxValue });

    public ReturningFilesTests() => _index.Attach(SearchSamples.Record(1, "alice"));

    [Fact]
    public void What_a_peer_shares_again_is_found_as_it_was_before()
    {
        // Some come back while the table of contents grows.
        for (var file = 0; file < Files; file++)
        {
            Share(peer: 1, file);
            if (file >= 10 && file % 3 == 0)
            {
                _index.Unshare(1, (uint)(file - 10));
                Share(peer: 1, file - 10);
            }
        }

        Assert.Equal((uint)Files, _index.Search("song").Total);
        Assert.All(Enumerable.Range(0, Files), file => Assert.Equal(["alice"], SourcesOf(file)));
    }

    [Fact]
    public void What_another_shares_after_its_only_peer_has_left_is_the_other_s()
    {
        Share(peer: 1, file: 5);
        _index.Leave(1);
        _index.Attach(SearchSamples.Record(2, "bob"));
        Share(peer: 2, file: 5);

        Assert.Equal(["bob"], SourcesOf(5));
        Assert.Equal("bob", Assert.Single(Assert.Single(_index.Search("song").Results).Sources).User);
    }

    [Fact]
    public void A_peer_that_is_away_for_a_moment_keeps_what_another_shares_meanwhile()
    {
        Share(peer: 1, file: 5);
        _index.Detach(1);
        _index.Attach(SearchSamples.Record(2, "bob"));
        Share(peer: 2, file: 5);
        _index.Attach(SearchSamples.Record(1, "alice"));

        Assert.Equal(["alice", "bob"], SourcesOf(5).Order());
        Assert.Equal(2u, Assert.Single(_index.Search("song").Results).SourceCount);
    }

    private void Share(int peer, int file) =>
        _index.Share(peer, SearchSamples.Entry((uint)file, $"song {file}.mp3", SearchSamples.Content(file)));

    private IEnumerable<string> SourcesOf(int file) =>
        _index.FindSources(SearchSamples.Content(file), 0, []).Sources.Select(source => source.User);
}
