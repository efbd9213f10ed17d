using System.Security.Cryptography;
using System.Xml.Linq;
using GvNap.Peer.Links;
using GvNap.Peer.Tests.Sharing;
using GvNap.Protocol.Content;
using GvNap.Protocol.Messages;

namespace GvNap.Peer.Tests.Links;

public sealed class MetalinkTests : IDisposable
{
    private static readonly XNamespace Space = "urn:ietf:params:xml:ns:metalink";

    private readonly ShareFolderFixture _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1 << 20)]
    [InlineData((5 << 20) + 17)]
    public async Task The_hashes_are_plain_ones_of_the_whole_and_of_each_part(int size)
    {
        var bytes = RandomNumberGenerator.GetBytes(size);
        _folder.Write("deep/er/file.bin", bytes);

        var hashes = await LocalCopy.HashAsync(ContentHasher.Hash(bytes).Content, [_folder.Root], Cancellation);

        Assert.NotNull(hashes);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), hashes.Whole);
        Assert.Equal(bytes.Chunk(hashes.PartLength).Select(part => Convert.ToHexStringLower(SHA256.HashData(part))), hashes.Parts);
    }

    [Fact]
    public async Task What_only_has_the_size_or_the_name_is_not_taken()
    {
        var bytes = RandomNumberGenerator.GetBytes(100_000);
        var content = ContentHasher.Hash(bytes).Content;
        _folder.Write("file.bin", RandomNumberGenerator.GetBytes(100_000));
        _folder.Write("short/file.bin", bytes[..99_999]);
        File.CreateSymbolicLink(_folder.PathOf("link"), _folder.Outside);
        await File.WriteAllBytesAsync(Path.Join(_folder.Outside, "file.bin"), bytes, Cancellation);

        Assert.Null(await LocalCopy.HashAsync(content, [_folder.Root, _folder.PathOf("nowhere")], Cancellation));
        Assert.NotNull(await LocalCopy.HashAsync(content, [_folder.Root, _folder.Outside], Cancellation));
    }

    [Fact]
    public void It_says_what_RFC_5854_wants()
    {
        var source = new Source { Name = "a/<b> & \"c\".bin", Endpoints = { new Endpoint { Host = "10.0.0.1", Port = 1 }, new Endpoint { Host = "::1", Port = 2 } } };
        var content = new ContentId(Sha256Hash.Of("abc"u8), 5_000_000_000);

        var file = Write(ContentLinks.Of(content, [source]), new PlainHashes("aa", 1 << 20, ["bb", "cc"]));

        Assert.Equal("<b> & \"c\".bin", file.Attribute("name")?.Value);
        Assert.Equal("5000000000", file.Element(Space + "size")?.Value);
        Assert.Equal(("sha-256", "aa"), (file.Element(Space + "hash")?.Attribute("type")?.Value, file.Element(Space + "hash")?.Value));
        var pieces = file.Element(Space + "pieces")!;
        Assert.Equal(("1048576", "sha-256"), (pieces.Attribute("length")?.Value, pieces.Attribute("type")?.Value));
        Assert.Equal(["bb", "cc"], pieces.Elements(Space + "hash").Select(hash => hash.Value));
        Assert.Equal(
            [("1", $"http://10.0.0.1:1/content/{content}"), ("2", $"http://[::1]:2/content/{content}")],
            file.Elements(Space + "url").Select(url => (url.Attribute("priority")!.Value, url.Value)));
    }

    [Fact]
    public void Without_the_content_there_are_no_hashes()
    {
        var content = new ContentId(Sha256Hash.Of("abc"u8), 3);

        var file = Write(ContentLinks.Of(content, []), hashes: null);

        Assert.Equal([Space + "size"], file.Elements().Select(element => element.Name));
        Assert.Equal(content.ToString(), file.Attribute("name")?.Value);
    }

    public void Dispose() => _folder.Dispose();

    private static XElement Write(ContentLinks links, PlainHashes? hashes)
    {
        using var text = new MemoryStream();
        Metalink.Write(text, links, hashes);
        text.Position = 0;
        var root = XDocument.Load(text).Root!;
        Assert.Equal(Space + "metalink", root.Name);
        return root.Element(Space + "file")!;
    }
}
