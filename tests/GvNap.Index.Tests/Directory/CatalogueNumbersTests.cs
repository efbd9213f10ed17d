using GvNap.Index.Directory;

namespace GvNap.Index.Tests.Directory;

public sealed class CatalogueNumbersTests
{
    [Fact]
    public void Numbers_come_in_order_whatever_was_added_and_removed()
    {
        var numbers = new CatalogueNumbers();
        Assert.Empty(numbers.All);

        numbers.Apply(Requests.Change(0, 1, [(0, "a"), (63, "b"), (64, "c"), (130, "d"), (1_048_575, "e")], []));
        numbers.Apply(Requests.Change(1, 2, [(2, "f")], [63, 130, 131]));
        Assert.Equal([0u, 2u, 64u, 1_048_575u], numbers.All);
        Assert.Equal(4, numbers.Count);

        numbers.Apply(Requests.Change(0, 3, [(127, "g")], [], replace: true));
        Assert.Equal([127u], numbers.All);
    }
}
