using System.Diagnostics.CodeAnalysis;
using Google.Protobuf;
using GvNap.Protocol.Messages;

namespace GvNap.Protocol.Content;

/// <summary>Content ids in messages: a root of 32 bytes and a size.</summary>
public static class ContentKeys
{
    /// <summary>The content id as a message has it.</summary>
    public static ContentKey ToKey(this ContentId content) => new() { Root = content.Root.ToByteString(), Size = (ulong)content.Size };

    /// <summary>The hash as a message has it.</summary>
    public static ByteString ToByteString(this Sha256Hash hash) => UnsafeByteOperations.UnsafeWrap(hash.ToBytes());

    /// <summary>Reads a content id from a message.</summary>
    /// <returns>False if it is absent, its root has not 32 bytes, or its size is above <see cref="ProtocolLimits.ContentSize"/>.</returns>
    public static bool TryRead([NotNullWhen(true)] this ContentKey? key, out ContentId content)
    {
        content = default;
        return key is not null && TryRead(key.Root, key.Size, out content);
    }

    /// <inheritdoc cref="TryRead(ContentKey?, out ContentId)"/>
    public static bool TryReadContent(this FileEntry entry, out ContentId content) => TryRead(entry.Root, entry.Size, out content);

    /// <inheritdoc cref="TryRead(ContentKey?, out ContentId)"/>
    public static bool TryReadContent(this FindSources request, out ContentId content) => TryRead(request.Root, request.Size, out content);

    /// <summary>Reads a content id from its two parts.</summary>
    /// <returns>False if the root has not 32 bytes, or the size is above <see cref="ProtocolLimits.ContentSize"/>.</returns>
    public static bool TryRead(ByteString root, ulong size, out ContentId content)
    {
        content = default;
        if (root.Length != Sha256Hash.Length || size > (ulong)ProtocolLimits.ContentSize)
        {
            return false;
        }

        content = new ContentId(new Sha256Hash(root.Span), (long)size);
        return true;
    }
}
