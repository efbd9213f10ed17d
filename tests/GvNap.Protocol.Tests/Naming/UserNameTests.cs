using System.Text.RegularExpressions;
using GvNap.Protocol.Naming;

namespace GvNap.Protocol.Tests.Naming;

public sealed partial class UserNameTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("Alice_B.c-9")]
    [InlineData("12345678901234567890123456789012")]
    public void Good_name_is_accepted(string name) => Assert.True(UserName.IsValid(name));

    [Theory]
    [InlineData("")]
    [InlineData("123456789012345678901234567890123")]
    [InlineData("a b")]
    [InlineData("a\n")]
    [InlineData("a\0")]
    [InlineData("älice")]
    [InlineData("аlice")]
    [InlineData("a:b")]
    [InlineData("a*")]
    [InlineData("a{b}")]
    [InlineData("../a")]
    public void Bad_name_is_refused(string name) => Assert.False(UserName.IsValid(name));

    [Fact]
    public void Name_is_accepted_exactly_if_the_rules_allow_it()
    {
        Property.Holds(FileNameTests.Samples, name => UserName.IsValid(name) == Rules().IsMatch(name), runs: 5000);
        Assert.All(Enumerable.Range(0, 0x10000), unit => Assert.Equal(Rules().IsMatch($"{(char)unit}"), UserName.IsValid($"{(char)unit}")));
    }

    [Fact]
    public void Spellings_that_differ_in_case_fold_together() => Assert.Equal(UserName.Fold("ALICE-i.X"), UserName.Fold("alice-I.x"));

    [GeneratedRegex(@"\A[A-Za-z0-9._-]{1,32}\z")]
    private static partial Regex Rules();
}
