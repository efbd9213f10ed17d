using System.Text;
using GvNap.Protocol.Content;
using GvNap.Protocol.Messages;
using GvNap.Protocol.Tests.Framing;

namespace GvNap.Protocol.Tests;

/// <summary>What PROTOCOL.md shows and claims is what the code does.</summary>
public sealed class SpecificationTests
{
    private static readonly string Text = Read();

    [Fact]
    public void Example_of_a_frame_is_the_code_s()
    {
        var hello = new Envelope { RequestId = 1, Hello = new Hello { MinVersion = 1, MaxVersion = 1, Agent = "demo/1" } };
        var hex = Convert.ToHexStringLower(FrameTests.Encode(hello));

        Assert.Contains(Text.Split('\n'), line => line.Replace(" ", "", StringComparison.Ordinal) == hex);
    }

    [Fact]
    public void Example_of_a_content_id_is_the_code_s()
    {
        var content = Encoding.ASCII.GetBytes(new string('a', 40_000));
        var layer = ContentHasher.Hash(content);

        Assert.Contains($"\n{layer.Content}\n", Text, StringComparison.Ordinal);
        Assert.Contains($"root     {layer.Content.Root}", Text, StringComparison.Ordinal);
        for (var piece = 0; piece < 3; piece++)
        {
            var hash = new Sha256Hash(layer.Bytes.Span[(32 * piece)..]);
            Assert.Contains($"leaf {piece}   {hash}", Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_error_and_every_request_is_explained()
    {
        foreach (var code in ErrorCodeNames().Skip(1))
        {
            Assert.Contains($"| `{code}` |", Text, StringComparison.Ordinal);
        }

        foreach (var kind in Envelope.Descriptor.Oneofs.Single().Fields)
        {
            Assert.Contains($"`{kind.MessageType.Name}", Text, StringComparison.Ordinal);
        }
    }

    private static IEnumerable<string> ErrorCodeNames() =>
        Error.Descriptor.FindFieldByName("code").EnumType.Values.OrderBy(value => value.Number).Select(value => value.Name);

    private static string Read()
    {
        using var reader = new StreamReader(typeof(SpecificationTests).Assembly.GetManifestResourceStream("PROTOCOL.md")!);
        return reader.ReadToEnd();
    }
}
