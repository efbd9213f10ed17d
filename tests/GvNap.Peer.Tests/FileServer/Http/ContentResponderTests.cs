using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using GvNap.Peer.FileServer;
using GvNap.Protocol.Content;

namespace GvNap.Peer.Tests.FileServer.Http;

/// <summary>HTTP on the file port, asked by .NET's own client.</summary>
public sealed class ContentResponderTests : IAsyncLifetime
{
    private readonly FileServerFixture _peer = new();
    private readonly HttpClient _client = new();

    private static CancellationToken Cancellation => FileServerFixture.Cancellation;

    [Fact]
    public async Task A_whole_content_is_served_and_described()
    {
        var bytes = RandomNumberGenerator.GetBytes(3_000_000);
        var content = await ShareAsync("music/song.flac", bytes);

        using var response = await GetAsync(content);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(bytes, await response.Content.ReadAsByteArrayAsync(Cancellation));
        Assert.Equal(bytes.Length, response.Content.Headers.ContentLength);
        Assert.Equal($"\"{content}\"", response.Headers.ETag?.ToString());
        Assert.False(response.Headers.ETag?.IsWeak);
        Assert.Equal(["bytes"], response.Headers.AcceptRanges);
        Assert.Equal("application/octet-stream", response.Content.Headers.ContentType?.ToString());
        Assert.Equal(["nosniff"], response.Headers.GetValues("X-Content-Type-Options"));
        Assert.Equal("attachment", response.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Equal("song.flac", response.Content.Headers.ContentDisposition?.FileName);
        Assert.False(response.Headers.Contains("Repr-Digest"));
        Assert.Empty(response.Headers.Server);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(16 * 1024)]
    public async Task A_small_content_has_its_digest(int size)
    {
        var bytes = RandomNumberGenerator.GetBytes(size);
        var content = await ShareAsync("small.bin", bytes);

        using var response = await GetAsync(content);

        Assert.Equal(bytes, await response.Content.ReadAsByteArrayAsync(Cancellation));
        Assert.Equal(size, response.Content.Headers.ContentLength);
        Assert.Equal($"sha-256=:{Convert.ToBase64String(SHA256.HashData(bytes))}:", Assert.Single(response.Headers.GetValues("Repr-Digest")));
    }

    [Fact]
    public async Task Head_says_what_get_would_and_takes_no_slot()
    {
        var content = await ShareAsync("file.bin", new byte[100_000], new FileServerOptions { Port = 0, UploadSlots = 1 });
        await using var holder = await _peer.GreetAsync();
        Assert.NotNull((await holder.AskAsync(TransferClient.Open(content), Cancellation)).Opened);

        using var response = await SendAsync(HttpMethod.Head, content);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(100_000, response.Content.Headers.ContentLength);
        Assert.Equal($"\"{content}\"", response.Headers.ETag?.ToString());
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(Cancellation));
    }

