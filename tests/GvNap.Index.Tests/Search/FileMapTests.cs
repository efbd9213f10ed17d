using GvNap.Index.Search.Storage;

namespace GvNap.Index.Tests.Search;

public sealed class FileMapTests
{
    [Fact]
    public void A_branch_changes_nothing_in_the_map_that_it_came_from()
    {
        var random = new Random(3);
        var (map, model) = (new FileMap(), new Dictionary<uint, int>());
        var entry = 0;
        for (var round = 0; round < 200; round++)
        {
            var (before, modelBefore) = (map, new Dictionary<uint, int>(model));
            map = map.Branch();
            for (var change = random.Next(30); change > 0; change--)
            {
                var number = (uint)random.Next(1 << random.Next(1, 20));
                var next = random.Next(3) == 0 ? -1 : entry++;
                Assert.Equal(model.GetValueOrDefault(number, -1), map.Exchange(number, next));
                _ = next < 0 ? model.Remove(number) : (model[number] = next) >= 0;
            }

            AssertSame(modelBefore, before);
            AssertSame(model, map);
        }
    }

    private static void AssertSame(Dictionary<uint, int> model, FileMap map)
    {
        Assert.Equal(model.Count, map.Count);
        Assert.All(model, pair => Assert.Equal(pair.Value, map.Find(pair.Key)));
        Assert.All(model, pair => Assert.True(pair.Key < map.End && pair.Value < map.AsOf));
        Assert.Equal(-1, map.Find(uint.MaxValue));
    }
}
