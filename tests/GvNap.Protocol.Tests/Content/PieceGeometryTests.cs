using FsCheck.Fluent;
using GvNap.Protocol.Content;
using GvNap.Protocol.Framing;

namespace GvNap.Protocol.Tests.Content;

public sealed class PieceGeometryTests
{
    private const long MiB = 1 << 20;

    [Theory]
    [InlineData(0, 16 * 1024, 0)]
    [InlineData(1, 16 * 1024, 1)]
    [InlineData(16 * 1024, 16 * 1024, 1)]
    [InlineData((16 * 1024) + 1, 16 * 1024, 2)]
    [InlineData(256 * MiB, 16 * 1024, 16_384)]
    [InlineData((256 * MiB) + 1, 32 * 1024, 8_193)]
    [InlineData(4096 * MiB, 256 * 1024, 16_384)]
    [InlineData(ProtocolLimits.ContentSize, 1 << 30, 16_384)]
    public void Piece_is_the_smallest_that_leaves_16384(long size, int pieceLength, int pieces)
    {
        var geometry = PieceGeometry.Of(size);

        Assert.Equal(pieceLength, geometry.PieceLength);
        Assert.Equal(pieces, geometry.PieceCount);
    }

    [Fact]
    public void Pieces_cover_the_file_without_gap_and_fit_a_frame() => Property.Holds(
        Gen.Zip(Gen.Choose(0, 43), Gen.Choose(0, int.MaxValue)).Select(pair => (1L << pair.Item1) + (pair.Item2 % (1L << pair.Item1))).ToArbitrary(),
        size =>
        {
            var geometry = PieceGeometry.Of(size);
            var last = geometry.PieceCount - 1;
            return geometry.OffsetOf(0) == 0
                && geometry.OffsetOf(last) + geometry.LengthOf(last) == size
                && geometry.LengthOf(last) >= 1
                && (last == 0 || geometry.LengthOf(last - 1) == geometry.PieceLength)
                && geometry.PieceCount * Sha256Hash.Length <= Frame.MaxBodyLength / 2;
        });

    [Theory]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    [InlineData(ProtocolLimits.ContentSize + 1)]
    [InlineData(long.MaxValue)]
    public void Impossible_size_is_refused(long size) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => PieceGeometry.Of(size));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(100, 1)]
    [InlineData(100, -1)]
    public void Piece_that_is_not_there_is_refused(long size, int piece)
    {
        var geometry = PieceGeometry.Of(size);
        Assert.Throws<ArgumentOutOfRangeException>(() => geometry.LengthOf(piece));
        Assert.Throws<ArgumentOutOfRangeException>(() => geometry.OffsetOf(piece));
    }
}
