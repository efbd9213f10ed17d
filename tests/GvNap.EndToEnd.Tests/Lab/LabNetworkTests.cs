using System.Net;
using GvNap.EndToEnd.Tests.Harness;
using GvNap.Lab;
using GvNap.Peer.IndexClient;
using Microsoft.Extensions.Logging.Abstractions;

namespace GvNap.EndToEnd.Tests.Lab;

/// <summary>The lab's network, in this process.</summary>
public sealed class LabNetworkTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    public async Task It_has_as_many_peers_as_wanted_on_the_loopback_address(int peers)
    {
        using var downloads = new TemporaryFolder();
        await using var lab = await StartAsync(peers, downloads.Path);

        Assert.Equal(peers, lab.Samples.Count);
        Assert.True(IPAddress.IsLoopback(lab.Index.Address));
        Assert.All(lab.Samples, peer => Assert.Equal(IndexSessionState.Attached, peer.Session?.State));
        Assert.All(lab.Samples, peer => Assert.NotEmpty(peer.Library.Current.Files));
        Assert.Contains(lab.Describe(), line => line.Contains($"{lab.Index}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_guide_has_several_sources_and_alice_describes_hers()
    {
        using var downloads = new TemporaryFolder();
        await using var lab = await StartAsync(peers: 4, downloads.Path);
        await lab.Guest.RegisterAsync(lab.Guest.Options.Index, TestContext.Current.CancellationToken);

        var reply = await lab.Guest.SearchAsync("guide", limit: 10, cursor: default, TestContext.Current.CancellationToken);

        Assert.True(reply.TryGet(out var found, out var failure), failure?.Message);
        Assert.Equal(3, Assert.Single(found.Files).SourceCount);
        var browsed = await lab.Guest.BrowseAsync("alice", TestContext.Current.CancellationToken);
        Assert.True(browsed.TryGet(out var alices, out failure), failure?.Message);
        Assert.All(alices.Files, file => Assert.NotEmpty(file.Description));
    }

    [Fact]
    public async Task At_its_end_the_sample_files_are_gone_and_the_downloads_stay()
    {
        using var downloads = new TemporaryFolder();
        var lab = await StartAsync(peers: 2, downloads.Path);
        var samples = lab.Samples.Select(peer => peer.Options.ShareFolder).ToList();
        Assert.All(samples, folder => Assert.True(Directory.Exists(folder)));
        var peer = lab.Samples[0];
        var download = lab.Guest.Downloads.Add(new() { Name = "GvNap guide.txt", Host = "127.0.0.1", Port = peer.Port }, willBeWatched: true);
        var result = await download.WatchAsync(progress: null, TestContext.Current.CancellationToken);

        await lab.DisposeAsync();

        Assert.All(samples, folder => Assert.False(Directory.Exists(folder)));
        Assert.True(File.Exists(result!.Path), result.Message);
    }

    private static Task<LabNetwork> StartAsync(int peers, string downloads) =>
        LabNetwork.StartAsync(new LabOptions(peers, Redis: null, downloads), NullLoggerFactory.Instance, TestContext.Current.CancellationToken);
}
