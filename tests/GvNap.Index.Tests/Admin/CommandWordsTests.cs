using System.CommandLine;
using GvNap.ServiceDefaults;

namespace GvNap.Index.Tests.Admin;

public sealed class CommandWordsTests
{
    [Theory]
    [InlineData("", null)]
    [InlineData("files init", null)]
    [InlineData("fly high", "Unrecognized command or argument 'fly'; see program --help")]
    [InlineData("files init --none", "Unrecognized command or argument '--none'; see program files init --help")]
    public void What_is_wrong_first_is_said_with_the_help_of_that_command(string words, string? problem)
    {
        var init = new Command("init");
        init.SetAction(_ => 0);
        var root = new RootCommand { new Command("files") { init } };
        root.SetAction(_ => 0);

        Assert.Equal(problem, root.ParseWords(words.Split(' ', StringSplitOptions.RemoveEmptyEntries)).FindProblem("program"));
    }

    [Fact]
    public void A_word_may_begin_with_an_at_sign()
    {
        var query = new Argument<string>("QUERY");

        Assert.Equal("@home", new RootCommand { query }.ParseWords(["@home"]).GetValue(query));
    }
}
