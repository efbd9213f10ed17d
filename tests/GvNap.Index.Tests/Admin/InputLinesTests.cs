using GvNap.ServiceDefaults;

namespace GvNap.Index.Tests.Admin;

public sealed class InputLinesTests
{
    [Theory]
    [InlineData("", new string[0])]
    [InlineData("stats\npeers", new[] { "stats", "peers" })]
    [InlineData("stats\r\n\r\npeers\r", new[] { "stats", "", "peers" })]
    public async Task Gives_each_line(string text, string[] expected)
    {
        var input = new InputLines(new StringReader(text));

        foreach (var line in expected)
        {
            Assert.Equal(line, await input.ReadAsync(TestContext.Current.CancellationToken));
        }

        Assert.Null(await input.ReadAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Input_without_an_end_of_line_is_given_up() =>
        Assert.Null(await new InputLines(new Endless()).ReadAsync(TestContext.Current.CancellationToken));

    private sealed class Endless : TextReader
    {
        public override int Read() => 'x';
    }
}
