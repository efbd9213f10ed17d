using System.Buffers.Binary;
using Google.Protobuf;
using GvNap.Protocol.Messages;

namespace GvNap.Index.Tests.Connections;

public sealed class QueriesTests
{
    [Fact]
    public async Task Pages_that_would_not_fit_a_frame_are_shorter_and_continued()
    {
        await using var server = await LiveServer.StartAsync();
        var peers = new List<TestClient>();
        for (var peer = 0; peer < 16; peer++)
        {
            peers.Add(await server.GreetAsync());
            await peers[peer].RegisterAsync($"peer{peer}");
            await peers[peer].ShareAsync(1, [.. Enumerable.Range(0, 100).Select(i => SameContent((uint)i, $"{new string('p', 250)}/{new string('q', 250)}/{new string('r', 250)}/guide {peer}"))]);
        }

        var seen = 0;
        var cursor = ByteString.Empty;
        do
        {
            var search = TestClient.Search("guide", limit: 100);
            search.Search.Cursor = cursor;
            var page = (await peers[0].AskAsync(search)).SearchResults;
            Assert.NotEmpty(page.Results);
            seen += page.Results.Count;
            cursor = page.NextCursor;
        }
        while (!cursor.IsEmpty);

        Assert.Equal(100, seen);
    }

    private static SharedFile SameContent(uint number, string name)
    {
        var root = new byte[32];
        BinaryPrimitives.WriteUInt32BigEndian(root, number);
        return new SharedFile { Number = number, Entry = new FileEntry { Name = name, Root = ByteString.CopyFrom(root), Size = 5, Description = new string('d', 1000) }.ToByteString() };
    }
}
