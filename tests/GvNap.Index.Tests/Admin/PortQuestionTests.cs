using GvNap.Index.Admin;
using GvNap.ServiceDefaults;

namespace GvNap.Index.Tests.Admin;

public sealed class PortQuestionTests
{
    [Theory]
    [InlineData("\n", 1699)]
    [InlineData("", 1699)]
    [InlineData(" 7000 \n", 7000)]
    [InlineData("0\n", 0)]
    [InlineData("x\n-1\n65536\n1700\n", 1700)]
    public async Task Asks_until_the_answer_is_a_port(string input, int port) => Assert.Equal(port, (await AskAsync(input)).Port);

    [Fact]
    public async Task Says_what_a_port_is()
    {
        var (_, output) = await AskAsync("x\n\n");

        Assert.Equal("Which port [1699]? A port is a number from 0 to 65535; 0 takes a free one.\nWhich port [1699]? ", output);
    }

    private static async Task<(int Port, string Output)> AskAsync(string input)
    {
        var output = new StringWriter { NewLine = "\n" };
        return (await PortQuestion.AskAsync(new InputLines(new StringReader(input)), output, TestContext.Current.CancellationToken), output.ToString());
    }
}
