using GvNap.Peer.Transfers;
using GvNap.Protocol.Content;
using Microsoft.Extensions.Time.Testing;

namespace GvNap.Peer.Tests.Transfers;

public sealed class LiarsTests
{
    private static readonly ContentId Content = new(default, 1);

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void A_lie_is_remembered_for_a_while_and_about_that_content_only()
    {
        var liars = new Liars(_time);
        liars.Add(Content, Liar(6699));

        Assert.Equal("it lied", Blamed(liars, Content, 6699)?.Message);
        Assert.Null(Blamed(liars, Content, 6700));
        Assert.Null(Blamed(liars, new ContentId(default, 2), 6699));

        _time.Advance(TimeSpan.FromMinutes(61));
        Assert.Null(Blamed(liars, Content, 6699));
    }

    [Fact]
    public void Of_very_many_the_oldest_are_forgotten()
    {
        var liars = new Liars(_time);
        for (var port = 1; port <= 1_001; port++)
        {
            liars.Add(Content, Liar(port));
        }

        Assert.Null(Blamed(liars, Content, 1));
        Assert.NotNull(Blamed(liars, Content, 2));
        Assert.NotNull(Blamed(liars, Content, 1_001));
    }

    private static SourceEntry Liar(int port) => new(DownloadSource.At("192.0.2.1", port)) { Endpoint = $"192.0.2.1:{port}", Failure = new SourceFailure(SourceFailureKind.Lied, "it lied") };

    private static SourceFailure? Blamed(Liars liars, ContentId content, int port)
    {
        var entry = new SourceEntry(DownloadSource.At("192.0.2.1", port));
        liars.Blame(content, entry);
        return entry.Failure;
    }
}
