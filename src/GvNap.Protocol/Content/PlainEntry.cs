using GvNap.Protocol.Messages;

namespace GvNap.Protocol.Content;

/// <summary>Entries as nearly all are: in printable ASCII. They are checked where they lie, since a server takes in millions.</summary>
internal static class PlainEntry
{
    private const byte NameTag = (FileEntry.NameFieldNumber << 3) | 2;
    private const byte RootTag = (FileEntry.RootFieldNumber << 3) | 2;
    private const byte SizeTag = FileEntry.SizeFieldNumber << 3;
    private const byte DescriptionTag = (FileEntry.DescriptionFieldNumber << 3) | 2;
    private const byte PartialTag = FileEntry.PartialFieldNumber << 3;

    /// <summary>Whether the entry is plain, and can be shared. False says nothing of those that are not plain.</summary>
    public static bool CanShare(ReadOnlySpan<byte> entry) =>
        TryTakeText(ref entry, NameTag, ProtocolLimits.NameLength, out var name)
        && AreGoodComponents(name)
        && TryTakeRoot(ref entry)
        && TryTakeSize(ref entry)
        && (entry is not [DescriptionTag, ..] || TryTakeText(ref entry, DescriptionTag, ProtocolLimits.DescriptionLength, out _))
        && entry is [] or [PartialTag, 1];

    private static bool TryTakeText(ref ReadOnlySpan<byte> entry, byte tag, int most, out ReadOnlySpan<byte> text)
    {
        text = default;
        if (entry.Length < 3 || entry[0] != tag)
        {
            return false;
        }

        // A length of one byte, or of two, which is only written so from 128.
        var (length, head) = entry[1] < 0x80 ? (entry[1], 2) : ((entry[2] << 7) | (entry[1] & 0x7F), 3);
        if (length == 0 || length > most || entry[head - 1] is 0 or >= 0x80 || head + length > entry.Length)
        {
            return false;
        }

        text = entry.Slice(head, length);
        entry = entry[(head + length)..];
        return !text.ContainsAnyExceptInRange((byte)' ', (byte)'~');
    }

    private static bool TryTakeRoot(ref ReadOnlySpan<byte> entry)
    {
        if (entry is not [RootTag, Sha256Hash.Length, ..] || entry.Length < 2 + Sha256Hash.Length)
        {
            return false;
        }

        entry = entry[(2 + Sha256Hash.Length)..];
        return true;
    }

    // In as few bytes as it takes, nine at most, of which the last is not 0.
    private static bool TryTakeSize(ref ReadOnlySpan<byte> entry)
    {
        if (entry is not [SizeTag, ..])
        {
            return false;
        }

        var length = entry[1..Math.Min(10, entry.Length)].IndexOfAnyInRange((byte)0, (byte)0x7F) + 1;
        var size = 0L;
        for (var index = length; index > 0; index--)
        {
            size = (size << 7) | (uint)(entry[index] & 0x7F);
        }

        if (length == 0 || entry[length] == 0 || size > ProtocolLimits.ContentSize)
        {
            return false;
        }

        entry = entry[(1 + length)..];
        return true;
    }

    private static bool AreGoodComponents(ReadOnlySpan<byte> name)
    {
        foreach (var range in name.Split((byte)'/'))
        {
            var component = name[range];
            if (component.Length is 0 or > ProtocolLimits.NameComponentLength || component.SequenceEqual("."u8) || component.SequenceEqual(".."u8))
            {
                return false;
            }
        }

        return true;
    }
}
