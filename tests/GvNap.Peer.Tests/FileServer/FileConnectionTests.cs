using System.Diagnostics;
using Google.Protobuf;
using GvNap.Peer.FileServer;
using GvNap.Protocol.Content;
using GvNap.Protocol.Messages;
using GvNap.Protocol.Peers;

namespace GvNap.Peer.Tests.FileServer;

/// <summary>How a connection begins, goes on and ends, also with those who mean no good.</summary>
public sealed class FileConnectionTests : IAsyncLifetime
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(300);

    private readonly FileServerFixture _peer = new();

    private static CancellationToken Cancellation => FileServerFixture.Cancellation;

    [Fact]
    public async Task Hello_is_answered_with_who_this_is()
    {
        await _peer.StartAsync();
        await using var client = await _peer.ConnectAsync();

        var welcome = (await client.GreetAsync("someone", Cancellation)).TransferWelcome;

        Assert.Equal(1u, welcome.Version);
        Assert.Equal(_peer.Id, PeerId.FromBytes(welcome.PeerId.Span));
        Assert.Equal("server", welcome.User);
    }

    [Fact]
    public async Task The_peer_that_is_wanted_answers()
    {
        await _peer.StartAsync();
        await using var client = await _peer.ConnectAsync();

        var reply = await client.AskAsync(Hello(1, 1, _peer.Id.ToBytes()), Cancellation);

        Assert.NotNull(reply.TransferWelcome);
    }

    [Theory]
    [InlineData(1, 1, 16, ErrorCode.WrongPeer)]
    [InlineData(1, 1, 15, ErrorCode.Invalid)]
    [InlineData(1, 1, 17, ErrorCode.Invalid)]
    [InlineData(2, 9, 0, ErrorCode.Version)]
    [InlineData(0, 0, 0, ErrorCode.Version)]
    public async Task A_hello_that_does_not_fit_is_refused_and_the_connection_ends(int min, int max, int idLength, ErrorCode code)
    {
        await _peer.StartAsync();
        await using var client = await _peer.ConnectAsync();
        await client.SendAsync(Hello((uint)min, (uint)max, new byte[idLength]), Cancellation);

        Assert.Equal(code, (await client.ReceiveAsync(Cancellation))?.Error?.Code);
        Assert.Null(await client.ReceiveAsync(Cancellation));
    }

    [Fact]
    public async Task Nothing_but_hello_may_come_first()
    {
        await _peer.StartAsync();
        await using var client = await _peer.ConnectAsync();
        await client.SendAsync(TransferClient.Open("file"), Cancellation);

        Assert.Equal(ErrorCode.OutOfOrder, (await client.ReceiveAsync(Cancellation))?.Error?.Code);
        Assert.Null(await client.ReceiveAsync(Cancellation));
    }

    [Fact]
    public async Task A_second_hello_and_unknown_messages_are_refused_and_the_connection_goes_on()
    {
        await _peer.StartAsync();
        await using var client = await _peer.GreetAsync();

        Assert.Equal(ErrorCode.OutOfOrder, (await client.AskAsync(Hello(1, 1, []), Cancellation)).Error?.Code);
        Assert.Equal(ErrorCode.Unsupported, (await client.AskAsync(new Envelope { Search = new Search { Query = "x" } }, Cancellation)).Error?.Code);
        Assert.Equal(ErrorCode.Unsupported, (await client.AskAsync(new Envelope { Probe = new Probe() }, Cancellation)).Error?.Code);
        Assert.Equal(ErrorCode.Unsupported, (await client.AskAsync(new Envelope(), Cancellation)).Error?.Code);
    }

    [Fact]
    public async Task A_probe_hands_over_its_nonce_and_ends_without_a_word()
    {
        await _peer.StartAsync();
        var nonce = new byte[16];
        Random.Shared.NextBytes(nonce);
        await using var client = await _peer.ConnectAsync();
        await client.SendAsync(new Envelope { Probe = new Probe { Nonce = ByteString.CopyFrom(nonce) } }, Cancellation);
        Assert.Null(await client.ReceiveAsync(Cancellation));

        await using var wrong = await _peer.ConnectAsync();
        await wrong.SendAsync(new Envelope { Probe = new Probe { Nonce = ByteString.CopyFrom(nonce, 0, 15) } }, Cancellation);
        Assert.Null(await wrong.ReceiveAsync(Cancellation));

        Assert.Equal(nonce, Assert.Single(_peer.Probes));
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("\u0016\u0003\u0001")]
    [InlineData("garbage\r\n")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")]
    public async Task Another_protocol_ends_the_connection_at_once(string greeting)
    {
        await _peer.StartAsync();
        await using var client = await _peer.ConnectAsync();
        await client.Socket.SendAsync(System.Text.Encoding.Latin1.GetBytes(greeting), Cancellation);

        await client.EndsAsync(Cancellation);
    }

    [Theory]
    [InlineData("00000000")]
    [InlineData("00100001")]
    [InlineData("00010001")]
    [InlineData("00000003ffffff")]
    public async Task A_malformed_frame_ends_the_connection(string frame)
    {
        await _peer.StartAsync();
        await using var client = await _peer.GreetAsync();
        await client.Socket.SendAsync(Convert.FromHexString(frame), Cancellation);

        Assert.Equal(ErrorCode.Invalid, (await client.ReceiveAsync(Cancellation))?.Error?.Code);
        Assert.Null(await client.ReceiveAsync(Cancellation));
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("000000")]
    [InlineData("0000001008")]
    public async Task Who_does_not_greet_in_time_is_cut_off(string start)
    {
        await _peer.StartAsync(new FileServerOptions { Port = 0, HelloTimeout = Short });
        await using var client = await _peer.ConnectAsync();
        if (start.Length > 0)
        {
            await client.Socket.SendAsync(Convert.FromHexString(start), Cancellation);
        }

        await client.EndsAsync(Cancellation);
        await NoConnectionsAsync();
    }

    [Fact]
    public async Task A_request_that_trickles_is_cut_off_however_often_a_byte_comes()
    {
        await _peer.StartAsync(new FileServerOptions { Port = 0, FrameTimeout = Short });
        await using var client = await _peer.GreetAsync();
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        var start = Stopwatch.GetTimestamp();

        await Assert.ThrowsAnyAsync<System.Net.Sockets.SocketException>(async () =>
        {
            await client.Socket.SendAsync(Convert.FromHexString("0000FFFF"), Cancellation);
            while (Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(30))
            {
                await pace.WaitForNextTickAsync(Cancellation);
                await client.Socket.SendAsync(new byte[] { 0 }, Cancellation);
            }
        });
        await NoConnectionsAsync();
    }

    [Fact]
    public async Task Who_asks_for_nothing_is_cut_off_in_time()
    {
        await _peer.StartAsync(new FileServerOptions { Port = 0, IdleTimeout = Short });
        await using var client = await _peer.GreetAsync();

        await client.EndsAsync(Cancellation);
        await NoConnectionsAsync();
    }

    [Fact]
    public async Task Who_takes_nothing_of_what_it_asked_for_is_cut_off()
    {
        var bytes = new byte[4 << 20];
        _peer.Folder.Write("file.bin", bytes);
        var content = ContentHasher.Hash(bytes).Content;
        await _peer.StartAsync(new FileServerOptions { Port = 0, WriteTimeout = Short });
        await using var client = await _peer.GreetAsync();
        await client.AskAsync(TransferClient.Open(content), Cancellation);
        try
        {
            for (var i = 0; i < 16; i++)
            {
                await client.SendAsync(TransferClient.Read(content, 0, 4 << 20), Cancellation);
            }
        }
        catch (IOException)
        {
            // On a busy machine it is cut off before it has asked for everything.
        }

        await NoConnectionsAsync();
        Assert.Equal(0, _peer.Server.Status.Uploads);
    }

    [Fact]
    public async Task An_address_has_so_many_connections_and_no_more()
    {
        await _peer.StartAsync(new FileServerOptions { Port = 0, MaxConnectionsPerAddress = 3 });
        var clients = new List<TransferClient>();
        for (var i = 0; i < 3; i++)
        {
            clients.Add(await _peer.GreetAsync());
        }

        await _peer.AssertRefusesAsync();
        foreach (var client in clients)
        {
            await client.DisposeAsync();
        }

        await NoConnectionsAsync();
        await using var again = await _peer.GreetAsync();
    }

    [Fact]
    public async Task Many_connections_that_say_nothing_do_not_keep_others_out()
    {
        await _peer.StartAsync(new FileServerOptions { Port = 0, MaxConnectionsPerAddress = 500, HelloTimeout = TimeSpan.FromSeconds(2) });
        var silent = new List<TransferClient>();
        for (var i = 0; i < 300; i++)
        {
            silent.Add(await _peer.ConnectAsync());
        }

        await using (var client = await _peer.GreetAsync())
        {
            Assert.Equal(ErrorCode.NotFound, (await client.AskAsync(TransferClient.Open("x"), Cancellation)).Error?.Code);
        }

        await NoConnectionsAsync();
        foreach (var one in silent)
        {
            await one.DisposeAsync();
        }
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _peer.DisposeAsync();

    private static Envelope Hello(uint min, uint max, byte[] id) =>
        new() { TransferHello = new TransferHello { MinVersion = min, MaxVersion = max, PeerId = ByteString.CopyFrom(id) } };

    private Task NoConnectionsAsync() => Eventually.IsTrueAsync(() => _peer.Server.Status.Connections == 0, "no connection is open");
}
