using GvNap.Peer.Links;
using GvNap.Protocol.Content;
using GvNap.Protocol.Messages;

namespace GvNap.Peer.Tests.Links;

public sealed class ContentLinksTests
{
    private static readonly ContentId Content = new(Sha256Hash.Of("abc"u8), 3);

    [Theory]
    [InlineData("192.0.2.1", 6699u, "http://192.0.2.1:6699/content/")]
    [InlineData("2001:db8::1", 6699u, "http://[2001:db8::1]:6699/content/")]
    [InlineData("nas.example.org", 80u, "http://nas.example.org/content/")]
    public void An_endpoint_has_an_address(string host, uint port, string expected) =>
        Assert.Equal(expected + Content, Assert.Single(Links(SourceAt(host, port)).Links).Address.AbsoluteUri);

    [Theory]
    [InlineData("", 6699u)]
    [InlineData("evil.example/x?", 6699u)]
    [InlineData("user@host", 6699u)]
    [InlineData("a b", 6699u)]
    [InlineData("a\nb", 6699u)]
    [InlineData("\u001b[2J", 6699u)]
    [InlineData("host", 0u)]
    [InlineData("host", 65536u)]
    public void What_is_no_host_or_port_is_left_out(string host, uint port) => Assert.Empty(Links(SourceAt(host, port)).Links);

    [Fact]
    public void Those_that_were_reached_come_first_and_none_twice()
    {
        var (away, unknown, reached) = (SourceAt("10.0.0.1", 1, EndpointState.Unreachable), SourceAt("10.0.0.2", 2), SourceAt("10.0.0.3", 3, EndpointState.Reachable));

        var links = Links(away, unknown, reached, reached);

        Assert.Equal(["10.0.0.3", "10.0.0.2", "10.0.0.1"], links.Links.Select(link => link.Address.Host));
    }

    [Fact]
    public void Who_is_still_fetching_it_is_no_source_for_strangers()
    {
        var partial = SourceAt("10.0.0.1", 1);
        partial.Partial = true;

        Assert.Empty(Links(partial).Links);
    }

    [Fact]
    public void The_name_is_a_good_one()
    {
        var (bad, good) = (SourceAt("10.0.0.1", 1), SourceAt("10.0.0.2", 1));
        (bad.Name, good.Name) = ("../../etc/passwd", "music/song.flac");

        Assert.Equal("music/song.flac", Links(bad, good).Name);
        Assert.Equal(Content.ToString(), Links(bad).Name);
    }

    private static ContentLinks Links(params Source[] sources) => ContentLinks.Of(Content, sources);

    private static Source SourceAt(string host, uint port, EndpointState state = EndpointState.Unknown) =>
        new() { User = "alice", Endpoints = { new Endpoint { Host = host, Port = port, State = state } } };
}
