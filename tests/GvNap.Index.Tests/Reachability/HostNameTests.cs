using GvNap.Index.Reachability;

namespace GvNap.Index.Tests.Reachability;

public sealed class HostNameTests
{
    public static TheoryData<string> Bad =>
    [
        "", " ", "a b", "a..b", ".a", "a.", "-a", "a-", "a/b", "http://a", "user@a", "a:80", "[::1]", "a\u0000", "a\n", "bücher",
        "127.1", "0x7f.0.0.1", "0177.0.0.1", "2130706433", "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.2.3.4", "fe80::1%eth0", "::g",
        new string('a', 64), string.Join('.', Enumerable.Repeat("abcdefg", 32)),
    ];

    [Theory]
    [InlineData("peer", "peer")]
    [InlineData("Peer-1.Example.ORG", "peer-1.example.org")]
    [InlineData("my_container", "my_container")]
    [InlineData("3com.example", "3com.example")]
    [InlineData("10.1.2.3", "10.1.2.3")]
    [InlineData("2001:DB8:0::1", "2001:db8::1")]
    [InlineData("::ffff:10.0.0.1", "10.0.0.1")]
    public void Addresses_and_names_are_read_in_one_form(string text, string host)
    {
        Assert.True(HostName.TryRead(text, out var read));
        Assert.Equal(host, read);
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public void Everything_else_is_not_a_host(string text) => Assert.False(HostName.TryRead(text, out _));
}
