using System.Buffers;
using GvNap.Lab.Load;
using GvNap.Lab.Load.Peers;
using GvNap.Lab.Load.Searching;
using GvNap.Protocol.Content;
using GvNap.Protocol.Framing;
using GvNap.Protocol.Messages;

namespace GvNap.EndToEnd.Tests.Load;

public sealed class ShareFrameTests
{
    private static readonly Corpus Corpus = new(seed: 1);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2_000)]
    public void A_batch_reads_as_what_was_written(int count)
    {
        var head = new Share { BaseVersion = ulong.MaxValue - 1, Version = ulong.MaxValue, Replace = true, Removed = { 5, 300_000 } };
        var added = Enumerable.Range(0, count).Select(number => ((uint)number * 500, Corpus.File(number))).ToList();

        var envelope = Read(ShareFrame.Of(7, ShareFrame.Encode(head, added)));

        var share = envelope.Share;
        Assert.Equal((7ul, head.Version, count), (envelope.RequestId, share.Version, share.Added.Count));
        Assert.Equal(head.Removed, share.Removed);
        Assert.All(share.Added.Zip(added), pair =>
        {
            Assert.Equal(pair.Second.Item1, pair.First.Number);
            Assert.True(FileEntries.TryRead(pair.First.Entry, out var entry, out _), "The server would refuse the entry.");
            Assert.Equal(pair.Second.Item2.ToEntry(), entry);
        });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(127)]
    [InlineData(ulong.MaxValue)]
    public void The_head_of_a_reply_is_read_without_its_body(ulong id)
    {
        Assert.Equal(new ReplyHead(id, IsResults: true), Head(new Envelope { RequestId = id, SearchResults = new SearchResults { Total = 3 } }));
        Assert.Equal(new ReplyHead(id, IsResults: false), Head(new Envelope { RequestId = id, Error = new Error { Code = ErrorCode.Invalid } }));
        Assert.Equal(new ReplyHead(0, IsResults: false), Head(new Envelope { Notice = new Notice { Message = "of itself" } }));
    }

    private static ReplyHead Head(Envelope envelope) => ReplyHead.Read(FrameBytes.Of(envelope).AsSpan(Frame.HeaderLength));

    private static Envelope Read(ReadOnlyMemory<byte> frame)
    {
        var buffer = new ReadOnlySequence<byte>(frame);
        Assert.True(Frame.TryRead(ref buffer, out var body));
        Assert.Equal(0, buffer.Length);
        return Frame.Parse(body);
    }
}
