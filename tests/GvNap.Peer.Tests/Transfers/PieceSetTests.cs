using GvNap.Peer.Transfers.Scheduling;

namespace GvNap.Peer.Tests.Transfers;

public sealed class PieceSetTests
{
    [Fact]
    public void Bit_7_of_the_first_byte_is_piece_0()
    {
        var set = PieceSet.TryRead(10, [0x81, 0x40])!;

        Assert.Equal([0, 7, 9], Enumerable.Range(0, 10).Where(piece => set[piece]));
        Assert.Equal(3, set.Count);
        Assert.Equal([0x81, 0x40], set.ToBytes());
    }

    [Theory]
    [InlineData(10, new byte[] { 0xFF })]
    [InlineData(10, new byte[] { 0, 0, 0 })]
    [InlineData(10, new byte[] { 0, 0x20 })]
    [InlineData(0, new byte[] { 0 })]
    public void A_bitmap_that_does_not_fit_the_file_is_refused(int pieces, byte[] bits) => Assert.Null(PieceSet.TryRead(pieces, bits));

    [Theory]
    [InlineData(0, new byte[0])]
    [InlineData(8, new byte[] { 0xFF })]
    [InlineData(9, new byte[] { 0xFF, 0x80 })]
    public void A_bitmap_that_fits_is_taken(int pieces, byte[] bits) => Assert.Equal(pieces, PieceSet.TryRead(pieces, bits)!.Count);

    [Fact]
    public void Pieces_come_and_go()
    {
        var set = new PieceSet(3) { [1] = true };
        set[1] = false;
        set[2] = true;

        Assert.Equal([0x20], set.ToBytes());
    }
}
