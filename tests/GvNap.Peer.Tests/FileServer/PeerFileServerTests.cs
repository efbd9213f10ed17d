using System.Net;
using System.Net.Sockets;
using GvNap.Peer.FileServer;
using GvNap.Protocol;
using GvNap.Protocol.Content;
using GvNap.Protocol.Messages;
using Microsoft.Extensions.Logging.Abstractions;

namespace GvNap.Peer.Tests.FileServer;

public sealed class PeerFileServerTests : IAsyncLifetime
{
    private readonly FileServerFixture _peer = new();

    private static CancellationToken Cancellation => FileServerFixture.Cancellation;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(16383)]
    [InlineData(16384)]
    [InlineData(16385)]
    [InlineData(262143)]
    [InlineData(262144)]
    [InlineData(262145)]
    [InlineData((4 << 20) - 1)]
    [InlineData((4 << 20) + 1)]
    public async Task A_file_of_any_size_arrives_whole(int size)
    {
        var content = Write("file.bin", size);
        await _peer.StartAsync();
        await using var client = await _peer.GreetAsync();

        Assert.Equal(content, await client.DownloadAsync(ContentHasher.Hash(content).Content, Cancellation));
        Assert.Equal(size, _peer.Server.Status.BytesSent);
    }

    [Fact]
    public async Task A_file_is_opened_by_its_exact_name()
    {
        var content = ContentHasher.Hash(Write("sub/ünï côde.bin", 100_000)).Content;
        await _peer.StartAsync();
        await using var client = await _peer.GreetAsync();

        var opened = (await client.AskAsync(TransferClient.Open("sub/ünï côde.bin"), Cancellation)).Opened;

        Assert.Equal(content.ToKey(), opened.Content);
        Assert.Equal("sub/ünï côde.bin", opened.Name);
        Assert.Equal(16384u, opened.PieceSize);
        Assert.Equal(7 * 32, opened.PieceLayer.Length);
    }

    [Theory]
    [InlineData("../outside/secret.txt")]
    [InlineData("..")]
    [InlineData("/etc/passwd")]
    [InlineData("./file.bin")]
    [InlineData("FILE.BIN")]
    [InlineData("file.bin/")]
    [InlineData("file.bin\0")]
    [InlineData("sub/../file.bin")]
    [InlineData("..\\outside\\secret.txt")]
    [InlineData("%2e%2e/outside/secret.txt")]
    [InlineData("files.json")]
    [InlineData(".hidden")]
    [InlineData("other.gvnap-part")]
    [InlineData("unlisted.bin")]
    [InlineData("CON")]
    [InlineData("")]
    public async Task What_is_not_shared_is_not_found(string name)
    {
        _peer.Folder.WriteOutside("secret.txt", "secret");
        _peer.Folder.Write(".hidden", "secret");
        _peer.Folder.Write("other.gvnap-part", "secret");
        Write("file.bin", 10);
        var unlisted = ContentHasher.Hash(Write("unlisted.bin", 20)).Content;
        _peer.Folder.List("file.bin", ".hidden", "files.json", "other.gvnap-part", "../outside/secret.txt");
        await _peer.StartAsync();
        await using var client = await _peer.GreetAsync();

        Assert.Equal(ErrorCode.NotFound, (await client.AskAsync(TransferClient.Open(name), Cancellation)).Error?.Code);
        Assert.Equal(ErrorCode.NotFound, (await client.AskAsync(TransferClient.Open(unlisted), Cancellation)).Error?.Code);
        Assert.NotNull((await client.AskAsync(TransferClient.Open("file.bin"), Cancellation)).Opened);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, (4 << 20) + 1)]
    [InlineData(0, uint.MaxValue)]
    [InlineData(0, 1u << 31)]
    [InlineData(5_000_000, 1)]
    [InlineData(4_999_999, 2)]
    [InlineData(1UL << 31, 1)]
    [InlineData(1UL << 32, 1)]
    [InlineData(1UL << 63, 1)]
    [InlineData(ulong.MaxValue, 1)]
    [InlineData(ulong.MaxValue, 2)]
    [InlineData(ulong.MaxValue - 4_000_000, 4_000_001)]
    public async Task A_range_that_is_not_within_the_file_is_refused(ulong offset, uint length)
    {
        var bytes = Write("file.bin", 5_000_000);
        var content = ContentHasher.Hash(bytes).Content;
        await _peer.StartAsync();
        await using var client = await _peer.GreetAsync();
        await client.AskAsync(TransferClient.Open(content), Cancellation);

        Assert.Equal(ErrorCode.Invalid, (await client.AskAsync(TransferClient.Read(content, offset, length), Cancellation)).Error?.Code);

        await client.AskAsync(TransferClient.Read(content, 4_999_999, 1), Cancellation);
        Assert.Equal(bytes[^1..], await client.ReceiveBytesAsync(1, Cancellation));
    }

    [Fact]
    public async Task Nothing_can_be_read_of_an_empty_file()
    {
        var content = ContentHasher.Hash(Write("empty", 0)).Content;
        await _peer.StartAsync();
        await using var client = await _peer.GreetAsync();
        Assert.Empty((await client.AskAsync(TransferClient.Open(content), Cancellation)).Opened.PieceLayer);

        Assert.Equal(ErrorCode.Invalid, (await client.AskAsync(TransferClient.Read(content, 0, 0), Cancellation)).Error?.Code);
        Assert.Equal(ErrorCode.Invalid, (await client.AskAsync(TransferClient.Read(content, 0, 1), Cancellation)).Error?.Code);
    }

    [Fact]
    public async Task Sixteen_reads_under_way_are_answered_in_order()
    {
        var bytes = Write("file.bin", 3_000_000);
        var content = ContentHasher.Hash(bytes).Content;
        await _peer.StartAsync();
        await using var client = await _peer.GreetAsync();
        await client.AskAsync(TransferClient.Open(content), Cancellation);
        var ranges = Enumerable.Range(0, ProtocolLimits.OutstandingRequests).Select(i => (Offset: (i * 7_919_771) % 2_900_000, Length: 1 + (i * 12_345))).ToList();

        foreach (var (offset, length) in ranges)
        {
            await client.SendAsync(TransferClient.Read(content, (ulong)offset, (uint)Math.Min(length, bytes.Length - offset)), Cancellation);
        }

        var id = 3UL;
        foreach (var (offset, length) in ranges)
        {
            var header = await client.ReceiveAsync(Cancellation);
            Assert.Equal(id++, header!.RequestId);
            var expected = bytes.AsMemory(offset, Math.Min(length, bytes.Length - offset)).ToArray();
            Assert.Equal((uint)expected.Length, header.ReadHeader.Length);
            Assert.Equal(expected, await client.ReceiveBytesAsync(expected.Length, Cancellation));
        }
    }

    [Fact]
    public async Task A_client_that_asks_for_everything_and_takes_nothing_costs_little_memory()
    {
        var content = ContentHasher.Hash(Write("file.bin", 4 << 20)).Content;
        await _peer.StartAsync();
        await using var client = await _peer.GreetAsync();
        await client.AskAsync(TransferClient.Open(content), Cancellation);
        for (var i = 0; i < 200; i++)
        {
            await client.SendAsync(TransferClient.Read(content, 0, 4 << 20), Cancellation);
        }

        await using var other = await _peer.GreetAsync();
        await other.DownloadAsync(content, Cancellation);

        // Its share of the socket's buffers, and not the 800 MiB that it asked for.
        Assert.InRange(_peer.Server.Status.BytesSent, 4 << 20, 64 << 20);
    }

    [Theory]
    [InlineData(0, 0, "")]
    [InlineData(1, 1, "80")]
    [InlineData(16384 * 8, 8, "FF")]
    [InlineData(16384 * 10, 10, "FFC0")]
    public async Task A_complete_file_has_all_pieces(int size, int pieces, string map)
    {
        var content = ContentHasher.Hash(Write("file.bin", size)).Content;
        await _peer.StartAsync();
        await using var client = await _peer.GreetAsync();

        var have = (await client.AskAsync(new Envelope { Have = new Have { Content = content.ToKey() } }, Cancellation)).Have;

        Assert.Equal(PieceGeometry.Of(size).PieceCount, pieces);
        Assert.Equal(map, Convert.ToHexString(have.Pieces.Span));
        var other = content with { Size = content.Size + 1 };
        Assert.Equal(ErrorCode.NotFound, (await client.AskAsync(new Envelope { Have = new Have { Content = other.ToKey() } }, Cancellation)).Error?.Code);
    }

    [Fact]
    public async Task Reads_need_an_open()
    {
        var content = ContentHasher.Hash(Write("file.bin", 10)).Content;
        await _peer.StartAsync();
        await using var client = await _peer.GreetAsync();

        Assert.Equal(ErrorCode.OutOfOrder, (await client.AskAsync(TransferClient.Read(content, 0, 1), Cancellation)).Error?.Code);
        Assert.Equal(ErrorCode.Invalid, (await client.AskAsync(new Envelope { Read = new Read { Length = 1 } }, Cancellation)).Error?.Code);
        Assert.Equal(ErrorCode.Invalid, (await client.AskAsync(new Envelope { Open = new Open() }, Cancellation)).Error?.Code);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_an_error_or_the_next_one_is_used()
    {
        await _peer.StartAsync();
        var taken = _peer.Server.Port;
        var options = new FileServerOptions { Port = taken };
        await Assert.ThrowsAsync<IOException>(() => ListenAsync(options));

        await using var next = await ListenAsync(new FileServerOptions { Port = taken, PortIsPreference = true });

        Assert.InRange(next.Port, taken + 1, taken + 100);
    }

    [Fact]
    public async Task Those_that_start_at_the_same_moment_find_a_port_each()
    {
        for (var round = 0; round < 5; round++)
        {
            using var free = new Socket(SocketType.Stream, ProtocolType.Tcp);
            free.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            var options = new FileServerOptions { ListenAddress = IPAddress.Loopback, Port = ((IPEndPoint)free.LocalEndPoint!).Port, PortIsPreference = true };
            free.Close();

            var servers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => ListenAsync(options), Cancellation)));

            Assert.Equal(16, servers.DistinctBy(server => server.Port).Count());
            await Task.WhenAll(servers.Select(server => server.DisposeAsync().AsTask()));
        }
    }

    [Fact]
    public async Task It_stops_at_once_with_connections_open()
    {
        await _peer.StartAsync(new FileServerOptions { Port = ReservedPort.Next() });
        await using var silent = await _peer.ConnectAsync();
        await using var greeted = await _peer.GreetAsync();

        await _peer.Server.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20), Cancellation);

        await silent.EndsAsync(Cancellation);
        await greeted.EndsAsync(Cancellation);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await Assert.ThrowsAsync<SocketException>(() => socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, _peer.Server.Port), Cancellation).AsTask());
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _peer.DisposeAsync();

    private byte[] Write(string name, int size)
    {
        var content = new byte[size];
        new Random(size).NextBytes(content);
        _peer.Folder.Write(name, content);
        return content;
    }

    private Task<PeerFileServer> ListenAsync(FileServerOptions options) => PeerFileServer.StartAsync(
        options, _peer.Library, () => PeerIdentity.None, _ => { }, NullLoggerFactory.Instance, TimeProvider.System, Cancellation);
}
