using GvNap.Peer.State;
using GvNap.Protocol.Naming;

namespace GvNap.Peer.Tests.State;

public sealed class LoginNameTests
{
    [Theory]
    [InlineData("alice", "alice")]
    [InlineData("Alice.B_c-d", "Alice.B_c-d")]
    [InlineData("DOMAIN\\alice", "alice")]
    [InlineData("alice@example.net", "alice")]
    [InlineData("jürgen groß", "j-rgen-gro")]
    [InlineData("", "peer")]
    [InlineData("日本", "peer")]
    [InlineData("1234567890123456789012345678901234567890", "12345678901234567890123456789012")]
    public void A_login_becomes_a_valid_user_name(string login, string name)
    {
        Assert.Equal(name, LoginName.MakeValid(login));
        Assert.True(UserName.IsValid(name));
    }
}
