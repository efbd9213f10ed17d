using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Google.Protobuf;
using GvNap.EndToEnd.Tests.Harness;
using GvNap.Protocol.Messages;

namespace GvNap.EndToEnd.Tests.BadInput;

/// <summary>Rows of THREATS that show only between processes.</summary>
public sealed class HostileClientTests
{
    [Fact]
    public async Task A_name_that_another_peer_holds_is_refused_and_its_token_cannot_be_guessed()
    {
        await using var network = new TestNetwork();
        var index = await network.StartIndexAsync();
        await using var alice = await index.ConnectAsync();
        var registered = await alice.RegisterAsync("alice");
        var forged = registered.ResumeToken.ToByteArray();
        forged[^1] ^= 1;

        foreach (var token in new[] { [], forged, registered.PeerId.ToByteArray(), new byte[48] })
        {
            await using var thief = await index.ConnectAsync();
            var reply = await thief.RequestAsync(
                new Envelope { Register = new Register { User = "alice", FilePort = 6699, ResumeToken = ByteString.CopyFrom(token) } });
            Assert.Equal(ErrorCode.NameTaken, reply.Error?.Code);
        }

        Assert.True((await alice.PeersAsync()).ContainsKey("alice"));
    }

    [Theory]
    [InlineData("evil \x1b[2J\x1b[1;31m.txt")]
    [InlineData("evil \u202egnp.exe")]
    [InlineData("evil/../../etc/passwd")]
    [InlineData("/evil")]
    [InlineData("evil\0.txt")]
    public async Task A_name_that_could_mislead_a_terminal_or_a_folder_is_refused(string name)
    {
        await using var network = new TestNetwork();
        var index = await network.StartIndexAsync();
        await using var mallory = await index.ConnectAsync();
        await mallory.RegisterAsync("mallory");

        var reply = await mallory.RequestAsync(Shares(name));

        Assert.Equal([0u], reply.Shared.Refused);
        Assert.Equal(0, await mallory.CountAsync("user:mallory"));
    }

    [Fact]
    public async Task A_file_port_that_does_not_return_the_nonce_is_listed_as_not_reachable()
    {
        await using var network = new TestNetwork();
        var index = await network.StartIndexAsync();
        using var somebodyElse = new SilentListener();
        await using var liar = await index.ConnectAsync();
        await liar.RegisterAsync("liar", somebodyElse.Port);
        await network.StartPeerAsync("alice", [index]);

        await Eventually.IsTrueAsync(
            async () => await StateOfAsync(liar, "alice") == EndpointState.Reachable, "a true peer is verified");
        Assert.NotEqual(EndpointState.Reachable, await StateOfAsync(liar, "liar"));
    }

    [Fact]
    public async Task Connections_that_say_nothing_are_closed()
    {
        await using var network = new TestNetwork();
        var index = await network.StartIndexAsync();
        var peer = await network.StartPeerAsync("alice", [index]);

        foreach (var port in new[] { index.Port, peer.Port })
        {
            await Rounds.AssertInRangeAsync(TimeSpan.Zero, TimeSpan.FromSeconds(15), async _ =>
            {
                var start = Stopwatch.GetTimestamp();
                using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
                await ReadToEndAsync(socket);
                return Stopwatch.GetElapsedTime(start);
            });
        }
    }

    [Theory]
    [InlineData("GET /content/../../etc/passwd HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")]
    [InlineData("GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")]
    [InlineData("POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n")]
    [InlineData("\x16\x03\x01\x02\x00")]
    public async Task A_file_port_gives_strangers_nothing(string greeting)
    {
        await using var network = new TestNetwork();
        var index = await network.StartIndexAsync();
        SampleFile.Write(network.FoldersOf("alice").Share, "song.bin", 1000);
        var peer = await network.StartPeerAsync("alice", [index]);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, peer.Port, TestContext.Current.CancellationToken);

        await socket.SendAsync(Encoding.Latin1.GetBytes(greeting), TestContext.Current.CancellationToken);
        socket.Shutdown(SocketShutdown.Send);
        var answer = await ReadToEndAsync(socket);

        Assert.DoesNotContain("root:", answer, StringComparison.Ordinal);
        Assert.DoesNotContain(" 200 ", answer, StringComparison.Ordinal);
    }

    private static Envelope Shares(string name)
    {
        var entry = new FileEntry { Name = name, Root = ByteString.CopyFrom(new byte[32]), Size = 5 };
        var share = new Share { Version = 1, Replace = true };
        share.Added.Add(new SharedFile { Entry = entry.ToByteString() });
        return new Envelope { Share = share };
    }

    private static async Task<EndpointState> StateOfAsync(WireClient client, string user) =>
        (await client.PeersAsync())[user].Peer.Endpoints[0].State;

    private static async Task<string> ReadToEndAsync(Socket socket)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Eventually.Patience);
        var answer = new MemoryStream();
        var buffer = new byte[4096];
        try
        {
            while (await socket.ReceiveAsync(buffer, limit.Token) is var length and > 0)
            {
                answer.Write(buffer, 0, length);
            }
        }
        catch (SocketException)
        {
            // Reset: an end as well.
        }

        return Encoding.Latin1.GetString(answer.ToArray());
    }
}
