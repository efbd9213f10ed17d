using GvNap.Peer.Cli;

namespace GvNap.Peer.Tests.Cli;

public sealed class TextTableTests
{
    [Fact]
    public void Columns_are_aligned_and_cells_may_have_several_lines()
    {
        var table = new TextTable("#", "Name", "Port") { Numbers = ["#", "Port"] };
        table.Rows.Add(["1", "short", "6699\n80"]);
        table.Rows.Add(["10", "a longer name\nwith more", "1"]);

        Assert.Equal(
            [
                " #  Name           Port",
                " 1  short          6699",
                "                     80",
                "10  a longer name     1",
                "    with more",
            ],
            table.ToLines());
    }
}
