using GvNap.Protocol;
using GvNap.Protocol.Content;
using GvNap.Protocol.Messages;

namespace GvNap.Peer.Tests.FileServer;

/// <summary>Files that are changed, truncated, replaced or deleted while they are served: whatever arrives is what was promised, or nothing.</summary>
public sealed class ChangedFileTests : IAsyncLifetime
{
    private const int Size = 48 << 20;

    private readonly FileServerFixture _peer = new();

    private static CancellationToken Cancellation => FileServerFixture.Cancellation;

    [Theory]
    [InlineData("changed")]
    [InlineData("changed with its time set back")]
    [InlineData("truncated")]
    [InlineData("extended")]
    [InlineData("replaced")]
    [InlineData("deleted")]
    [InlineData("linked")]
    public async Task A_file_that_is_no_longer_what_was_hashed_is_refused(string how)
    {
        var bytes = Write(1 << 20);
        var content = ContentHasher.Hash(bytes).Content;
        await _peer.StartAsync(rescan: TimeSpan.FromHours(1));
        await using var client = await _peer.GreetAsync();
        await client.AskAsync(TransferClient.Open(content), Cancellation);

        Damage(how);

        Assert.Equal(ErrorCode.Changed, (await client.AskAsync(TransferClient.Read(content, 0, 1000), Cancellation)).Error?.Code);
        var reopened = await client.AskAsync(TransferClient.Open(content), Cancellation);
        Assert.Contains(reopened.Error?.Code, new ErrorCode?[] { ErrorCode.Changed, ErrorCode.NotFound });
    }

    [Theory]
    [InlineData("changed")]
    [InlineData("truncated")]
    [InlineData("deleted")]
    public async Task A_transfer_under_way_is_cut_and_no_wrong_byte_is_sent(string how)
    {
        var bytes = Write(Size);
        var content = ContentHasher.Hash(bytes).Content;
        await _peer.StartAsync(rescan: TimeSpan.FromHours(1));
        await using var client = await _peer.GreetAsync();
        client.Socket.ReceiveBufferSize = 64 * 1024;
        await client.AskAsync(TransferClient.Open(content), Cancellation);
        for (var i = 0; i < Size / ProtocolLimits.ReadLength; i++)
        {
            await client.SendAsync(TransferClient.Read(content, (ulong)(i * ProtocolLimits.ReadLength), ProtocolLimits.ReadLength), Cancellation);
        }

        // The first bytes are here, so the server is at work; the rest waits for this side to take it.
        Assert.Equal((uint)ProtocolLimits.ReadLength, (await client.ReceiveAsync(Cancellation))?.ReadHeader?.Length);
        Assert.Equal(bytes[..1000], await client.ReceiveBytesAsync(1000, Cancellation));

        Damage(how);

        var received = await ReceiveRestAsync(client, bytes);
        Assert.InRange(received, 1000, Size - 1);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _peer.DisposeAsync();

    /// <summary>Takes all that comes, and compares it with what the file held.</summary>
    private static async Task<int> ReceiveRestAsync(TransferClient client, byte[] expected)
    {
        var received = 1000;
        try
        {
            while (received < Size)
            {
                var left = ProtocolLimits.ReadLength - (received % ProtocolLimits.ReadLength);
                if (left == ProtocolLimits.ReadLength && (await client.ReceiveAsync(Cancellation))?.ReadHeader is null)
                {
                    break;
                }

                var step = Math.Min(left, 1000);
                Assert.Equal(expected[received..(received + step)], await client.ReceiveBytesAsync(step, Cancellation));
                received += step;
            }
        }
        catch (Exception e) when (e is IOException or ProtocolException)
        {
            // Cut, as it should be.
        }

        return received;
    }

    private void Damage(string how)
    {
        var path = _peer.Folder.PathOf("file.bin");
        switch (how)
        {
            case "changed":
                Overwrite(path);
                break;
            case "changed with its time set back":
                var time = File.GetLastWriteTimeUtc(path);
                Overwrite(path);
                File.SetLastWriteTimeUtc(path, time);
                break;
            case "truncated":
                using (var file = File.OpenWrite(path))
                {
                    file.SetLength(10);
                }

                break;
            case "extended":
                File.AppendAllText(path, "more");
                break;
            case "replaced":
                var other = Path.Join(_peer.Folder.Outside, "other");
                File.WriteAllBytes(other, new byte[new FileInfo(path).Length]);
                File.Move(other, path, overwrite: true);
                break;
            case "linked":
                File.Delete(path);
                File.CreateSymbolicLink(path, _peer.Folder.WriteOutside("secret", "secret"));
                break;
            default:
                File.Delete(path);
                break;
        }
    }

    private static void Overwrite(string path)
    {
        using var file = File.OpenWrite(path);
        for (var at = 0L; at < file.Length; at += 50_000)
        {
            file.Position = at;
            file.WriteByte(7);
            file.WriteByte(8);
        }
    }

    private byte[] Write(int size)
    {
        var content = new byte[size];
        new Random(size).NextBytes(content);
        _peer.Folder.Write("file.bin", content);
        return content;
    }
}
