using GvNap.Peer.Tests.Sharing;
using GvNap.Protocol.Content;
using Microsoft.Extensions.Time.Testing;

namespace GvNap.Peer.Tests;

public sealed class FetchPaceTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly FetchedFile _file = new("film.bin", new byte[10 * PieceGeometry.Of(0).PieceLength]) { HasPiece = static _ => false };

    [Fact]
    public void Nothing_is_known_before_the_first_piece()
    {
        var pace = new FetchPace(_file, _time);

        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(TimeSpan.MaxValue, pace.TimeLeft);
    }

    [Fact]
    public void It_goes_on_as_it_did_so_far()
    {
        var pace = new FetchPace(_file, _time);

        _file.HasPiece = static piece => piece < 2;
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.FromSeconds(4), pace.TimeLeft);

        _file.HasPiece = static _ => true;
        Assert.Equal(TimeSpan.Zero, pace.TimeLeft);
    }

    [Fact]
    public void What_was_there_before_says_nothing_of_the_pace()
    {
        _file.HasPiece = static piece => piece < 5;
        var pace = new FetchPace(_file, _time);

        _file.HasPiece = static piece => piece < 6;
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(TimeSpan.FromSeconds(4), pace.TimeLeft);
    }
}
