using GvNap.Index.Search.Storage;

namespace GvNap.Index.Tests.Search;

public sealed class RootStartsTests
{
    private const int Bits = 31;
    private const int Words = 64;

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

        foreach (var start in starts.Take(10).Append(0).Append(1 << 22).Append((1 << 23) - 1).Append(1 << 23).Append(int.MaxValue))
        {
            for (var entry = 0; entry < starts.Length; entry++)
            {
                var mayBeBefore = MayBeBefore(roots, entry, start);
                Assert.True(mayBeBefore || starts[entry] > start, $"{starts[entry]:x} and {start:x}");
                Assert.True(!mayBeBefore || Zeros(starts[entry]) >= Zeros(start), $"{starts[entry]:x} and {start:x}");
            }
        }
    }

    private static bool MayBeBefore(RootStarts roots, int entry, int start)
    {
        var marks = roots.FindNotAfter(entry / (64 * Words) * (64 * Words), Words, start);
        return marks.IsEmpty || ((marks[entry / 64 % Words] >> entry) & 1) != 0;
    }

    // Of the first byte.
    private static int Zeros(int start) => Enumerable.Range(0, 8).TakeWhile(bit => (start >> (Bits - 1 - bit)) == 0).Count();
}
