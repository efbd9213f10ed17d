using GvNap.Protocol.Content;

namespace GvNap.Protocol.Tests.Content;

public sealed class ContentIdTests
{
    private const string Root = "dabd3aff769f07eb2965401eb029974ebba3407afd02b26ddb564ea5f8efae72";

    [Theory]
    [InlineData("0")]
    [InlineData("1")]
    [InlineData("3158073")]
    [InlineData("17592186044416")]
    public void Content_id_is_read_as_it_is_written(string size)
    {
        Assert.True(ContentId.TryParse($"{Root}-{size}", out var id));
        Assert.Equal($"{Root}-{size}", id.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(Root)]
    [InlineData(Root + "-")]
    [InlineData(Root + "-01")]
    [InlineData(Root + "-00")]
    [InlineData(Root + "--1")]
    [InlineData(Root + "-+1")]
    [InlineData(Root + "-1 ")]
    [InlineData(" " + Root + "-1")]
    [InlineData(Root + "-1e3")]
    [InlineData(Root + "-٣")]
    [InlineData(Root + "_1")]
    [InlineData(Root + "-17592186044417")]
    [InlineData(Root + "-9223372036854775808")]
    [InlineData("Dabd3aff769f07eb2965401eb029974ebba3407afd02b26ddb564ea5f8efae72-1")]
    [InlineData("gabd3aff769f07eb2965401eb029974ebba3407afd02b26ddb564ea5f8efae72-1")]
    [InlineData("abd3aff769f07eb2965401eb029974ebba3407afd02b26ddb564ea5f8efae72-1")]
    public void Anything_else_is_not_a_content_id(string? text) => Assert.False(ContentId.TryParse(text, out _));

    [Fact]
    public void Ids_of_another_size_or_root_differ()
    {
        var id = new ContentId(Sha256Hash.Of([1]), 1);

        Assert.Equal(id, new ContentId(Sha256Hash.Of([1]), 1));
        Assert.NotEqual(id, id with { Size = 2 });
        Assert.NotEqual(id, id with { Root = Sha256Hash.Of([2]) });
    }
}
