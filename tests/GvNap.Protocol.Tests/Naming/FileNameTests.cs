using System.Text;
using FsCheck;
using FsCheck.Fluent;
using GvNap.Protocol.Naming;

namespace GvNap.Protocol.Tests.Naming;

public sealed class FileNameTests
{
    [Theory]
    [InlineData("guide.txt")]
    [InlineData("a b/Ünï—code, 世界/🎵 song.flac")]
    [InlineData(" leading and trailing ")]
    [InlineData(".hidden")]
    [InlineData("...")]
    [InlineData("..a/b..")]
    [InlineData("CON")]
    [InlineData("back\\slash:colon*star?\"quote\"<>|")]
    [InlineData("%2e%2e")]
    [InlineData("-rf")]
    [InlineData("a\u200Db")]
    public void Good_name_is_accepted(string name) => Assert.Equal(FileNameProblem.None, FileName.Check(name));

    [Theory]
    [InlineData("", FileNameProblem.Empty)]
    [InlineData(".", FileNameProblem.BadComponent)]
    [InlineData("..", FileNameProblem.BadComponent)]
    [InlineData("a/../b", FileNameProblem.BadComponent)]
    [InlineData("a/..", FileNameProblem.BadComponent)]
    [InlineData("./a", FileNameProblem.BadComponent)]
    [InlineData("/", FileNameProblem.BadComponent)]
    [InlineData("/etc/passwd", FileNameProblem.BadComponent)]
    [InlineData("a//b", FileNameProblem.BadComponent)]
    [InlineData("a/", FileNameProblem.BadComponent)]
    [InlineData("a\0b", FileNameProblem.ControlCharacter)]
    [InlineData("a\nb", FileNameProblem.ControlCharacter)]
    [InlineData("\u001b[31mred", FileNameProblem.ControlCharacter)]
    [InlineData("a\u007f", FileNameProblem.ControlCharacter)]
    [InlineData("a\u0085", FileNameProblem.ControlCharacter)]
    [InlineData("a\u009b31m", FileNameProblem.ControlCharacter)]
    [InlineData("a\u2028b", FileNameProblem.ControlCharacter)]
    [InlineData("a\u202Egpj.exe", FileNameProblem.BidirectionalControl)]
    [InlineData("\u2066a\u2069", FileNameProblem.BidirectionalControl)]
    [InlineData("a\u200F", FileNameProblem.BidirectionalControl)]
    [InlineData("a\u061C", FileNameProblem.BidirectionalControl)]
    public void Bad_name_is_refused_with_its_reason(string name, FileNameProblem problem) =>
        Assert.Equal(problem, FileName.Check(name));

    [Fact]
    public void Half_of_a_surrogate_pair_is_refused_wherever_it_stands()
    {
        foreach (var name in new[] { "\uD83C", "\uDFB5", "a\uD83Cb", "\uD83C\uD83C\uDFB5", "\uD83C\uDFB5\uDFB5", "\uDFB5\uD83C" })
        {
            Assert.Equal(FileNameProblem.InvalidUnicode, FileName.Check(name));
        }
    }

    [Fact]
    public void Lengths_count_in_bytes_of_utf8()
    {
        Assert.Equal(FileNameProblem.None, FileName.Check(new string('a', 255)));
        Assert.Equal(FileNameProblem.ComponentTooLong, FileName.Check(new string('a', 256)));
        Assert.Equal(FileNameProblem.None, FileName.Check(new string('世', 85)));
        Assert.Equal(FileNameProblem.ComponentTooLong, FileName.Check(new string('世', 86)));

        var path = string.Join('/', Enumerable.Repeat(new string('a', 204), 5));
        Assert.Equal(1024, path.Length);
        Assert.Equal(FileNameProblem.None, FileName.Check(path));
        Assert.Equal(FileNameProblem.TooLong, FileName.Check(path + "a"));
        Assert.Equal(FileNameProblem.TooLong, FileName.Check(new string('a', 10_000_000)));
    }

    [Fact]
    public void Name_is_accepted_exactly_if_the_rules_allow_it() =>
        Property.Holds(Samples, name => (FileName.Check(name) == FileNameProblem.None) == IsAllowed(name), runs: 20_000);

    [Fact]
    public void Every_problem_has_its_words()
    {
        var words = Enum.GetValues<FileNameProblem>().Select(FileName.Describe).ToList();
        Assert.Equal(words.Count, words.Distinct().Count());
        Assert.All(words, text => Assert.False(string.IsNullOrWhiteSpace(text)));
    }

    /// <summary>Texts that are full of the characters that matter.</summary>
    internal static Arbitrary<string> Samples => Gen.OneOf(
            Gen.Elements('a', 'Z', '0', ' ', '.', '.', '/', '/', '\\', 'é', '世'),
            Gen.Elements('\0', '\n', '\u001b', '\u007f', '\u0085', '\u2028', '\u202E', '\u2067', '\u200E', '\uFEFF', '\uFFFF'),
            Gen.Elements('\uD83C', '\uDFB5'),
            Gen.Choose(0, 0xFFFF).Select(unit => (char)unit))
        .ListOf()
        .Select(units => new string([.. units]))
        .ToArbitrary();

    /// <summary>The rules of PROTOCOL.md, said in another way than the product says them.</summary>
    private static bool IsAllowed(string name)
    {
        try
        {
            var bytes = new UTF8Encoding(false, throwOnInvalidBytes: true).GetBytes(name);
            return bytes.Length is > 0 and <= 1024
                && name.Split('/').All(part => part is not ("" or "." or "..") && Encoding.UTF8.GetByteCount(part) <= 255)
                && name.EnumerateRunes().All(rune => !Rune.IsControl(rune) && rune.Value is not (0x2028 or 0x2029)
                    && !"\u061C\u200E\u200F\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069".Contains(rune.ToString(), StringComparison.Ordinal));
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }
}
