using System.Net.Sockets;
using GvNap.EndToEnd.Tests.Harness;
using GvNap.Protocol.Framing;
using GvNap.Protocol.Messages;

namespace GvNap.EndToEnd.Tests.Descriptors;

/// <summary>Programs that may not have many files open, and more connections than that.</summary>
public sealed class FewDescriptorsTests
{
    private const int Files = 300;
    private const int Crowd = 2 * Files;

    [Fact]
    public async Task An_index_server_takes_what_fits_and_lives()
    {
        await using var network = new TestNetwork { OpenFiles = Files };
        var index = await network.StartIndexAsync(more: ["--limit", $"connections-per-address={10 * Crowd}"]);
        await using var alice = await index.ConnectAsync();
        await alice.RegisterAsync("alice");
        await alice.ShareAsync(1, 1000, "one.txt");

        await using (var crowd = await Connections.OpenAsync(index.Port, Crowd, new Envelope { RequestId = 1, Hello = new Hello { MinVersion = 1, MaxVersion = 1 } }))
        {
            Assert.InRange(crowd.Answers.Count(answer => answer?.Welcome is not null), 1, Files);
            Assert.Contains(crowd.Answers, answer => answer?.Error?.Code == ErrorCode.Unavailable);
            Assert.Equal(1, await alice.CountAsync("one"));
            Assert.Contains("gvnap.index.connections.refused", (await network.RunAsync(Executables.Index, ["stats", "--port", $"{index.Port}"])).Output, StringComparison.Ordinal);
        }

        await Eventually.IsTrueAsync(() => WireClient.AnswersAsync(index.Port), "a new connection is taken when others have gone");
        Assert.Equal(1, await alice.CountAsync("one"));
        Assert.False(index.Process.HasExited, index.Process.ToString());
        await index.Process.WaitForErrorAsync("Connections are refused");
        Assert.InRange(index.Process.Errors.Split('\n').Length, 1, 100);
    }

    [Fact]
    public async Task A_peer_takes_what_fits_and_lives()
    {
        await using var network = new TestNetwork();
        var index = await network.StartIndexAsync();
        network.OpenFiles = Files;
        SampleFile.Write(network.FoldersOf("alice").Share, "song.flac", 100_000);
        var alice = await network.StartPeerAsync("alice", [index], "--limit", $"connections-per-address={10 * Crowd}");
        network.OpenFiles = null;

        await using (var crowd = await Connections.OpenAsync(alice.Port, Crowd, new Envelope { RequestId = 1, TransferHello = new TransferHello { MinVersion = 1, MaxVersion = 1 } }))
        {
            Assert.InRange(crowd.Answers.Count(answer => answer?.TransferWelcome is not null), 1, Files);
            Assert.Contains(crowd.Answers, answer => answer is null);
        }

        await Eventually.IsTrueAsync(
            async () => (await network.RunPeerAsync("bob", index, "download", "127.0.0.1", $"{alice.Port}", "song.flac")).Status == 0, "a file is served when others have gone");
        Assert.False(alice.Process.HasExited, alice.Process.ToString());
    }

    /// <summary>Connections that greet and then stay, if they may.</summary>
    private sealed class Connections : IAsyncDisposable
    {
        private readonly List<FrameConnection> _open = [];

        /// <summary>What each heard first; null: it was closed unheard.</summary>
        public List<Envelope?> Answers { get; } = [];

        public static async Task<Connections> OpenAsync(int port, int count, Envelope greeting)
        {
            var connections = new Connections();
            await Task.WhenAll(Enumerable.Range(0, count).Select(_ => connections.OpenOneAsync(port, greeting)));
            return connections;
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var connection in _open)
            {
                await connection.DisposeAsync();
            }
        }

        private async Task OpenOneAsync(int port, Envelope greeting)
        {
            Envelope? answer = null;
            try
            {
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
                limit.CancelAfter(Eventually.Patience);
                var connection = await FrameConnection.ConnectAsync("127.0.0.1", port, limit.Token);
                lock (_open)
                {
                    _open.Add(connection);
                }

                await connection.Writer.WriteAsync(greeting, limit.Token);
                answer = await connection.Reader.ReadAsync(limit.Token);
            }
            catch (Exception e) when (e is SocketException or IOException)
            {
                // It was closed.
            }

            lock (_open)
            {
                Answers.Add(answer);
            }
        }
    }
}
