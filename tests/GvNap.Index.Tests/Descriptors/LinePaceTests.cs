using GvNap.ServiceDefaults.Descriptors;
using Microsoft.Extensions.Time.Testing;

namespace GvNap.Index.Tests.Descriptors;

public sealed class LinePaceTests
{
    [Fact]
    public void There_is_a_line_a_second_and_it_says_how_many_it_stands_for()
    {
        var time = new FakeTimeProvider();
        var pace = new LinePace(time);

        Assert.True(pace.TryTake(out var first));
        Assert.False(pace.TryTake(out _));
        time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.False(pace.TryTake(out _));
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(pace.TryTake(out var later));
        Assert.False(pace.TryTake(out _));

        Assert.Equal((1, 3), (first, later));
    }
}
