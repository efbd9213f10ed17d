using System.Net.Sockets;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using GvNap.Protocol;
using GvNap.Protocol.Framing;
using GvNap.Protocol.Messages;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GvNap.AppHost.Tests;

/// <summary>The whole system, started as the AppHost says, on ports of its own.</summary>
public sealed class RunningSystem : IAsyncLifetime
{
    /// <summary>The first time, images are built.</summary>
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(8);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    private DistributedApplication? _application;

    private DistributedApplication Application => _application!;

    public async ValueTask InitializeAsync()
    {
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.GvNap_AppHost>(TestContext.Current.CancellationToken);
        builder.Services.AddLogging(logging => logging.ClearProviders());
        _application = await builder.BuildAsync(TestContext.Current.CancellationToken);
        await _application.StartAsync(TestContext.Current.CancellationToken);
        foreach (var peer in new[] { "alice", "bob", "carol" })
        {
            await WaitUntilHealthyAsync(peer);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_application is not null)
        {
            await _application.DisposeAsync();
        }
    }

    public Task WaitUntilHealthyAsync(string resource) =>
        Application.ResourceNotifications.WaitForResourceHealthyAsync(resource, TestContext.Current.CancellationToken).WaitAsync(StartPatience, TestContext.Current.CancellationToken);

    /// <summary>What the instances of a resource are called, when there are so many.</summary>
    public async Task<IReadOnlyCollection<string>> InstancesOfAsync(string resource, int count)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(Patience);
        var instances = new HashSet<string>();
        await foreach (var change in Application.ResourceNotifications.WatchAsync(timeout.Token))
        {
            if (change.Resource.Name == resource && change.Snapshot.State?.Text == KnownResourceStates.Running && instances.Add(change.ResourceId) && instances.Count == count)
            {
                break;
            }
        }

        return instances;
    }

    /// <summary>Presses a button of the dashboard.</summary>
    public async Task<ExecuteCommandResult> CommandAsync(string resource, string command) =>
        await Application.Services.GetRequiredService<ResourceCommandService>().ExecuteCommandAsync(resource, command, TestContext.Current.CancellationToken);

    /// <summary>Waits until what the index servers list is as wanted, and returns it.</summary>
    public async Task<Dictionary<string, ListedPeer>> UntilPeersAsync(Func<Dictionary<string, ListedPeer>, bool> wanted)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(Patience);
        using var pace = new PeriodicTimer(Pace);
        while (true)
        {
            if (await TryListPeersAsync(timeout.Token) is { } peers && wanted(peers))
            {
                return peers;
            }

            await pace.WaitForNextTickAsync(timeout.Token);
        }
    }

    /// <summary>Null if no index server answers: one may just be ending.</summary>
    private async Task<Dictionary<string, ListedPeer>?> TryListPeersAsync(CancellationToken cancellationToken)
    {
        var endpoint = Application.GetEndpoint("index", "index");
        try
        {
            await using var connection = await FrameConnection.ConnectAsync(endpoint.Host, endpoint.Port, cancellationToken);
            await connection.Writer.WriteAsync(new Envelope { RequestId = 1, Hello = new Hello { MinVersion = ProtocolLimits.Version, MaxVersion = ProtocolLimits.Version } }, cancellationToken);
            await connection.Reader.ReadAsync(cancellationToken);
            await connection.Writer.WriteAsync(new Envelope { RequestId = 2, ListPeers = new ListPeers() }, cancellationToken);
            var page = (await connection.Reader.ReadAsync(cancellationToken))?.PeerPage;
            return page?.Peers.ToDictionary(peer => peer.Peer.User);
        }
        catch (Exception absent) when (absent is SocketException or IOException)
        {
            return null;
        }
    }
}
