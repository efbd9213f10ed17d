using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using GvNap.Peer.FileServer;
using GvNap.Protocol.Content;

namespace GvNap.Peer.Tests.FileServer.Http;

/// <summary>HTTP on the file port, asked by those that no client library would let be: slow, broken, or there when a file changes.</summary>
public sealed class HostileHttpTests : IAsyncLifetime
{
    private const int Size = 48 << 20;

    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(300);

    private readonly FileServerFixture _peer = new();
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    private static CancellationToken Cancellation => FileServerFixture.Cancellation;

    [Theory]
    [InlineData("G")]
    [InlineData("GET /content/x HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")]
    public async Task Headers_that_trickle_end_the_connection_in_time(string start)
    {
        await _peer.StartAsync(new FileServerOptions { Port = 0, HelloTimeout = TimeSpan.FromSeconds(1) });
        await ConnectAsync();
        await SendAsync(start);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        var watch = Stopwatch.StartNew();

        await Eventually.IsTrueAsync(
            async () =>
            {
                await pace.WaitForNextTickAsync(Cancellation);
                return !await TrySendAsync("x");
            },
            "the connection has ended");

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"It took {watch.Elapsed}.");
        await NoConnectionsAsync();
    }

    [Fact]
    public async Task A_silent_connection_ends_in_time()
    {
        await _peer.StartAsync(new FileServerOptions { Port = 0, IdleTimeout = TimeSpan.FromSeconds(2) });
        await ConnectAsync();
        await SendAsync("HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n");

        Assert.Contains("404", await ReadToEndAsync(), StringComparison.Ordinal);
        await NoConnectionsAsync();
    }

    [Fact]
    public async Task Who_takes_nothing_of_what_it_asked_for_is_cut_off()
    {
        var (content, _) = await ShareAsync(new FileServerOptions { Port = 0, WriteTimeout = Short });
        await ConnectAsync();
        await GetAsync(content);

        await NoConnectionsAsync();
        await Eventually.IsTrueAsync(() => _peer.Server.Status.Uploads == 0, "the slot is given back");
    }

    [Fact]
    public async Task Who_takes_too_little_loses_the_slot_once_somebody_waits()
    {
        var (content, _) = await ShareAsync(new FileServerOptions { Port = 0, UploadSlots = 1, SlotIdle = Short, UsefulRate = 100_000_000 });
        await ConnectAsync();
        await GetAsync(content);
        await Eventually.IsTrueAsync(() => _peer.Server.Status.Uploads == 1, "the slot is taken");
        await using var waiter = await _peer.GreetAsync();

        await Eventually.IsTrueAsync(async () => (await waiter.AskAsync(TransferClient.Open(content), Cancellation)).Opened is not null, "the slot is the waiter's");

        Assert.Equal(1, _peer.Server.Status.Uploads);
        Assert.InRange((await ReadToEndAsync()).Length, 0, Size - 1);
    }

    [Theory]
    [InlineData("changed")]
    [InlineData("truncated")]
    [InlineData("deleted")]
    public async Task A_file_that_changes_while_it_is_sent_is_cut_and_no_wrong_byte_is_sent(string how)
    {
        var (content, bytes) = await ShareAsync();
        await ConnectAsync();
        await GetAsync(content);
        var first = new byte[2000];
        await ReceiveAsync(first);

        Damage(how);

        var answer = Encoding.Latin1.GetString(first) + await ReadToEndAsync();
        var body = Encoding.Latin1.GetBytes(answer[(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]);
        Assert.InRange(body.Length, 1, Size - 1);
        Assert.True(body.AsSpan().SequenceEqual(bytes.AsSpan(0, body.Length)));
        await Eventually.IsTrueAsync(() => _peer.Server.Status.Uploads == 0, "the slot is given back");
    }

    [Fact]
    public async Task A_file_that_has_changed_is_no_longer_there()
    {
        var (content, _) = await ShareAsync();
        Damage("changed");
        await ConnectAsync();

        await GetAsync(content, "Connection: close\r\n");

        Assert.StartsWith("HTTP/1.1 404 ", await ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET /content/x HTTP/1.1\r\n\r\n")]
    [InlineData("GET /content/x HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")]
    [InlineData("GET /content/x HTTP/9.9\r\nHost: a\r\n\r\n")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n")]
    [InlineData("GET /content/x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n")]
    public async Task What_is_no_good_request_gets_an_error_and_the_end(string request)
    {
        await _peer.StartAsync();
        await ConnectAsync();
        await SendAsync(request);

        var answer = await ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 ", answer, StringComparison.Ordinal);
        Assert.InRange(int.Parse(answer.AsSpan(9, 3), System.Globalization.CultureInfo.InvariantCulture), 400, 599);
        await NoConnectionsAsync();
    }

    [Fact]
    public async Task Requests_have_few_headers_and_short_ones()
    {
        await _peer.StartAsync();
        await ConnectAsync();

        await SendAsync($"GET / HTTP/1.1\r\nHost: a\r\nX: {new string('x', 20_000)}\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 431 ", await ReadToEndAsync(), StringComparison.Ordinal);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        await _peer.DisposeAsync();
    }

    private async Task<(ContentId Content, byte[] Bytes)> ShareAsync(FileServerOptions? options = null)
    {
        var bytes = new byte[Size];
        new Random(Size).NextBytes(bytes);
        _peer.Folder.Write("file.bin", bytes);
        await _peer.StartAsync(options, rescan: TimeSpan.FromHours(1));
        return (ContentHasher.Hash(bytes).Content, bytes);
    }

    private void Damage(string how)
    {
        var path = _peer.Folder.PathOf("file.bin");
        if (how == "deleted")
        {
            File.Delete(path);
            return;
        }

        using var file = File.OpenWrite(path);
        if (how == "truncated")
        {
            file.SetLength(10);
            return;
        }

        for (var at = 0; at < Size; at += 50_000)
        {
            file.Position = at;
            file.Write([7, 8]);
        }
    }

    private async Task ConnectAsync()
    {
        _socket.ReceiveBufferSize = 64 * 1024;
        await _socket.ConnectAsync(IPAddress.Loopback, _peer.Server.Port, Cancellation);
    }

    private Task SendAsync(string text) => _socket.SendAsync(Encoding.Latin1.GetBytes(text), Cancellation).AsTask();

    private async Task<bool> TrySendAsync(string text)
    {
        try
        {
            await SendAsync(text);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private Task GetAsync(ContentId content, string headers = "") => SendAsync($"GET /content/{content} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n");

    private async Task ReceiveAsync(byte[] bytes)
    {
        for (var filled = 0; filled < bytes.Length;)
        {
            filled += await _socket.ReceiveAsync(bytes.AsMemory(filled), Cancellation);
        }
    }

    private async Task<string> ReadToEndAsync()
    {
        var all = new MemoryStream();
        var bytes = new byte[64 * 1024];
        try
        {
            while (await _socket.ReceiveAsync(bytes, Cancellation).AsTask().WaitAsync(Eventually.Patience, Cancellation) is var length and > 0)
            {
                all.Write(bytes, 0, length);
            }
        }
        catch (SocketException)
        {
            // Reset, which is an end as well.
        }

        return Encoding.Latin1.GetString(all.ToArray());
    }

    private Task NoConnectionsAsync() => Eventually.IsTrueAsync(() => _peer.Server.Status.Connections == 0, "no connection is open");
}
