using System.Net;
using GvNap.Index;
using GvNap.Peer;
using GvNap.Peer.IndexClient;
using Microsoft.Extensions.Logging;

namespace GvNap.Lab;

/// <summary>An index server and peers in one process, on free ports of the loopback address.</summary>
public sealed class LabNetwork : IAsyncDisposable
{
    /// <summary>The user name of the peer with the prompt.</summary>
    public const string GuestName = "you";

    private readonly LabOptions _options;
    private readonly LabFolder _folder;
    private readonly IndexServer _index;
    private readonly List<PeerNode> _samples = [];
    private PeerNode? _guest;

    private LabNetwork(LabOptions options, LabFolder folder, IndexServer index)
    {
        _options = options;
        _folder = folder;
        _index = index;
    }

    /// <summary>Where the index server listens.</summary>
    public IPEndPoint Index => _index.Endpoint;

    /// <summary>The peers that share samples, all of them registered.</summary>
    public IReadOnlyList<PeerNode> Samples => _samples;

    /// <summary>The peer for the prompt; it has the index server in its options, and is not registered yet.</summary>
    public PeerNode Guest => _guest!;

    /// <summary>Starts it all; what the sample peers share can be found when this returns.</summary>
    /// <exception cref="InvalidOperationException">A peer could not register; the message says why.</exception>
    public static async Task<LabNetwork> StartAsync(LabOptions options, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var folder = new LabFolder();
        LabNetwork? network = null;
        try
        {
            var server = new IndexServerOptions { ListenAddress = IPAddress.Loopback, Port = 0, Redis = options.Redis };
            network = new LabNetwork(options, folder, await IndexServer.StartAsync(server, loggers, cancellationToken));
            await network.StartPeersAsync(loggers, cancellationToken);
            return network;
        }
        catch
        {
            if (network is not null)
            {
                await network.DisposeAsync();
            }

            folder.Dispose();
            throw;
        }
    }

    /// <summary>What is running, on which ports, and what to type first.</summary>
    public IEnumerable<string> Describe()
    {
        yield return "A GvNap network in one process:";
        yield return $"  index server on {Index}, directory in {_index.Status.Store}";
        foreach (var peer in _samples)
        {
            var files = peer.Library.Current.Files.Count;
            yield return $"  {peer.Options.Name} shares {files} {(files == 1 ? "file" : "files")} on port {peer.Port}";
        }

        yield return "  you have the prompt of a further peer";
        yield return "Type first: keyword guide, then get 1, then quit.";
    }

    /// <summary>Ends it all, and removes the sample files.</summary>
    public async ValueTask DisposeAsync()
    {
        var peers = _guest is { } guest ? _samples.Append(guest) : _samples;
        await Task.WhenAll(peers.Select(peer => peer.QuitAsync()));
        await _index.DisposeAsync();
        _folder.Dispose();
    }

    private async Task StartPeersAsync(ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        foreach (var (name, files) in SamplePeers.Of(_options.Peers))
        {
            var folder = _folder.Of(name);
            SampleFiles.Write(Path.Combine(folder, "share"), files);
            var peer = await PeerNode.StartAsync(OptionsOf(name, Path.Combine(folder, "downloads")), loggers, TimeProvider.System, cancellationToken);
            _samples.Add(peer);
        }

        await Task.WhenAll(_samples.Select(peer => RegisterAsync(peer, cancellationToken)));
        _guest = await PeerNode.StartAsync(OptionsOf(GuestName, _options.Downloads), loggers, TimeProvider.System, cancellationToken);
    }

    private static async Task RegisterAsync(PeerNode peer, CancellationToken cancellationToken)
    {
        await peer.Library.WaitUntilHashedAsync(cancellationToken);
        var result = await peer.RegisterAsync(peer.Options.Index, cancellationToken);
        if (result.Outcome != RegisterOutcome.Registered)
        {
            throw new InvalidOperationException(result.Message);
        }
    }

    private PeerOptions OptionsOf(string name, string downloads)
    {
        var folder = _folder.Of(name);
        return new PeerOptions
        {
            Name = name,
            ShareFolder = Directory.CreateDirectory(Path.Combine(folder, "share")).FullName,
            ShareAll = true,
            Downloads = downloads,
            ListenAddress = IPAddress.Loopback,
            Port = 0,
            Index = [new IndexAddress($"{Index.Address}", Index.Port)],
            StateFolder = Path.Combine(folder, "state"),
        };
    }
}
