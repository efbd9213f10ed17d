using System.Net;
using System.Net.Sockets;
using GvNap.EndToEnd.Tests.Harness;

namespace GvNap.EndToEnd.Tests.BadInput;

/// <summary>100,000 damaged conversations leave an index server and a file server serving, and small.</summary>
public sealed class MutatedTrafficTests
{
    private const int Mutations = 100_000;
    private const int Workers = 4;
    private const long MemoryBound = 200_000_000;
    private static readonly int Seed = Environment.GetEnvironmentVariable("GVNAP_TEST_SEED") is { } seed ? int.Parse(seed, null) : 20_260;

    [Fact]
    public async Task An_index_server_survives()
    {
        await using var network = new TestNetwork();

        // The witness says nothing meanwhile, and each damaged conversation registers.
        var index = await network.StartIndexAsync(lease: "10m", more: ["--limit", "registrations-per-address=1000000"]);
        await using var witness = await index.ConnectAsync();
        await witness.RegisterAsync("witness");
        await witness.ShareAsync(1, 1000, "evidence.txt");

        await BombardAsync(index.Port, random => Conversation.WithIndexServer($"mutant{random.Next(100)}"));

        Assert.False(index.Process.HasExited, index.Process.ToString());
        Assert.True(index.Process.WorkingSet < MemoryBound, $"It takes {index.Process.WorkingSet} bytes (seed {Seed}).");
        await using var client = await index.ConnectAsync();
        Assert.Equal(["evidence.txt"], await client.NamesAsync("evidence user:witness"));
        await client.RegisterAsync("newcomer");
    }

    [Fact]
    public async Task A_file_server_survives()
    {
        await using var network = new TestNetwork();
        var index = await network.StartIndexAsync();
        var file = SampleFile.Write(network.FoldersOf("alice").Share, "evidence.bin", 100_000);
        var peer = await network.StartPeerAsync("alice", [index]);
        await using var searcher = await index.ConnectAsync();
        await Eventually.IsTrueAsync(async () => await searcher.CountAsync("evidence") == 1, "the file is found");
        var id = await searcher.FirstContentIdAsync("evidence");

        await BombardAsync(peer.Port, _ => Conversation.WithFileServer(id, "evidence.bin"));

        Assert.False(peer.Process.HasExited, peer.Process.ToString());
        Assert.True(peer.Process.WorkingSet < MemoryBound, $"It takes {peer.Process.WorkingSet} bytes (seed {Seed}).");
        var got = await network.RunPeerAsync("bob", index, "get", $"{id}", "--json");
        await SampleFile.AssertEqualAsync(file, got.AssertStatus(0).Json().GetProperty("path").GetString()!);
    }

    private static Task BombardAsync(int port, Func<Random, List<byte[]>> conversation) =>
        Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => Task.Run(async () =>
        {
            // Each worker comes from its own loopback address, so that limits an address are met as by several hosts.
            var random = new Random(Seed + worker);
            for (var i = 0; i < Mutations / Workers; i++)
            {
                await SendAsync(IPAddress.Parse($"127.0.1.{worker + 1}"), port, Mutation.Of(conversation(random), random));
            }
        })));

    // Says it all, tells that no more follows, and takes whatever is answered until the server closes.
    private static async Task SendAsync(IPAddress from, int port, byte[] bytes)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Eventually.Patience);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { LingerState = new LingerOption(true, 0) };
        socket.Bind(new IPEndPoint(from, 0));
        await socket.ConnectAsync(IPAddress.Loopback, port, limit.Token);
        try
        {
            await socket.SendAsync(bytes, limit.Token);
            socket.Shutdown(SocketShutdown.Send);
            var buffer = new byte[4096];
            while (await socket.ReceiveAsync(buffer, limit.Token) > 0)
            {
                // Whatever it says is right, as long as it goes on.
            }
        }
        catch (SocketException)
        {
            // Closed on us, as damage deserves.
        }
    }
}
