using System.Text.Json;
using GvNap.EndToEnd.Tests.Harness;

namespace GvNap.EndToEnd.Tests.Load;

/// <summary><c>gvnap-lab load</c>: peers that come and go, searches whose answers are checked.</summary>
public sealed class LoadProgramTests
{
    [Fact]
    public async Task A_small_load_with_churn_has_no_wrong_answer()
    {
        await using var network = new TestNetwork();

        var result = await network.RunAsync(
            Executables.Lab,
            ["load", "--peers", "60", "--files-per-peer", "50", "--churn", "500", "--connections", "4", "--pipeline", "2", "--duration", "3s", "--settle", "10s", "--json"],
            timeout: TimeSpan.FromSeconds(90));

        result.AssertStatus(0);
        var report = result.Json();
        Assert.Equal(0, report.GetProperty("wrong").GetInt64());
        Assert.Equal(3_000, report.GetProperty("files").GetInt32());
        Assert.NotEqual(0, report.GetProperty("searches").GetProperty("checked").GetInt64());
        Assert.NotEqual(0, report.GetProperty("departures").GetInt64());
        Assert.Contains(report.GetProperty("liftedLimits").EnumerateArray(), limit => limit.GetString()!.StartsWith("requests-per-second", StringComparison.Ordinal));
    }

    [Fact]
    public async Task At_a_given_rate_so_many_searches_are_answered_and_a_file_gets_the_figures()
    {
        await using var network = new TestNetwork();
        var index = await network.StartIndexAsync();
        var file = Path.Combine(network.Folder, "report.json");

        var result = await network.RunAsync(
            Executables.Lab,
            ["load", "--index", index.Address, "--server-process", $"{index.Process.Id}", "--peers", "20", "--files-per-peer", "20", "--searches-per-second", "100", "--duration", "2s", "--json", file],
            timeout: TimeSpan.FromSeconds(90));

        result.AssertStatus(0);
        Assert.Contains(result.Lines, line => line.StartsWith("latency", StringComparison.Ordinal) && line.Contains("p99.9", StringComparison.Ordinal));
        using var report = JsonDocument.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        var searches = report.RootElement.GetProperty("searches");
        Assert.Equal(200, searches.GetProperty("answered").GetInt64() + searches.GetProperty("lost").GetInt64());
        Assert.InRange(report.RootElement.GetProperty("serverAfter").GetProperty("residentBytes").GetInt64(), 1, long.MaxValue);
    }

    [Fact]
    public async Task A_load_leaves_no_names_behind_that_the_next_must_wait_for()
    {
        await using var network = new TestNetwork();
        var index = await network.StartIndexAsync();

        for (var round = 0; round < 2; round++)
        {
            var result = await network.RunAsync(
                Executables.Lab,
                ["load", "--index", index.Address, "--peers", "5", "--files-per-peer", "20", "--churn", "100", "--searches-per-second", "0", "--duration", "100ms", "--compare", "false", "--json"],
                timeout: TimeSpan.FromSeconds(90));

            result.AssertStatus(0);
            Assert.InRange(result.Json().GetProperty("registrationSeconds").GetDouble(), 0, 30);
        }
    }

    [Theory]
    [InlineData("--peers", "-1")]
    [InlineData("--index", "nowhere:99999")]
    [InlineData("--duration", "soon")]
    [InlineData("--queries", "loud")]
    public async Task Wrong_usage_is_said_in_one_line(string option, string value)
    {
        await using var network = new TestNetwork();

        var result = await network.RunAsync(Executables.Lab, ["load", option, value]);

        result.AssertStatus(2);
        Assert.Single(result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task A_load_that_is_interrupted_has_status_130()
    {
        await using var network = new TestNetwork();
        var load = network.Start(
            Executables.Lab, "load", "--peers", "1", "--files-per-peer", "1", "--searches-per-second", "0", "--check", "0", "--compare", "false", "--duration", "1h");
        await load.WaitForErrorAsync("Waiting");

        load.Send(UnixSignal.Interrupt);

        Assert.Equal(130, await load.WaitForExitAsync());
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_said_in_one_line()
    {
        await using var network = new TestNetwork();

        var result = await network.RunAsync(Executables.Lab, ["load", "--index", $"127.0.0.1:{ReservedPort.Next()}"]);

        result.AssertStatus(1);
        Assert.Single(result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
