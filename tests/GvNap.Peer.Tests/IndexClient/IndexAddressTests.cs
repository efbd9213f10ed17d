using GvNap.Peer.IndexClient;

namespace GvNap.Peer.Tests.IndexClient;

public sealed class IndexAddressTests
{
    [Theory]
    [InlineData("index.example", "index.example", 1699)]
    [InlineData(" 10.0.0.1:17 ", "10.0.0.1", 17)]
    [InlineData("[::1]:17", "::1", 17)]
    [InlineData("[::1]", "::1", 1699)]
    [InlineData("fe80::1", "fe80::1", 1699)]
    public void Addresses_are_read(string text, string host, int port)
    {
        Assert.True(IndexAddress.TryParse(text, out var address));
        Assert.Equal(new IndexAddress(host, port), address);
        Assert.True(IndexAddress.TryParse(address.ToString(), out var again));
        Assert.Equal(address, again);
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData(":17")]
    [InlineData("host:")]
    [InlineData("host:0")]
    [InlineData("host:65536")]
    [InlineData("host:-1")]
    [InlineData("host:abc")]
    [InlineData("two words")]
    [InlineData("[::1]17")]
    [InlineData("a:b:c")]
    public void Others_are_not(string? text) => Assert.False(IndexAddress.TryParse(text, out _));

    [Fact]
    public void A_list_is_read_whole_or_not_at_all()
    {
        Assert.True(IndexAddress.TryParseList("a:1, b", out var list));
        Assert.Equal([new("a", 1), new("b", 1699)], list);
        Assert.False(IndexAddress.TryParseList("a:1,b:x", out _));
        Assert.False(IndexAddress.TryParseList(",", out _));
    }
}
