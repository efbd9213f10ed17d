using GvNap.Protocol.Content;

namespace GvNap.Protocol.Tests.Content;

public sealed class ContentHasherTests
{
    public static TheoryData<string, int> Vectors
    {
        get
        {
            var rows = new TheoryData<string, int>();
            foreach (var vector in RootVector.All)
            {
                rows.Add(vector.Content, vector.Size);
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public async Task Root_and_piece_layer_are_those_of_another_implementation(string kind, int size)
    {
        var vector = RootVector.All.Single(vector => vector.Content == kind && vector.Size == size);

        var layer = await ContentHasher.HashAsync(TestContent.Open(kind, size), size, null, TestContext.Current.CancellationToken);

        Assert.Equal($"{vector.Root}-{size}", layer.Content.ToString());
        Assert.Equal(vector.PieceLength, layer.Geometry.PieceLength);
        Assert.Equal(32 * vector.Pieces, layer.Bytes.Length);
        Assert.Equal(vector.LayerSha256, Sha256Hash.Of(layer.Bytes.Span).ToString());
    }

    [Fact]
    public void Content_in_memory_has_the_same_root()
    {
        foreach (var vector in RootVector.All.Where(vector => vector.Content == "noise"))
        {
            Assert.Equal(vector.Root, ContentHasher.Hash(TestContent.Noise(vector.Size)).Content.Root.ToString());
        }
    }

    [Fact]
    public void Empty_file_is_its_sha_256()
    {
        var layer = ContentHasher.Hash([]);

        Assert.Equal("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855-0", layer.Content.ToString());
        Assert.Equal(0, layer.Geometry.PieceCount);
        Assert.True(layer.Bytes.IsEmpty);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(PieceGeometry.BlockLength - 1)]
    [InlineData(PieceGeometry.BlockLength)]
    public void File_of_one_block_is_its_sha_256(int size)
    {
        var content = TestContent.Noise(size);
        Assert.Equal(Sha256Hash.Of(content), ContentHasher.Hash(content).Content.Root);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(300_000)]
    public async Task Stream_of_another_length_is_refused(int size)
    {
        foreach (var actual in new[] { size - 1, size + 1 }.Where(actual => actual >= 0))
        {
            var stream = new MemoryStream(new byte[actual]);
            await Assert.ThrowsAsync<IOException>(() =>
                ContentHasher.HashAsync(stream, size, null, TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task Stream_that_trickles_gives_the_same_root_and_reports_its_progress()
    {
        var content = TestContent.Noise(700_001);
        var progress = new List<long>();

        var layer = await ContentHasher.HashAsync(
            new TricklingStream(content, 997), content.Length, new Reports(progress), TestContext.Current.CancellationToken);

        Assert.Equal(ContentHasher.Hash(content).Content, layer.Content);
        Assert.Equal(content.Length, progress[^1]);
        Assert.Equal(progress.Order(), progress);
        Assert.True(progress.Count > 1);
    }

    [Fact]
    public async Task Hashing_is_cancelled_between_reads()
    {
        using var cancel = new CancellationTokenSource();
        var stop = new Stop(cancel);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            ContentHasher.HashAsync(new MemoryStream(new byte[4 << 20]), 4 << 20, stop, cancel.Token));
        Assert.Equal(1, stop.Reports);
    }

    private sealed class Reports(List<long> reports) : IProgress<long>
    {
        public void Report(long value) => reports.Add(value);
    }

    private sealed class Stop(CancellationTokenSource cancel) : IProgress<long>
    {
        public int Reports { get; private set; }

        public void Report(long value)
        {
            Reports++;
            cancel.Cancel();
        }
    }

    private sealed class TricklingStream(byte[] bytes, int chunk) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(chunk, buffer.Length)], cancellationToken);
    }
}
