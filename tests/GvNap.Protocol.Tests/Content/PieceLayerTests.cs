using GvNap.Protocol.Content;

namespace GvNap.Protocol.Tests.Content;

public sealed class PieceLayerTests
{
    private const int Block = PieceGeometry.BlockLength;
    private const int LargeSize = (256 << 20) + Block + 1;

    /// <summary>Of zeros, in pieces of two blocks.</summary>
    private static readonly Lazy<Task<PieceLayer>> LargeLayer =
        new(() => ContentHasher.HashAsync(new ZeroStream(LargeSize), LargeSize, null, CancellationToken.None));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(Block)]
    [InlineData(Block + 1)]
    [InlineData((5 * Block) + 77)]
    public void Layer_of_a_file_is_accepted_and_so_are_its_pieces(int size)
    {
        var content = TestContent.Noise(size);
        var hashed = ContentHasher.Hash(content);

        Assert.True(PieceLayer.TryCreate(hashed.Content, hashed.Bytes.Span, out var layer));
        Assert.Equal(hashed.Bytes, layer.Bytes.ToArray());
        for (var piece = 0; piece < layer.Geometry.PieceCount; piece++)
        {
            Assert.True(layer.Verify(piece, Piece(content, layer, piece)));
        }
    }

    [Fact]
    public async Task Pieces_of_several_blocks_are_verified()
    {
        var hashed = await LargeLayer.Value;
        Assert.True(PieceLayer.TryCreate(hashed.Content, hashed.Bytes.Span, out var layer));
        var (first, last) = (new byte[2 * Block], new byte[Block + 1]);
        Assert.Equal(last.Length, layer.Geometry.LengthOf(8192));

        Assert.True(layer.Verify(0, first));
        Assert.True(layer.Verify(8192, last));
        (first[^1], last[^1]) = (1, 1);
        Assert.False(layer.Verify(0, first));
        Assert.False(layer.Verify(8192, last));
        Assert.False(layer.Verify(8192, last.AsSpan(0, Block)));
    }

    [Fact]
    public void Changed_piece_is_refused()
    {
        var content = TestContent.Noise((3 * Block) + 100);
        var layer = ContentHasher.Hash(content);
        for (var piece = 0; piece < 4; piece++)
        {
            var data = Piece(content, layer, piece).ToArray();
            data[^1] ^= 1;
            Assert.False(layer.Verify(piece, data));
        }
    }

    [Fact]
    public void Piece_of_another_length_or_place_is_refused()
    {
        var content = TestContent.Noise((3 * Block) + 100);
        var layer = ContentHasher.Hash(content);

        Assert.False(layer.Verify(0, []));
        Assert.False(layer.Verify(0, content.AsSpan(0, Block - 1)));
        Assert.False(layer.Verify(0, content.AsSpan(0, Block + 1)));
        Assert.False(layer.Verify(3, content.AsSpan(0, Block)));
        Assert.False(layer.Verify(1, content.AsSpan(0, Block)));
        Assert.Throws<ArgumentOutOfRangeException>(() => layer.Verify(4, []));
        Assert.Throws<ArgumentOutOfRangeException>(() => layer.Verify(-1, []));
    }

    [Fact]
    public void Wrong_byte_anywhere_fails_exactly_its_piece()
    {
        var content = TestContent.Noise((18 * Block) + 100);
        var layer = ContentHasher.Hash(content);
        var verified = new bool[layer.Geometry.PieceCount];
        layer.Verify(0, content, verified);
        Assert.All(verified, Assert.True);
        for (var piece = 0; piece < verified.Length; piece++)
        {
            content[layer.Geometry.OffsetOf(piece) + (37 * piece % 100)] ^= 1;
            layer.Verify(0, content, verified);
            Assert.Equal([piece], Wrong(verified));
            content[layer.Geometry.OffsetOf(piece) + (37 * piece % 100)] ^= 1;
        }
    }

    [Fact]
    public async Task Several_pieces_of_several_blocks_are_verified_each_for_itself()
    {
        var hashed = await LargeLayer.Value;
        var data = new byte[(7 * hashed.Geometry.PieceLength) + Block + 1];
        var verified = new bool[8];
        var first = hashed.Geometry.PieceCount - verified.Length;
        hashed.Verify(first, data, verified);
        Assert.All(verified, Assert.True);

        (data[hashed.Geometry.PieceLength - 1], data[(5 * hashed.Geometry.PieceLength) + 20_000], data[^1]) = (1, 1, 1);
        hashed.Verify(first, data, verified);
        Assert.Equal([0, 5, 7], Wrong(verified));
    }

    [Fact]
    public void Several_pieces_of_another_length_or_place_are_refused()
    {
        var content = TestContent.Noise((3 * Block) + 100);
        var layer = ContentHasher.Hash(content);

        Assert.Throws<ArgumentOutOfRangeException>(() => layer.Verify(0, content.AsSpan(0, 2 * Block), new bool[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => layer.Verify(2, content.AsSpan(0, 2 * Block), new bool[2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => layer.Verify(3, content.AsSpan(0, 2 * Block), new bool[2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => layer.Verify(-1, content.AsSpan(0, 2 * Block), new bool[2]));
        var verified = new bool[2];
        layer.Verify(1, content.AsSpan(0, 2 * Block), verified);
        Assert.All(verified, Assert.False);
    }

    [Fact]
    public void Layer_with_any_byte_changed_is_refused()
    {
        var hashed = ContentHasher.Hash(TestContent.Noise((4 * Block) + 1));
        for (var i = 0; i < hashed.Bytes.Length; i++)
        {
            var layer = hashed.Bytes.ToArray();
            layer[i] ^= 0x80;
            Assert.False(PieceLayer.TryCreate(hashed.Content, layer, out _));
        }
    }

    [Theory]
    [InlineData(Block)]
    [InlineData(5 * Block)]
    public void Layer_of_another_length_is_refused(int size)
    {
        var hashed = ContentHasher.Hash(TestContent.Noise(size));
        var bytes = hashed.Bytes.ToArray();

        Assert.False(PieceLayer.TryCreate(hashed.Content, [.. bytes, .. new byte[32]], out _));
        Assert.False(PieceLayer.TryCreate(hashed.Content, [.. bytes, 0], out _));
        if (bytes.Length > 0)
        {
            Assert.False(PieceLayer.TryCreate(hashed.Content, [], out _));
            Assert.False(PieceLayer.TryCreate(hashed.Content, bytes.AsSpan(32), out _));
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    public void Impossible_size_is_refused(long size) =>
        Assert.False(PieceLayer.TryCreate(ContentHasher.Hash([]).Content with { Size = size }, [], out _));

    [Fact]
    public void Empty_file_has_but_one_root() =>
        Assert.False(PieceLayer.TryCreate(new ContentId(Sha256Hash.Of([1]), 0), [], out _));

    /// <summary>
    /// BEP 52 hashes leaves and nodes alike: the 64 bytes of the two nodes below a root hash to that root. Only the
    /// size tells the two contents apart.
    /// </summary>
    [Fact]
    public void Two_upper_nodes_do_not_pose_as_the_file()
    {
        var file = TestContent.Noise(4 * Block);
        var genuine = ContentHasher.Hash(file);
        byte[] nodes =
        [
            .. ContentHasher.Hash(file.AsSpan(0, 2 * Block)).Content.Root.ToBytes(),
            .. ContentHasher.Hash(file.AsSpan(2 * Block)).Content.Root.ToBytes(),
        ];
        var forged = ContentHasher.Hash(nodes);
        Assert.Equal(genuine.Content.Root, forged.Content.Root);

        Assert.NotEqual(genuine.Content, forged.Content);
        Assert.NotEqual(genuine.Content.ToString(), forged.Content.ToString());

        // Whoever wants the file: neither the nodes as its layer, nor as its data, nor the forged file's empty layer.
        Assert.False(PieceLayer.TryCreate(genuine.Content, nodes, out _));
        Assert.False(PieceLayer.TryCreate(genuine.Content, forged.Bytes.Span, out _));
        Assert.True(PieceLayer.TryCreate(genuine.Content, genuine.Bytes.Span, out var wanted));
        Assert.False(wanted.Verify(0, nodes));

        // Whoever was told that the size is 64: not the file's layer, nor its data.
        Assert.False(PieceLayer.TryCreate(forged.Content, genuine.Bytes.Span, out _));
        Assert.True(PieceLayer.TryCreate(forged.Content, [], out var small));
        Assert.False(small.Verify(0, file.AsSpan(0, 64)));
        Assert.False(small.Verify(0, file));
    }

    [Fact]
    public void Size_that_lies_within_the_last_block_never_verifies()
    {
        var content = TestContent.Noise((2 * Block) + 100);
        var hashed = ContentHasher.Hash(content);

        Assert.True(PieceLayer.TryCreate(hashed.Content with { Size = hashed.Content.Size + 1 }, hashed.Bytes.Span, out var layer));
        Assert.False(layer.Verify(2, content.AsSpan(2 * Block)));
        Assert.False(layer.Verify(2, [.. content.AsSpan(2 * Block), 0]));
    }

    private static IEnumerable<int> Wrong(bool[] verified) => Enumerable.Range(0, verified.Length).Where(piece => !verified[piece]);

    private static ReadOnlySpan<byte> Piece(byte[] content, PieceLayer layer, int piece) =>
        content.AsSpan((int)layer.Geometry.OffsetOf(piece), layer.Geometry.LengthOf(piece));
}
