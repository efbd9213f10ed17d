using System.Buffers;
using Google.Protobuf;
using GvNap.Protocol.Content;
using GvNap.Protocol.Framing;
using GvNap.Protocol.Messages;

namespace GvNap.EndToEnd.Tests.BadInput;

/// <summary>Valid traffic, one frame an item, as a client would send it.</summary>
internal static class Conversation
{
    /// <summary>All that a peer may say to an index server. Nothing is advertised: no damage makes the server dial elsewhere.</summary>
    public static List<byte[]> WithIndexServer(string user) => Encode(
        new Envelope { Hello = new Hello { MinVersion = 1, MaxVersion = 1, Agent = "mutant" } },
        new Envelope { Register = new Register { User = user, FilePort = 9, Speed = 1_000_000 } },
        new Envelope { Share = Shares() },
        new Envelope { Heartbeat = new Heartbeat() },
        new Envelope { Search = new Search { Query = "\"mutant song\" -live ext:flac size:>1MB user:mutant pre*", Limit = 10 } },
        new Envelope { FindSources = new FindSources { Root = Bytes(32), Size = 1000, Limit = 10 } },
        new Envelope { Browse = new Browse { User = user, Limit = 10 } },
        new Envelope { ListPeers = new ListPeers { Limit = 10 } },
        new Envelope { Probe = new Probe { Nonce = Bytes(16) } },
        new Envelope { Quit = new Quit() });

    /// <summary>All that a downloader may say to a file server.</summary>
    public static List<byte[]> WithFileServer(ContentId id, string name)
    {
        var key = new ContentKey { Root = ByteString.CopyFrom(id.Root.ToBytes()), Size = (ulong)id.Size };
        return Encode(
            new Envelope { TransferHello = new TransferHello { MinVersion = 1, MaxVersion = 1, User = "mutant" } },
            new Envelope { Open = new Open { Content = key } },
            new Envelope { Read = new Read { Content = key, Offset = 0, Length = 1000 } },
            new Envelope { Read = new Read { Content = key, Offset = 20_000, Length = 1000 } },
            new Envelope { Have = new Have { Content = key } },
            new Envelope { Open = new Open { Name = name } },
            new Envelope { Read = new Read { Content = key, Offset = 500, Length = 16_384 } });
    }

    private static Share Shares()
    {
        var share = new Share { Version = 1, Replace = true };
        for (var i = 0u; i < 5; i++)
        {
            var entry = new FileEntry { Name = $"album {i}/mutant song {i}.flac", Root = Bytes(32), Size = 2_000_000 + i, Description = "a song" };
            share.Added.Add(new SharedFile { Number = i, Entry = entry.ToByteString() });
        }

        share.Removed.Add(4);
        return share;
    }

    private static ByteString Bytes(int count) => ByteString.CopyFrom([.. Enumerable.Range(1, count).Select(i => (byte)i)]);

    private static List<byte[]> Encode(params Envelope[] envelopes)
    {
        var frames = new List<byte[]>();
        foreach (var envelope in envelopes)
        {
            envelope.RequestId = (ulong)frames.Count + 1;
            envelope.Traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
            var buffer = new ArrayBufferWriter<byte>();
            Frame.Write(buffer, envelope);
            frames.Add(buffer.WrittenSpan.ToArray());
        }

        return frames;
    }
}
