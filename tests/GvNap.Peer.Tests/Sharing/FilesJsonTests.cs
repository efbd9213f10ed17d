using System.Text;
using GvNap.Peer.Sharing;

namespace GvNap.Peer.Tests.Sharing;

public sealed class FilesJsonTests : IDisposable
{
    private readonly ShareFolderFixture _folder = new();

    [Fact]
    public void The_seeds_format_is_read()
    {
        var entries = Parse("""
            [
                {
                    "name": "guide.txt",
                    "description": "How to start"
                },
                { "name": "docs/ünïcode.txt" }
            ]
            """);

        Assert.Equal([new("guide.txt", "How to start"), new("docs/ünïcode.txt", "")], entries);
    }

    [Theory]
    [InlineData("[]", 0)]
    [InlineData("\uFEFF[{\"name\":\"a\"}]", 1)]
    [InlineData("[{\"name\":\"a\",\"description\":null,\"size\":7},]", 1)]
    [InlineData("// mine\n[{\"name\":\"a\"}]", 1)]
    public void What_people_write_by_hand_is_read(string json, int count) => Assert.Equal(count, Parse(json).Count);

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[")]
    [InlineData("[1]")]
    [InlineData("[null]")]
    [InlineData("[{}]")]
    [InlineData("[{\"name\":null}]")]
    [InlineData("[{\"name\":7}]")]
    [InlineData("[{\"name\":\"a\",\"description\":7}]")]
    [InlineData("[{\"name\":\"\\ud800\"}]")]
    public void Anything_else_is_refused_in_one_line(string json)
    {
        var refusal = Assert.Throws<FormatException>(() => Parse(json));

        Assert.NotEmpty(refusal.Message);
        Assert.DoesNotContain('\n', refusal.Message);
    }

    [Fact]
    public void Text_that_is_not_utf8_is_refused() =>
        Assert.Throws<FormatException>(() => FilesJson.Parse(new byte[] { (byte)'[', (byte)'{', (byte)'"', 0xFF, (byte)'"' }));

    [Fact]
    public void What_is_written_is_read_again()
    {
        FilesJsonEntry[] entries = [new("a \"quoted\" \\ name.txt", "é ✓ <tag>"), new("b/c.txt", "")];

        FilesJson.Write(_folder.Root, entries);

        Assert.Equal(entries, FilesJson.Read(_folder.Root));
        Assert.Equal([FilesJson.FileName], Directory.GetFiles(_folder.Root).Select(Path.GetFileName));
    }

    [Fact]
    public void Candidates_are_what_may_be_shared()
    {
        _folder.Write("b.txt", "b");
        _folder.Write("a/c.txt", "c");
        _folder.Write(".hidden", "h");
        _folder.List("b.txt");

        var candidates = FilesJson.FindCandidates(new ShareOptions { Folder = _folder.Root }, TestContext.Current.CancellationToken);

        Assert.Equal([new("a/c.txt", ""), new("b.txt", "")], candidates);
    }

    public void Dispose() => _folder.Dispose();

    private static IReadOnlyList<FilesJsonEntry> Parse(string json) => FilesJson.Parse(Encoding.UTF8.GetBytes(json));
}
