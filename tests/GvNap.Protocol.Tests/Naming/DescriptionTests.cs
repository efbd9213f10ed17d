using GvNap.Protocol.Naming;

namespace GvNap.Protocol.Tests.Naming;

public sealed class DescriptionTests
{
    [Fact]
    public void Lengths_count_in_bytes_of_utf8()
    {
        Assert.Equal(DescriptionProblem.None, Description.Check(""));
        Assert.Equal(DescriptionProblem.None, Description.Check(new string('x', 1024)));
        Assert.Equal(DescriptionProblem.TooLong, Description.Check(new string('x', 1025)));
        Assert.Equal(DescriptionProblem.None, Description.Check(new string('é', 512)));
        Assert.Equal(DescriptionProblem.TooLong, Description.Check(new string('é', 513)));
    }

    [Fact]
    public void Bad_characters_are_refused_with_their_reason()
    {
        Assert.Equal(DescriptionProblem.ControlCharacter, Description.Check("two\nlines"));
        Assert.Equal(DescriptionProblem.ControlCharacter, Description.Check("\u001b]0;title\u0007"));
        Assert.Equal(DescriptionProblem.BidirectionalControl, Description.Check("\u202Eevil"));
        Assert.Equal(DescriptionProblem.InvalidUnicode, Description.Check("\uD800"));
    }

    [Fact]
    public void Every_problem_has_its_words()
    {
        var words = Enum.GetValues<DescriptionProblem>().Select(Description.Describe).ToList();
        Assert.Equal(words.Count, words.Distinct().Count());
    }
}
