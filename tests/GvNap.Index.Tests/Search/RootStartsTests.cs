using GvNap.Index.Search.Storage;

namespace GvNap.Index.Tests.Search;

public sealed class RootStartsTests
{
    private const int Bits = 31;

    [Fact]
    public void None_that_comes_before_or_begins_alike_is_taken_to_come_after()
    {
        var random = new Random(1);
        var roots = new RootStarts();
        var starts = Enumerable.Range(0, 10_000).Select(_ => random.Next() >> random.Next(Bits)).ToArray();
        foreach (var start in starts)
        {
            roots.Add(start);
        }

        foreach (var start in starts.Take(10).Append(0).Append(int.MaxValue))
        {
            for (var first = 0; first < starts.Length; first += 64)
            {
                var notAfter = roots.FindNotAfter(first, start);
                for (var entry = first; entry < Math.Min(first + 64, starts.Length); entry++)
                {
                    var isAfter = (notAfter >> (entry - first) & 1) == 0;
                    Assert.Equal(isAfter, roots.IsAfter(entry, start));
                    Assert.False(isAfter && starts[entry] <= start);
                    Assert.True(isAfter || starts[entry] >> 23 <= start >> 23);
                }
            }
        }
    }
}
