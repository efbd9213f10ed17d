using Google.Protobuf;
using GvNap.Protocol.Messages;

namespace GvNap.Index.Tests.Connections;

public sealed class CatalogueBatchTests
{
    [Fact]
    public async Task Entries_that_are_not_good_are_refused_by_number_and_the_rest_is_shared()
    {
        await using var server = await LiveServer.StartAsync();
        await using var client = await server.GreetAsync();
        await client.RegisterAsync("alice");
        var shortRoot = new FileEntry { Name = "guide short", Root = ByteString.CopyFrom(new byte[31]), Size = 1 };
        var huge = new FileEntry { Name = "guide huge", Root = ByteString.CopyFrom(new byte[32]), Size = ulong.MaxValue };

        var shared = await client.ShareAsync(
            1,
            TestClient.File(0, "guide"),
            TestClient.File(1, "guide\u0000"),
            TestClient.File(2, "guide\u001b[2J"),
            TestClient.File(3, "guide\u202egpj.exe"),
            TestClient.File(4, "../guide"),
            TestClient.File(5, new string('g', 1025)),
            TestClient.File(6, "guide six", new string('d', 1025)),
            TestClient.File(7, "guide seven", "\n"),
            TestClient.File(1 << 20, "guide far"),
            new SharedFile { Number = 8, Entry = shortRoot.ToByteString() },
            new SharedFile { Number = 9, Entry = huge.ToByteString() },
            new SharedFile { Number = 10, Entry = ByteString.CopyFrom(0xff, 0xff) },
            LoneSurrogate(11));

        Assert.Equal([1u, 2, 3, 4, 5, 6, 7, 1 << 20, 8, 9, 10, 11], shared.Refused);
        Assert.Equal("guide", FileEntry.Parser.ParseFrom(Assert.Single((await client.SearchAsync("guide")).Results).Entry).Name);
        Assert.Equal(1, server.Server.Status.Files);
    }

    [Fact]
    public async Task Refused_entry_that_was_to_replace_a_file_takes_it_away()
    {
        await using var server = await LiveServer.StartAsync();
        await using var client = await server.GreetAsync();
        await client.RegisterAsync("alice");
        await client.ShareAsync(1, TestClient.File(0, "guide"));

        var reply = await client.AskAsync(new Envelope { Share = new Share { BaseVersion = 1, Version = 2, Added = { TestClient.File(0, "bad\n") } } });

        Assert.Equal([0u], reply.Shared.Refused);
        Assert.Equal(0, server.Server.Status.Files);
    }

    [Fact]
    public async Task Batches_apply_to_their_base_version_once()
    {
        await using var server = await LiveServer.StartAsync();
        await using var client = await server.GreetAsync();
        await client.RegisterAsync("alice");
        var second = new Envelope { Share = new Share { BaseVersion = 1, Version = 2, Added = { TestClient.File(1, "guide two") }, Removed = { 0 } } };

        Assert.Equal(ErrorCode.CatalogueMismatch, (await client.FailAsync(second)).Code);
        await client.ShareAsync(1, TestClient.File(0, "guide one"));
        Assert.Equal(2ul, (await client.AskAsync(second)).Shared.Version);
        Assert.Equal(2ul, (await client.AskAsync(second)).Shared.Version);
        Assert.Equal(1, server.Server.Status.Files);
    }

    [Fact]
    public async Task Batches_without_version_or_with_too_many_files_are_invalid()
    {
        await using var server = await LiveServer.StartAsync();
        await using var client = await server.GreetAsync();
        await client.RegisterAsync("alice");
        var files = Enumerable.Range(0, 2001).Select(number => TestClient.File((uint)number, $"f{number}")).ToArray();

        Assert.Equal(ErrorCode.Invalid, (await client.FailAsync(TestClient.Share(0))).Code);
        Assert.Equal(ErrorCode.Invalid, (await client.FailAsync(TestClient.Share(1, files))).Code);
        Assert.Equal(0, server.Server.Status.Files);
    }

    [Theory]
    [InlineData(2000, true)]
    [InlineData(2001, false)]
    public void Files_added_and_removed_together_are_limited(int files, bool good)
    {
        var share = TestClient.Share(1, TestClient.File(0, "guide")).Share;
        share.Removed.AddRange(Enumerable.Range(1, files - 1).Select(number => (uint)number));

        Assert.Equal(good, CatalogueBatch.TryRead(share, out _, out _));
    }

    [Fact]
    public async Task More_files_than_allowed_get_a_limit_error_and_change_nothing()
    {
        await using var server = await LiveServer.StartAsync(new IndexLimits { FilesPerPeer = 3 });
        await using var client = await server.GreetAsync();
        await client.RegisterAsync("alice");
        await client.ShareAsync(1, TestClient.File(0, "a"), TestClient.File(1, "b"));

        var error = await client.FailAsync(new Envelope { Share = new Share { BaseVersion = 1, Version = 2, Added = { TestClient.File(2, "c"), TestClient.File(3, "d") } } });

        Assert.Equal(ErrorCode.Limit, error.Code);
        Assert.Equal(2, server.Server.Status.Files);
    }

    [Fact]
    public async Task Full_batch_of_the_longest_entries_fits()
    {
        await using var server = await LiveServer.StartAsync();
        await using var client = await server.GreetAsync();
        await client.RegisterAsync("alice");

        var shared = await client.ShareAsync(1, [.. Enumerable.Range(0, 480).Select(i => TestClient.File((uint)i, $"{i} {Component('a')}/{Component('b')}/{Component('c')}/{Component('d')}", new string('e', 1024)))]);

        Assert.Empty(shared.Refused);
        Assert.Equal(480, server.Server.Status.Files);
    }

    private static string Component(char letter) => new(letter, 250);

    /// <summary>UTF-8 of half a surrogate pair, which no encoder of texts writes.</summary>
    private static SharedFile LoneSurrogate(uint number)
    {
        var encoded = TestClient.File(number, "guide???").Entry.ToByteArray();
        new byte[] { 0xed, 0xa0, 0x80 }.CopyTo(encoded, Array.IndexOf(encoded, (byte)'?'));
        return new SharedFile { Number = number, Entry = ByteString.CopyFrom(encoded) };
    }
}
