using System.Runtime.Intrinsics;
using GvNap.Index.Search.Storage;

namespace GvNap.Index.Tests.Search;

public sealed class CommonNumbersTests
{
    [Fact]
    public void Postings_are_found_wherever_they_lie_with_the_mark_of_the_list()
    {
        Assert.SkipUnless(Vector512.IsHardwareAccelerated, "This processor does not compare 16 postings at once.");
        var random = new Random(1);
        var compared = 0;
        for (var run = 0; run < 600; run++)
        {
            var most = 16 + random.Next(1 << random.Next(5, 12));
            int[] numbers = [-1, .. Postings(most, 1 + random.Next(4), random)];
            int[] postings = [.. Postings(most, 1 + random.Next(4), random).Reverse()];
            if (!CommonNumbers.IsWorth(numbers, numbers.Length - 1, postings, 0))
            {
                continue;
            }

            var found = new byte[postings.Length];
            var (index, place) = CommonNumbers.Find(numbers, numbers.Length - 1, postings, 0, found);

            // All that is not looked at any more has been compared with all that could be the same.
            var marks = numbers.Skip(1).ToDictionary(posting => posting >> 1, posting => (byte)(1 | ((posting & 1) << 1)));
            Assert.Equal(postings.Take(index).Select(posting => marks.GetValueOrDefault(posting >> 1)), found.Take(index));
            var left = numbers.Take(place + 1).Skip(1).Select(posting => posting >> 1).ToHashSet();
            foreach (var (posting, mark) in postings.Zip(found).Skip(index))
            {
                Assert.True(mark == marks.GetValueOrDefault(posting >> 1) || (mark == 0 && left.Contains(posting >> 1)), $"{posting >> 1}: {mark}");
            }

            compared++;
        }

        Assert.InRange(compared, 150, 600);
    }

    [Fact]
    public void Few_among_many_are_not_compared_with_all()
    {
        int[] numbers = [-1, .. Enumerable.Range(0, 1_000).Select(entry => entry << 1)];
        Assert.False(CommonNumbers.IsWorth(numbers, 1_000, [.. Enumerable.Range(0, 16).Select(number => (999 - (60 * number)) << 1)], 0));
        Assert.False(CommonNumbers.IsWorth(numbers, 1_000, [.. Enumerable.Range(0, 15).Select(number => (999 - number) << 1)], 0));
        Assert.False(CommonNumbers.IsWorth(numbers, 15, [.. Enumerable.Range(0, 16).Select(number => (999 - number) << 1)], 0));
    }

    // About one of so many of the entries below a number, ascending.
    private static IEnumerable<int> Postings(int most, int apart, Random random) =>
        Enumerable.Range(0, most).Where(_ => random.Next(apart) == 0).Select(entry => (entry << 1) | random.Next(2));
}
