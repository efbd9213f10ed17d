using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using GvNap.ContainerTests.Network;
using GvNap.EndToEnd.Tests.Harness;
using GvNap.Protocol.Messages;

namespace GvNap.ContainerTests.AppHost;

/// <summary>The whole system, as <c>dotnet run --project GvNap.AppHost</c> starts it.</summary>
public sealed class AppHostTests
{
    private const string Victim = "carol";

    private static readonly string[] Peers = ["alice", "bob", "carol"];

    // Images are built first.
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task Its_peers_are_well_and_reachable_find_each_others_files_and_can_be_crashed()
    {
        Engine.Require();
        var cancellationToken = TestContext.Current.CancellationToken;
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.GvNap_AppHost>(cancellationToken);
        await using var application = await builder.BuildAsync(cancellationToken);
        await application.StartAsync(cancellationToken).WaitAsync(StartPatience, cancellationToken);
        foreach (var name in (string[])["redis", "index", .. Peers])
        {
            await application.ResourceNotifications.WaitForResourceHealthyAsync(name, cancellationToken).WaitAsync(StartPatience, cancellationToken);
        }

        await using var client = await WireClient.ConnectAsync(application.GetEndpoint("index", "index").Port);
        await Eventually.IsTrueAsync(
            async () => (await client.PeersAsync()).Values.Where(IsReachable).Select(peer => peer.Peer.User).Order().SequenceEqual(Peers), "all peers are listed, and reachable");
        await Eventually.IsTrueAsync(async () => await client.CountAsync($"user:{Victim}") > 0, "what is to vanish is there");
        await Eventually.IsTrueAsync(async () => (await client.SearchAsync("guide")).Results.Any(result => result.SourceCount > 0), "a sample file is found");

        var crash = await application.ResourceCommands.ExecuteCommandAsync(Victim, "crash", cancellationToken);
        Assert.True(crash.Success, crash.Message);
        await Eventually.IsTrueAsync(async () => await client.CountAsync($"user:{Victim}") == 0, "the crashed peer's files are gone");
    }

    private static bool IsReachable(ListedPeer peer) => peer.Peer.Endpoints.Any(endpoint => endpoint.State == EndpointState.Reachable);
}
