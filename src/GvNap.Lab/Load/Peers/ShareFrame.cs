using System.Buffers.Binary;
using Google.Protobuf;
using GvNap.Protocol.Content;
using GvNap.Protocol.Framing;
using GvNap.Protocol.Messages;

namespace GvNap.Lab.Load.Peers;

/// <summary>
/// Encodes batches of files. An entry is written straight into the frame, since millions are: as objects they would
/// keep this process busier than the server.
/// </summary>
internal static class ShareFrame
{
    private const int LongestEntry = 256;
    private const int LongestHead = 16;
    private const uint ShareTag = (14 << 3) | 2;
    private const uint AddedTag = (4 << 3) | 2;
    private const uint NumberTag = 1 << 3;
    private const uint EntryTag = (2 << 3) | 2;
    private const uint NameTag = (1 << 3) | 2;
    private const uint RootTag = (2 << 3) | 2;
    private const uint SizeTag = 3 << 3;

    /// <summary>The message of a batch.</summary>
    /// <param name="head">The batch without the files that are added.</param>
    /// <param name="added">Files that are added, by their numbers.</param>
    public static ReadOnlyMemory<byte> Encode(Share head, IReadOnlyCollection<(uint Number, CorpusFile File)> added)
    {
        var length = head.CalculateSize();
        var message = new byte[length + (added.Count * LongestEntry)];
        head.WriteTo(message.AsSpan(0, length));
        foreach (var (number, file) in added)
        {
            length += WriteAdded(message.AsSpan(length), number, file);
        }

        return message.AsMemory(0, length);
    }

    /// <summary>The frame of an encoded batch.</summary>
    public static ReadOnlyMemory<byte> Of(ulong requestId, ReadOnlyMemory<byte> share)
    {
        var envelope = new Envelope { RequestId = requestId };
        var at = Frame.HeaderLength + envelope.CalculateSize();
        var frame = new byte[at + LongestHead + share.Length];
        envelope.WriteTo(frame.AsSpan(Frame.HeaderLength, at - Frame.HeaderLength));
        at += WriteVarint(frame.AsSpan(at), ShareTag);
        at += WriteVarint(frame.AsSpan(at), (uint)share.Length);
        share.Span.CopyTo(frame.AsSpan(at));
        at += share.Length;
        BinaryPrimitives.WriteUInt32BigEndian(frame, (uint)(at - Frame.HeaderLength));
        return frame.AsMemory(0, at);
    }

    private static int WriteAdded(Span<byte> target, uint number, CorpusFile file)
    {
        Span<byte> entry = stackalloc byte[LongestEntry];
        var length = WriteEntry(entry, file);
        Span<byte> numbered = stackalloc byte[LongestHead];
        var head = WriteVarint(numbered, NumberTag);
        head += WriteVarint(numbered[head..], number);
        head += WriteVarint(numbered[head..], EntryTag);
        head += WriteVarint(numbered[head..], (uint)length);
        var at = WriteVarint(target, AddedTag);
        at += WriteVarint(target[at..], (uint)(head + length));
        numbered[..head].CopyTo(target[at..]);
        entry[..length].CopyTo(target[(at + head)..]);
        return at + head + length;
    }

    // As FileEntry writes it: the server takes no other encoding.
    private static int WriteEntry(Span<byte> target, CorpusFile file)
    {
        var at = WriteVarint(target, NameTag);
        at += WriteVarint(target[at..], (uint)file.Name.Length);
        at += System.Text.Encoding.ASCII.GetBytes(file.Name, target[at..]);
        at += WriteVarint(target[at..], RootTag);
        at += WriteVarint(target[at..], Sha256Hash.Length);
        file.Content.Root.CopyTo(target[at..]);
        at += Sha256Hash.Length;
        at += WriteVarint(target[at..], SizeTag);
        return at + WriteVarint(target[at..], (ulong)file.Content.Size);
    }

    private static int WriteVarint(Span<byte> target, ulong value)
    {
        var at = 0;
        for (; value >= 0x80; value >>= 7)
        {
            target[at++] = (byte)(value | 0x80);
        }

        target[at] = (byte)value;
        return at + 1;
    }
}
