using GvNap.EndToEnd.Tests.Harness;
using GvNap.Lab.Load;
using GvNap.Protocol.Messages;
using Microsoft.Extensions.Logging.Abstractions;

namespace GvNap.EndToEnd.Tests.Load;

public sealed class LoadRunTests
{
    [Fact]
    public async Task A_load_whose_peers_no_server_takes_is_given_up_with_the_reason()
    {
        await using var server = await OwnServer.StartAsync(redis: null, NullLoggerFactory.Instance, TestContext.Current.CancellationToken);
        await using var namesake = await WireClient.ConnectAsync(server.Endpoint.Port);
        Assert.NotNull((await namesake.RequestAsync(new Envelope { Register = new Register { User = new LoadNames(Seed: 1).OfPeer(0), FilePort = 6699 } })).Registered);
        var target = await LoadTarget.ResolveAsync([OwnServer.AddressOf(server)], TestContext.Current.CancellationToken);
        var options = new LoadOptions { Peers = 1, FilesPerPeer = 1, Check = 0, Compare = false, Patience = TimeSpan.FromMilliseconds(1) };

        var given = await Assert.ThrowsAsync<TimeoutException>(() => new LoadRun(options, target, _ => { }).RunAsync(TestContext.Current.CancellationToken));

        Assert.StartsWith("No index server took peer 0 within 1ms: ", given.Message, StringComparison.Ordinal);
        Assert.Contains("taken", given.Message, StringComparison.Ordinal);
    }
}