    [Fact]
    public async Task Nothing_is_hashed_to_answer()
    {
        // Too small for its piece layer to be kept: a source that opens it for a peer hashes it again.
        var content = await ShareAsync("file.bin", new byte[100_000]);
        var hashed = _peer.Library.BytesHashed;

        using var head = await SendAsync(HttpMethod.Head, content);
        using var whole = await GetAsync(content);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (head.StatusCode, whole.StatusCode));
        Assert.Equal(hashed, _peer.Library.BytesHashed);
    }

    [Fact]
    public async Task Every_range_is_byte_for_byte_that_part_of_the_file()
    {
        const int Size = 700_001;
        var bytes = RandomNumberGenerator.GetBytes(Size);
        var content = await ShareAsync("file.bin", bytes);

        await Task.Run(() => Prop.ForAll(Gen.Choose(0, Size - 1).Two().ToArbitrary(), ends =>
        {
            var (from, to) = (Math.Min(ends.Item1, ends.Item2), Math.Max(ends.Item1, ends.Item2));
            using var request = Request(HttpMethod.Get, content);
            request.Headers.Range = new RangeHeaderValue(from, to);
            using var response = _client.Send(request, Cancellation);
            using var body = new MemoryStream();
            response.Content.ReadAsStream(Cancellation).CopyTo(body);
            return response.StatusCode == HttpStatusCode.PartialContent
                && response.Content.Headers.ContentRange?.ToString() == $"bytes {from}-{to}/{Size}"
                && body.ToArray().AsSpan().SequenceEqual(bytes.AsSpan(from..(to + 1)));
        }).QuickCheckThrowOnFailure(), Cancellation);
    }

    [Fact]
    public async Task A_range_past_the_end_gets_the_size_in_its_place()
    {
        var content = await ShareAsync("file.bin", new byte[10]);
        using var request = Request(HttpMethod.Get, content);
        request.Headers.Range = new RangeHeaderValue(10, null);

        using var response = await _client.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, response.StatusCode);
        Assert.Equal("bytes */10", response.Content.Headers.ContentRange?.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("content")]
    [InlineData("content/")]
    [InlineData("content/file.bin")]
    [InlineData("content/0000000000000000000000000000000000000000000000000000000000000000-5")]
    [InlineData("content/{id}/")]
    [InlineData("CONTENT/{id}")]
    [InlineData("content//{id}")]
    [InlineData("{id}")]
    [InlineData("content/..%2f..%2fetc%2fpasswd")]
    [InlineData("content/%2e%2e/%2e%2e/etc/passwd")]
    [InlineData("files.json")]
    [InlineData("health")]
    public async Task Nothing_else_is_there(string path)
    {
        var content = await ShareAsync("file.bin", [1, 2, 3]);

        using var response = await _client.GetAsync(Address(path.Replace("{id}", content.ToString(), StringComparison.Ordinal)), Cancellation);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("This peer does not share that.\n", await response.Content.ReadAsStringAsync(Cancellation));
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    [InlineData("TRACE")]
    public async Task There_is_no_other_method(string method)
    {
        var content = await ShareAsync("file.bin", [1, 2, 3]);

        using var response = await SendAsync(new HttpMethod(method), content);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["GET", "HEAD"], response.Content.Headers.Allow);
    }

    [Fact]
    public async Task Pages_of_others_get_nothing()
    {
        var content = await ShareAsync("file.bin", [1, 2, 3]);
        using var foreign = Request(HttpMethod.Get, content);
        foreign.Headers.Add("Origin", "http://evil.example.com");
        using var rebound = Request(HttpMethod.Get, content);
        rebound.Headers.Host = "evil.example.com";

        using var first = await _client.SendAsync(foreign, Cancellation);
        using var second = await _client.SendAsync(rebound, Cancellation);

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.MisdirectedRequest), (first.StatusCode, second.StatusCode));
        Assert.False(first.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task The_slots_and_the_queue_are_those_of_the_transfer_protocol()
    {
        var content = await ShareAsync("file.bin", new byte[1000], new FileServerOptions { Port = 0, UploadSlots = 1 });
        var holder = await _peer.GreetAsync();
        await using (holder)
        {
            Assert.NotNull((await holder.AskAsync(TransferClient.Open(content), Cancellation)).Opened);

            using var busy = await GetAsync(content);

            Assert.Equal(HttpStatusCode.ServiceUnavailable, busy.StatusCode);
            Assert.Equal(TimeSpan.FromSeconds(2), busy.Headers.RetryAfter?.Delta);
            Assert.Equal(1, _peer.Server.Status.Waiting);
        }

        await Eventually.IsTrueAsync(
            async () =>
            {
                using var response = await GetAsync(content);
                return response.StatusCode == HttpStatusCode.OK;
            },
            "the slot is free again");
        await Eventually.IsTrueAsync(() => _peer.Server.Status is { Uploads: 0, Waiting: 0 }, "the slot is given back");
    }

    [Theory]
    [InlineData("with blanks; and, 'all' \"sorts\" of=marks.txt")]
    [InlineData("Übergrößen — 日本語 🎵.flac")]
    [InlineData("back\\slash%41 .txt")]
    [InlineData("a\u00a0b")]
    public async Task A_name_arrives_as_it_is_shared(string name)
    {
        var content = await ShareAsync($"folder/{name}", Encoding.UTF8.GetBytes(name));

        using var response = await GetAsync(content);

        Assert.Equal(name, response.Content.Headers.ContentDisposition?.FileNameStar);
        var raw = Assert.Single(response.Content.Headers.NonValidated["Content-Disposition"]);
        Assert.All(raw, c => Assert.InRange(c, ' ', '~'));
        Assert.DoesNotContain("folder", raw, StringComparison.Ordinal);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _peer.DisposeAsync();
    }

    private async Task<ContentId> ShareAsync(string name, byte[] bytes, FileServerOptions? options = null)
    {
        _peer.Folder.Write(name, bytes);
        await _peer.StartAsync(options);
        return ContentHasher.Hash(bytes).Content;
    }

    private Uri Address(string path) => new($"http://127.0.0.1:{_peer.Server.Port}/{path}");

    private HttpRequestMessage Request(HttpMethod method, ContentId content) => new(method, Address($"content/{content}"));

    private Task<HttpResponseMessage> GetAsync(ContentId content) => SendAsync(HttpMethod.Get, content);

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, ContentId content)
    {
        using var request = Request(method, content);
        return await _client.SendAsync(request, Cancellation);
    }
}
