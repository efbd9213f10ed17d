using GvNap.Index.Search.Storage;

namespace GvNap.Index.Tests.Search;

public sealed class PostingStoreTests
{
    [Fact]
    public void A_list_can_be_copied_at_any_length()
    {
        var store = new PostingStore();
        var (list, other) = (0L, 0L);
        for (var count = 1; count < 5_000; count++)
        {
            list = store.Append(list, 3 * count);
            other = store.Append(other, count);
            if (count < 100 || count % 97 == 0)
            {
                var copy = new int[count];
                store.CopyTo(list, copy);
                Assert.Equal(Enumerable.Range(1, count).Select(number => 3 * number), copy);
                Assert.Equal((count, 3 * count), (PostingStore.CountOf(list), store.Last(list)));
            }
        }
    }
}
