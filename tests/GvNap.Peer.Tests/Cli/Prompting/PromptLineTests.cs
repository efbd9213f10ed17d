using GvNap.Peer.Cli.Prompting;

namespace GvNap.Peer.Tests.Cli.Prompting;

public sealed class PromptLineTests
{
    [Theory]
    [InlineData("quit", "quit", "")]
    [InlineData("QUIT", "quit", "")]
    [InlineData("  Keyword  some words ", "keyword", " some words ")]
    [InlineData("search \"a phrase\" -without", "search", "\"a phrase\" -without")]
    [InlineData("get\t12", "get", "12")]
    [InlineData("", "", "")]
    [InlineData("   ", "", "")]
    public void A_line_is_a_command_in_any_case_and_the_rest(string line, string verb, string rest) =>
        Assert.Equal(new PromptLine(verb, rest), PromptLine.Parse(line));

    [Fact]
    public void A_file_name_keeps_every_blank_of_its_own()
    {
        var rest = "host 6699  two  blanks first ";

        Assert.Equal("host", PromptLine.TakeWord(ref rest));
        Assert.Equal("6699", PromptLine.TakeWord(ref rest));
        Assert.Equal(" two  blanks first ", rest);
    }

    [Fact]
    public void There_is_no_word_in_blanks()
    {
        var rest = "  \t ";

        Assert.Null(PromptLine.TakeWord(ref rest));
        Assert.Equal("", rest);
    }
}
