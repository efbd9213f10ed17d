using GvNap.Peer.FileServer.Http;
using Microsoft.AspNetCore.Http;

namespace GvNap.Peer.Tests.FileServer.Http;

public sealed class ServedHostsTests
{
    private readonly ServedHosts _hosts = new(["files.example.org", "10.0.0.7"]);

    [Theory]
    [InlineData("")]
    [InlineData("127.0.0.1")]
    [InlineData("192.168.1.20:6699")]
    [InlineData("[::1]:6699")]
    [InlineData("localhost:6699")]
    [InlineData("alice")]
    [InlineData("alice.local.")]
    [InlineData("nas.home.arpa")]
    [InlineData("files.example.org")]
    [InlineData("Files.Example.org.:6699")]
    public void Addresses_private_names_and_what_is_advertised_are_this_peer(string host) => Assert.True(_hosts.Contains(new HostString(host)));

    [Theory]
    [InlineData("evil.example.com")]
    [InlineData("evil.example.com:6699")]
    [InlineData("127.0.0.1.evil.example.com")]
    [InlineData("local.evil.example.com")]
    [InlineData("notfiles.example.org")]
    [InlineData("1.2.3.4.5")]
    public void A_name_that_anybody_may_own_is_not(string host) => Assert.False(_hosts.Contains(new HostString(host)));
}
