using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GvNap.AppHost.Tests;

/// <summary>The Docker Compose application that the AppHost publishes. Needs no container engine.</summary>
public sealed class ComposeTests
{
    [Fact]
    public async Task Compose_has_two_index_servers_on_free_ports_and_peers_with_a_terminal_and_volumes()
    {
        var folder = Directory.CreateTempSubdirectory("gvnap-compose-");
        try
        {
            var services = Services(await PublishAsync(folder.FullName));

            Assert.Equal(["alice", "bob", "carol", "compose-dashboard", "index", "redis"], services.Keys.Order());
            Assert.Contains("replicas: 2", services["index"], StringComparison.Ordinal);
            Assert.Contains("- \"1699\"", services["index"], StringComparison.Ordinal);
            Assert.DoesNotContain(":1699\"", services["index"].Replace("index:1699\"", "", StringComparison.Ordinal), StringComparison.Ordinal);
            Assert.Contains("--save ''", services["redis"], StringComparison.Ordinal);
            Assert.All(services.Values, service => Assert.Contains("restart: ", service, StringComparison.Ordinal));
            Assert.All(new[] { "alice", "bob", "carol" }, peer => Assert.All(
                new[] { "tty: true", "stdin_open: true", "init: true", $"-{peer}-state\"", $"-{peer}-downloads\"", $"GVNAP_ADVERTISE: \"{peer}\"", "GVNAP_INDEX: \"index:1699\"" },
                line => Assert.Contains(line, services[peer], StringComparison.Ordinal)));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<string[]> PublishAsync(string folder)
    {
        string[] arguments = ["--operation", "publish", "--step", "publish", "--output-path", folder];
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.GvNap_AppHost>(arguments, TestContext.Current.CancellationToken);
        builder.Services.AddLogging(logging => logging.ClearProviders());
        await using var application = await builder.BuildAsync(TestContext.Current.CancellationToken);
        await application.RunAsync(TestContext.Current.CancellationToken);
        return await File.ReadAllLinesAsync(Path.Combine(folder, "docker-compose.yaml"), TestContext.Current.CancellationToken);
    }

    /// <summary>The lines of each service.</summary>
    private static Dictionary<string, string> Services(string[] lines)
    {
        var services = new Dictionary<string, string>();
        var name = "";
        foreach (var line in lines.SkipWhile(line => line != "services:").Skip(1).TakeWhile(line => line.StartsWith(' ')))
        {
            if (line.Length > 2 && line[2] != ' ')
            {
                name = line.Trim().TrimEnd(':');
                services[name] = "";
            }

            services[name] += line + '\n';
        }

        return services;
    }
}
