using System.Net;
using System.Net.Sockets;
using GvNap.Protocol.Framing;
using GvNap.Protocol.Messages;

namespace GvNap.Protocol.Tests.Framing;

public sealed class FrameConnectionTests
{
    private static readonly Envelope Sample = SampleMessages.Create("opened");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Frames_travel_both_ways()
    {
        await using var pair = await LoopbackPair.CreateAsync(Cancel);
        await using var remote = new FrameConnection(pair.Remote);

        await pair.Connection.Writer.WriteAsync(Sample, Cancel);
        Assert.Equal(Sample, await remote.Reader.ReadAsync(Cancel));
        await remote.Writer.WriteAsync(Sample, Cancel);
        Assert.Equal(Sample, await pair.Connection.Reader.ReadAsync(Cancel));
    }

    [Fact]
    public async Task Raw_bytes_longer_than_any_buffer_arrive_whole()
    {
        await using var pair = await LoopbackPair.CreateAsync(Cancel);
        var sent = new byte[3_000_001];
        Random.Shared.NextBytes(sent);
        var send = Task.Run(async () =>
        {
            await SendAsync(pair.Remote, FrameTests.Encode(Sample));
            await SendAsync(pair.Remote, sent);
            await SendAsync(pair.Remote, FrameTests.Encode(Sample));
        }, Cancel);

        Assert.Equal(Sample, await pair.Connection.Reader.ReadAsync(Cancel));
        var received = new byte[sent.Length];
        await pair.Connection.Reader.ReadRawAsync(received, Cancel);
        Assert.Equal(Sample, await pair.Connection.Reader.ReadAsync(Cancel));
        Assert.True(sent.AsSpan().SequenceEqual(received));
        await send;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(333)]
    [InlineData(100_000)]
    public async Task Frames_and_raw_bytes_keep_their_places_however_they_come(int chunk)
    {
        await using var pair = await LoopbackPair.CreateAsync(Cancel);
        var frame = FrameTests.Encode(Sample);
        byte[][] raws = [.. new[] { 1, 100, 5_000, 70_000 }.Where(size => size < 1_000 * chunk).Select(size => Random.Shared.GetItems<byte>([0, 1, 255], size))];
        byte[] all = [.. raws.SelectMany(raw => frame.Concat(raw)), .. frame, .. raws[^1]];
        var send = Task.Run(async () =>
        {
            foreach (var part in all[..^1].Chunk(chunk))
            {
                await SendAsync(pair.Remote, part);
            }

            pair.Remote.Shutdown(SocketShutdown.Send);
        }, Cancel);

        foreach (var raw in raws)
        {
            Assert.Equal(Sample, await pair.Connection.Reader.ReadAsync(Cancel));
            var received = new byte[raw.Length];
            await pair.Connection.Reader.ReadRawAsync(received, Cancel);
            Assert.True(raw.AsSpan().SequenceEqual(received));
        }

        Assert.Equal(Sample, await pair.Connection.Reader.ReadAsync(Cancel));
        await Assert.ThrowsAsync<ProtocolException>(async () => await pair.Connection.Reader.ReadRawAsync(new byte[raws[^1].Length], Cancel));
        await send;
    }

    [Fact]
    public async Task Remote_that_closes_ends_the_reading()
    {
        await using var pair = await LoopbackPair.CreateAsync(Cancel);
        var read = pair.Connection.Reader.ReadAsync(Cancel).AsTask();

        pair.Remote.Shutdown(SocketShutdown.Send);

        Assert.Null(await read.WaitAsync(Patience, Cancel));
    }

    [Fact]
    public async Task Remote_that_resets_is_an_io_error()
    {
        await using var pair = await LoopbackPair.CreateAsync(Cancel);
        var read = pair.Connection.Reader.ReadAsync(Cancel).AsTask();

        pair.Remote.LingerState = new LingerOption(true, 0);
        pair.Remote.Dispose();

        await Assert.ThrowsAsync<IOException>(() => read.WaitAsync(Patience, Cancel));
    }

    [Fact]
    public async Task Writes_after_the_remote_closed_fail_before_long()
    {
        await using var pair = await LoopbackPair.CreateAsync(Cancel);
        pair.Remote.Dispose();

        await Assert.ThrowsAsync<IOException>(async () =>
        {
            // The first goes into the void; the reset that it draws fails one of the next.
            while (true)
            {
                await pair.Connection.Writer.WriteAsync(Sample, Cancel);
            }
        });
    }

    [Fact]
    public async Task Disposal_ends_reads_and_writes_under_way()
    {
        await using var pair = await LoopbackPair.CreateAsync(Cancel);
        var read = pair.Connection.Reader.ReadAsync(Cancel).AsTask();
        var large = new Envelope { Notice = new Notice { Message = new string('x', 1_000_000) } };
        var writes = Enumerable.Range(0, 100).Select(_ => pair.Connection.Writer.WriteAsync(large, Cancel).AsTask()).ToList();

        await pair.Connection.DisposeAsync();

        await Assert.ThrowsAsync<IOException>(() => read.WaitAsync(Patience, Cancel));
        await Assert.ThrowsAsync<IOException>(() => Task.WhenAll(writes).WaitAsync(Patience, Cancel));
        await Assert.ThrowsAsync<IOException>(async () => await pair.Connection.Writer.WriteAsync(Sample, Cancel));
        await Assert.ThrowsAsync<IOException>(async () => await pair.Connection.Reader.ReadAsync(Cancel));
    }

    [Fact]
    public async Task Nobody_there_is_a_socket_error()
    {
        using var unused = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        unused.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var port = ((IPEndPoint)unused.LocalEndPoint!).Port;

        await Assert.ThrowsAsync<SocketException>(() => FrameConnection.ConnectAsync("127.0.0.1", port, Cancel));
    }

    [Fact]
    public async Task Connecting_is_cancelled()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => FrameConnection.ConnectAsync("127.0.0.1", 1, stop.Token));
    }

    private static async Task SendAsync(Socket socket, ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await socket.SendAsync(bytes, Cancel)..];
        }
    }
}
