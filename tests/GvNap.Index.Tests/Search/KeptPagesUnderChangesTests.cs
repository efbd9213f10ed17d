using System.Collections;
using GvNap.Index.Directory;
using GvNap.Index.Search;
using GvNap.Index.Search.Queries;

namespace GvNap.Index.Tests.Search;

/// <summary>
/// A page of before a change must not be kept for those who ask after the change was acknowledged. Searches and changes overlap at the very moments that
/// matter: one comes while the other is at it.
/// </summary>
public sealed class KeptPagesUnderChangesTests
{
    private const string Asked = "guide";

    [Fact]
    public void What_is_asked_while_a_change_is_taken_in_is_kept_for_nobody()
    {
        var index = SearchSamples.IndexOf(Asked);
        var before = Ask(times: 3);
        var during = new List<uint>();
        index.Change(1, replace: false, new Told<CatalogueEntry>([Entry(1), Entry(2)], () => during.AddRange(Ask(times: 3))), []);

        // None of the entries is found until all are.
        Assert.All(before.Concat(during), total => Assert.Equal(1u, total));
        Assert.NotEmpty(during);
        Assert.Equal([3u, 3u, 3u], Ask(times: 3));

        uint[] Ask(int times) => [.. Enumerable.Range(0, times).Select(_ => index.Search(Asked).Total)];
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void A_page_during_which_something_changed_is_kept_for_nobody(int askedMeanwhile)
    {
        var index = SearchSamples.IndexOf(Asked);
        var shared = 1u;
        for (var change = 0; change < 3; change++)
        {
            var asking = new SearchQuery(new Told<QueryTerm>(SearchSamples.Query(Asked).Terms, once: true, told: Share));

            // It had begun before: either is right, if it is for this one only.
            Assert.InRange(index.Find(asking).Total, shared - 1, shared);
            Assert.All(Enumerable.Range(0, 3), _ => Assert.Equal(shared, index.Search(Asked).Total));
        }

        void Share()
        {
            index.Share(1, Entry((int)shared));
            shared++;
            Assert.All(Enumerable.Range(0, askedMeanwhile), _ => Assert.Equal(shared, index.Search(Asked).Total));
        }
    }

    private static CatalogueEntry Entry(int number) => SearchSamples.Entry((uint)number, Asked, SearchSamples.Content(number));

    // A list that tells when it is gone through: before it begins, and, unless only once, after each item.
    private sealed class Told<T>(IReadOnlyList<T> items, Action told, bool once = false) : IReadOnlyList<T>
    {
        private bool _wasTold;

        public int Count => items.Count;

        public T this[int index] => items[index];

        public IEnumerator<T> GetEnumerator()
        {
            Tell();
            foreach (var item in items)
            {
                yield return item;
                Tell();
            }
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        private void Tell()
        {
            if (!once || !_wasTold)
            {
                _wasTold = true;
                told();
            }
        }
    }
}
