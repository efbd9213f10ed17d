using GvNap.EndToEnd.Tests.Harness;

namespace GvNap.EndToEnd.Tests.Lab;

/// <summary><c>gvnap-lab --dashboard</c>, with a stand-in for the Aspire CLI.</summary>
public sealed class LabDashboardTests
{
    [Fact]
    public async Task Without_the_aspire_cli_it_says_in_one_line_how_to_install_it()
    {
        await using var network = new TestNetwork();
        network.Environment["PATH"] = network.Folder;

        var result = await network.RunAsync(Executables.Lab, ["--dashboard"]);

        result.AssertStatus(1);
        Assert.Contains("dotnet tool install --global Aspire.Cli", Assert.Single(result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [Fact]
    public async Task The_dashboards_address_is_said_and_the_dashboard_ends_with_the_lab()
    {
        await using var network = new TestNetwork();
        var started = Path.Combine(network.Folder, "started");
        WriteCli(network, $"echo $$ \"$@\" > '{started}'; echo; echo '   Dashboard:  http://localhost:1/login?t=token   '; exec sleep 600");

        var lab = network.Start(Executables.Lab, "--dashboard", "--downloads", Path.Combine(network.Folder, "fetched"));
        await lab.WaitForOutputAsync("The dashboard is at http://localhost:1/login?t=token\n");
        var words = (await File.ReadAllTextAsync(started, TestContext.Current.CancellationToken)).Split();
        await lab.TypeAsync("quit");

        Assert.Equal(0, await lab.WaitForExitAsync());
        Assert.Equal(["dashboard", "run"], words[1..3]);
        Assert.Contains("--otlp-grpc-url", words);
        Assert.False(Directory.Exists($"/proc/{words[0]}"), "the stand-in still runs");
    }

    [Fact]
    public async Task A_dashboard_that_ends_at_once_is_one_line()
    {
        await using var network = new TestNetwork();
        WriteCli(network, "exit 3");

        var result = await network.RunAsync(Executables.Lab, ["--dashboard"]);

        result.AssertStatus(1);
        Assert.Contains("aspire dashboard run", Assert.Single(result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    private static void WriteCli(TestNetwork network, string script)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The stand-in is a shell script.");
        var cli = Path.Combine(network.Folder, "aspire");
        File.WriteAllText(cli, $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(cli, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        network.Environment["PATH"] = $"{network.Folder}:{Environment.GetEnvironmentVariable("PATH")}";
    }
}
