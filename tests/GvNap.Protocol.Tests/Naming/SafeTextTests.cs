using GvNap.Protocol.Naming;

namespace GvNap.Protocol.Tests.Naming;

public sealed class SafeTextTests
{
    [Fact]
    public void Good_text_is_shown_as_it_is()
    {
        const string Text = "Ünï 世界 🎵 [31m";
        Assert.Same(Text, SafeText.ForTerminal(Text));
    }

    [Theory]
    [InlineData("\u001b[2J\u001b]0;owned\u0007x", "�[2J�]0;owned�x")]
    [InlineData("a\r\nb\tc\0", "a��b�c�")]
    [InlineData("a\u009b31m", "a�31m")]
    [InlineData("x\u202Egpj.exe", "x�gpj.exe")]
    [InlineData("a\u2028b", "a�b")]
    public void Characters_that_a_terminal_obeys_are_replaced(string text, string safe) =>
        Assert.Equal(safe, SafeText.ForTerminal(text));

    [Fact]
    public void Half_of_a_surrogate_pair_is_replaced() =>
        Assert.Equal("�a🎵�", SafeText.ForTerminal("\uDFB5a🎵\uD83C"));

    [Fact]
    public void Any_text_becomes_safe_and_keeps_its_length() => Property.Holds(
        FileNameTests.Samples,
        text =>
        {
            var safe = SafeText.ForTerminal(text);
            return TextScan.FirstFault(safe) == TextFault.None && safe.Length == text.Length && SafeText.ForTerminal(safe) == safe;
        },
        runs: 5000);
}
