using GvNap.Lab.Load;

namespace GvNap.EndToEnd.Tests.Load;

public sealed class LoadCommandOptionsTests
{
    [Theory]
    [InlineData("--queries: 'loud' is none of drawn, rare, common.", "--queries", "loud")]
    [InlineData("--queries: '1' is none of drawn, rare, common.", "--queries", "1")]
    [InlineData("--duration: '0s' is no time such as 500ms, 10s or 2m.", "--duration", "0s")]
    [InlineData("--searches-per-second: '-1' is not a number from 0 to 10000000.", "--searches-per-second", "-1")]
    [InlineData("--server-process: '2147483647' is the number of no process.", "--server-process", "2147483647")]
    [InlineData("--json: '/is/not/there/report.json' lies in no folder that is there.", "--json", "/is/not/there/report.json")]
    [InlineData("--json: '/' is a folder.", "--json", "/")]
    [InlineData("--json: '' is a folder.", "--json", "")]
    [InlineData("--silent: only 3 peers register.", "--peers", "3", "--silent", "4")]
    [InlineData("--redis is for the own server, and with --index there is none.", "--redis", "localhost:6379", "--index", "localhost:1699")]
    [InlineData("--peers and --files-per-peer: at most 50000000 files together.", "--peers", "200000", "--files-per-peer", "200000")]
    [InlineData("--peers: 'many' is not a number from 0 to 200000.", "--peers", "many", "--silent", "4")]
    public void What_is_wrong_is_said_before_anything_runs(string problem, params string[] args) =>
        Assert.Equal(problem, Assert.Single(Parse(args).Errors).Message);

    [Fact]
    public void Without_options_the_defaults_are_those_of_the_load()
    {
        var options = Read();
        var defaults = new LoadOptions();
        Assert.Equal(defaults with { Index = options.Index }, options);
        Assert.Empty(options.Index);
    }

    [Fact]
    public void Options_are_read_as_they_are_written()
    {
        var options = Read("--queries", "Rare", "--searches-per-second", "0", "--duration", "500ms", "--settle", "0s", "--compare", "false", "--index", "a:1,b:2");
        Assert.Equal((QueryKind.Rare, 0, 0.5, 0, false), (options.Queries, options.SearchesPerSecond, options.Duration.TotalSeconds, options.Settle.TotalSeconds, options.Compare));
        Assert.Equal(["a:1", "b:2"], options.Index.Select(address => $"{address.Host}:{address.Port}"));
    }

    private static System.CommandLine.ParseResult Parse(params string[] args) => LoadCommand.Create(TextWriter.Null, TextWriter.Null).Parse(args);

    private static LoadOptions Read(params string[] args)
    {
        var options = new LoadCommandOptions();
        var command = new System.CommandLine.Command("load");
        foreach (var option in options.All)
        {
            command.Add(option);
        }

        var result = command.Parse(args);
        Assert.Empty(result.Errors);
        return options.Read(result);
    }
}
