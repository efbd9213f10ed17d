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
        at += Varint.Write(frame.AsSpan(at), ShareTag);
        at += Varint.Write(frame.AsSpan(at), (uint)share.Length);
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
        var head = Varint.Write(numbered, NumberTag);
        head += Varint.Write(numbered[head..], number);
        head += Varint.Write(numbered[head..], EntryTag);
        head += Varint.Write(numbered[head..], (uint)length);
        var at = Varint.Write(target, AddedTag);
        at += Varint.Write(target[at..], (uint)(head + length));
        numbered[..head].CopyTo(target[at..]);
        entry[..length].CopyTo(target[(at + head)..]);
        return at + head + length;
    }

    // As FileEntry writes it: the server takes no other encoding.
    private static int WriteEntry(Span<byte> target, CorpusFile file)
    {
        var at = Varint.Write(target, NameTag);
        at += Varint.Write(target[at..], (uint)file.Name.Length);
        at += System.Text.Encoding.ASCII.GetBytes(file.Name, target[at..]);
        at += Varint.Write(target[at..], RootTag);
        at += Varint.Write(target[at..], Sha256Hash.Length);
        file.Content.Root.CopyTo(target[at..]);
        at += Sha256Hash.Length;
        at += Varint.Write(target[at..], SizeTag);
        return at + Varint.Write(target[at..], (ulong)file.Content.Size);
    }
}
