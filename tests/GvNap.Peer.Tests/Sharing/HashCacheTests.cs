using GvNap.Peer.Sharing;
using GvNap.Protocol.Content;

namespace GvNap.Peer.Tests.Sharing;

public sealed class HashCacheTests : IDisposable
{
    private readonly ShareFolderFixture _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_is_hashed_again_after_a_restart()
    {
        _folder.Write("a.txt", "a");
        _folder.Write("big.bin", new byte[5 << 20]);
        await using (var first = await _folder.StartAsync(cached: true))
        {
            Assert.Equal((5 << 20) + 1, first.BytesHashed);
        }

        await using var second = _folder.Open(cached: true);
        await second.StartAsync(Cancellation);

        Assert.Equal(2, second.Current.Files.Count);
        Assert.True(second.TryFind("big.bin", out var big));
        using var opened = second.Open(big);
        Assert.Equal(320, (await opened!.FindLayerAsync(Cancellation))?.Geometry.PieceCount);
        Assert.Equal(0, second.BytesHashed);
    }

    [Fact]
    public async Task Only_what_changed_is_hashed_after_a_restart()
    {
        _folder.Write("a.txt", "aaaa");
        _folder.Write("b.txt", "bb");
        await using (await _folder.StartAsync(cached: true))
        {
        }

        _folder.Write("b.txt", "BBB");
        await using var second = await _folder.StartAsync(cached: true);

        Assert.Equal(3, second.BytesHashed);
        Assert.True(second.TryFind("b.txt", out var changed));
        Assert.Equal(ContentHasher.Hash("BBB"u8).Content, changed.Content);
    }

    [Fact]
    public async Task Without_its_piece_layer_a_file_is_hashed_when_that_is_wanted()
    {
        _folder.Write("big.bin", new byte[2 << 20]);
        await using (await _folder.StartAsync(cached: true))
        {
        }

        Directory.Delete(_folder.CacheFile + ".layers", recursive: true);
        await using var second = await _folder.StartAsync(cached: true);
        Assert.True(second.TryFind("big.bin", out var big));
        using var opened = second.Open(big);
        Assert.Equal(0, second.BytesHashed);
        for (var i = 0; i < 2; i++)
        {
            Assert.NotNull(await opened!.FindLayerAsync(Cancellation));
        }

        Assert.Equal(2 << 20, second.BytesHashed);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_cache_survives_damage_at_any_byte(bool truncate)
    {
        var path = Path.Join(_folder.Outside, "cache");
        var entries = Enumerable.Range(0, 3).Select(i => (Path: $"/share/{i}", Stamp: new FileStamp(i, i * 7, i * 9, (ulong)i), Content: new ContentId(Sha256Hash.Of([(byte)i]), i))).ToList();
        using (var cache = HashCache.Open(path))
        {
            entries.ForEach(entry => cache.Add(entry.Path, entry.Stamp, entry.Content));
        }

        var whole = File.ReadAllBytes(path);
        for (var at = 0; at < whole.Length; at++)
        {
            var damaged = truncate ? whole[..at] : [.. whole];
            if (!truncate)
            {
                damaged[at] ^= 0x55;
            }

            File.WriteAllBytes(path, damaged);
            using (var cache = HashCache.Open(path))
            {
                foreach (var entry in entries)
                {
                    Assert.True(!cache.TryFind(entry.Path, entry.Stamp, out var found) || found == entry.Content);
                }

                cache.Add("/share/new", entries[0].Stamp, entries[0].Content);
            }

            using var again = HashCache.Open(path);
            Assert.True(again.TryFind("/share/new", entries[0].Stamp, out _), $"Damaged at {at}.");
        }
    }

    [Fact]
    public void Another_stamp_is_another_state()
    {
        using var cache = HashCache.Open(null);
        var stamp = new FileStamp(1, 2, 3, 4);
        cache.Add("/a", stamp, new ContentId(Sha256Hash.Of([]), 1));

        Assert.True(cache.TryFind("/a", stamp, out _));
        Assert.False(cache.TryFind("/b", stamp, out _));
        Assert.False(cache.TryFind("/a", stamp with { Size = 9 }, out _));
        Assert.False(cache.TryFind("/a", stamp with { Modified = 9 }, out _));
        Assert.False(cache.TryFind("/a", stamp with { Changed = 9 }, out _));
        Assert.False(cache.TryFind("/a", stamp with { Inode = 9 }, out _));
    }

    [Fact]
    public void What_is_of_no_more_use_is_forgotten_once_it_is_most()
    {
        var path = Path.Join(_folder.Outside, "cache");
        var stamp = new FileStamp(5, 2, 3, 4);
        using (var cache = HashCache.Open(path))
        {
            for (var i = 0; i < 12_000; i++)
            {
                cache.Add($"/old/{i}", stamp, new ContentId(Sha256Hash.Of(BitConverter.GetBytes(i)), 5));
            }

            cache.Add("/live", stamp, new ContentId(Sha256Hash.Of("live"u8), 5));
            Assert.Equal(12_000, cache.Compact(["/live"]).Count);
        }

        Assert.InRange(new FileInfo(path).Length, 1, 200);
        using var again = HashCache.Open(path);
        Assert.True(again.TryFind("/live", stamp, out _));
    }

    [Fact]
    public void A_cache_that_cannot_be_written_anew_still_remembers()
    {
        var folder = Directory.CreateDirectory(Path.Join(_folder.Outside, "gone"));
        var stamp = new FileStamp(5, 2, 3, 4);
        using var cache = HashCache.Open(Path.Join(folder.FullName, "cache"));
        for (var i = 0; i < 12_000; i++)
        {
            cache.Add($"/old/{i}", stamp, new ContentId(Sha256Hash.Of(BitConverter.GetBytes(i)), 5));
        }

        folder.Delete(recursive: true);
        Assert.Empty(cache.Compact([]));
        cache.Add("/new", stamp, new ContentId(Sha256Hash.Of("new"u8), 5));

        Assert.True(cache.TryFind("/new", stamp, out _));
    }

    [Fact]
    public async Task A_cache_that_cannot_be_used_does_not_keep_files_from_being_shared()
    {
        Directory.CreateDirectory(_folder.CacheFile);
        _folder.Write("a.txt", "a");

        await using var library = await _folder.StartAsync(cached: true);

        await ShareFolderFixture.SharesAsync(library, "a.txt");
    }

    public void Dispose() => _folder.Dispose();
}
