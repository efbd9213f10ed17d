using GvNap.Peer.Tests.Sharing;
using GvNap.Protocol.Content;
using GvNap.Protocol.Messages;

namespace GvNap.Peer.Tests.FileServer;

/// <summary>What a peer serves of a file that it is still fetching.</summary>
public sealed class PartialFileTests : IAsyncLifetime
{
    private const int Piece = 16 * 1024;

    private readonly FileServerFixture _peer = new();
    private readonly byte[] _bytes = new byte[(9 * Piece) + 100];

    public PartialFileTests() => new Random(1).NextBytes(_bytes);

    private static CancellationToken Cancellation => FileServerFixture.Cancellation;

    public async ValueTask InitializeAsync() => await _peer.StartAsync();

    public ValueTask DisposeAsync() => _peer.DisposeAsync();

    [Fact]
    public async Task The_pieces_that_are_there_are_told_and_served_and_no_others()
    {
        var fetched = new FetchedFile("film", _bytes) { HasPiece = piece => piece is 0 or 1 or 9 };
        var content = fetched.Layer.Content;
        using var sharing = _peer.Library.AddPartial(fetched);
        await using var client = await _peer.GreetAsync();

        Assert.Equal([0xC0, 0x40], await HaveAsync(client, content));
        Assert.Equal(fetched.Layer.Bytes.ToArray(), (await client.AskAsync(TransferClient.Open(content), Cancellation)).Opened.PieceLayer.ToByteArray());
        await ReadsAsync(client, content, Piece - 5, 10);
        await ReadsAsync(client, content, 9 * Piece, 100);
        Assert.Equal(ErrorCode.NotFound, (await client.AskAsync(TransferClient.Read(content, (2 * Piece) - 1, 2), Cancellation)).Error.Code);

        fetched.HasPiece = static _ => true;
        Assert.Equal([0xFF, 0xC0], await HaveAsync(client, content));
        await ReadsAsync(client, content, (2 * Piece) - 1, 2);
    }

    [Fact]
    public async Task It_is_not_opened_by_its_name_and_not_at_all_when_it_is_fetched_no_longer()
    {
        var fetched = new FetchedFile("film", _bytes);
        var content = fetched.Layer.Content;
        await using var client = await _peer.GreetAsync();
        using (_peer.Library.AddPartial(fetched))
        {
            Assert.Equal(ErrorCode.NotFound, (await client.AskAsync(TransferClient.Open("film"), Cancellation)).Error.Code);
            Assert.NotNull((await client.AskAsync(TransferClient.Open(content), Cancellation)).Opened);
        }

        Assert.Equal(ErrorCode.Changed, (await client.AskAsync(TransferClient.Read(content, 0, 1), Cancellation)).Error.Code);
        Assert.Equal(ErrorCode.NotFound, (await client.AskAsync(TransferClient.Open(content), Cancellation)).Error.Code);
        Assert.Equal(ErrorCode.NotFound, (await client.AskAsync(Have(content), Cancellation)).Error.Code);
    }

    private static Envelope Have(ContentId content) => new() { Have = new Have { Content = content.ToKey() } };

    private static async Task<byte[]> HaveAsync(TransferClient client, ContentId content) =>
        (await client.AskAsync(Have(content), Cancellation)).Have.Pieces.ToByteArray();

    private async Task ReadsAsync(TransferClient client, ContentId content, int offset, int length)
    {
        Assert.Equal((uint)length, (await client.AskAsync(TransferClient.Read(content, (ulong)offset, (uint)length), Cancellation)).ReadHeader.Length);
        Assert.Equal(_bytes.AsSpan(offset, length).ToArray(), await client.ReceiveBytesAsync(length, Cancellation));
    }
}
