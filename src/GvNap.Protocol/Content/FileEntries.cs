using System.Diagnostics.CodeAnalysis;
using Google.Protobuf;
using GvNap.Protocol.Messages;
using GvNap.Protocol.Naming;

namespace GvNap.Protocol.Content;

/// <summary>
/// File entries as they come from a peer. An index server hands an entry on as the bytes that it was given, so those
/// must be its one encoding (fields in the order of their numbers, each once, none unknown) and hold valid UTF-8.
/// </summary>
public static class FileEntries
{
    /// <summary>The most bytes of an encoded entry: the four fields at their limits, with their tags and lengths.</summary>
    public const int MaxLength = (3 + ProtocolLimits.NameLength) + (2 + Sha256Hash.Length) + 11 + (3 + ProtocolLimits.DescriptionLength);

    private static readonly MessageParser<FileEntry> Parser = FileEntry.Parser.WithDiscardUnknownFields(true);

    /// <summary>Reads an encoded entry that can be shared.</summary>
    /// <param name="encoded">The bytes of a <see cref="FileEntry"/>.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="content">Its content id.</param>
    /// <returns>False if it is malformed, or its name, description or content id is out of bounds.</returns>
    public static bool TryRead(ByteString encoded, [NotNullWhen(true)] out FileEntry? entry, out ContentId content)
    {
        content = default;
        entry = encoded.Length <= MaxLength ? Parse(encoded) : null;
        if (entry is null
            || FileName.Check(entry.Name) != FileNameProblem.None
            || Description.Check(entry.Description) != DescriptionProblem.None
            || !entry.TryReadContent(out content)
            || !entry.ToByteString().Equals(encoded))
        {
            entry = null;
        }

        return entry is not null;
    }

    /// <summary>Whether an encoded entry can be shared, as <see cref="TryRead"/> says.</summary>
    /// <param name="encoded">The bytes of a <see cref="FileEntry"/>.</param>
    public static bool CanShare(ByteString encoded) => PlainEntry.CanShare(encoded.Span) || TryRead(encoded, out _, out _);

    private static FileEntry? Parse(ByteString encoded)
    {
        try
        {
            return Parser.ParseFrom(encoded);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }
}
