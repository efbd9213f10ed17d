using GvNap.Protocol.Content;
using GvNap.Protocol.Framing;

namespace GvNap.Index.Search.Storage;

/// <summary>The fields of an encoded <see cref="Protocol.Messages.FileEntry"/>, read where they lie.</summary>
internal readonly ref struct EntryFields
{
    private EntryFields(ReadOnlySpan<byte> name, ReadOnlySpan<byte> root, ulong size, ReadOnlySpan<byte> description, bool isPartial)
    {
        Name = name;
        Root = root;
        Size = (long)size;
        Description = description;
        IsPartial = isPartial;
    }

    /// <summary>The path, in UTF-8.</summary>
    public ReadOnlySpan<byte> Name { get; }

    /// <summary>The pieces root.</summary>
    public ReadOnlySpan<byte> Root { get; }

    /// <summary>Bytes of the file.</summary>
    public long Size { get; }

    /// <summary>The description, in UTF-8.</summary>
    public ReadOnlySpan<byte> Description { get; }

    /// <summary>The peer is still fetching the file.</summary>
    public bool IsPartial { get; }

    /// <summary>Where the file's own name begins in <see cref="Name"/>, after its folders.</summary>
    public int FileNameStart => Name.LastIndexOf((byte)'/') + 1;

    /// <summary>The content id.</summary>
    public ContentId Content => new(new Sha256Hash(Root), Size);

    /// <summary>What follows the last dot of the file's own name; empty if there is none, or nothing before it.</summary>
    public ReadOnlySpan<byte> Extension
    {
        get
        {
            var fileName = Name[FileNameStart..];
            var dot = fileName.LastIndexOf((byte)'.');
            return dot > 0 ? fileName[(dot + 1)..] : [];
        }
    }

    /// <summary>Reads the fields. False if they are no file entry with a name and a content id.</summary>
    public static bool TryRead(ReadOnlySpan<byte> entry, out EntryFields fields)
    {
        ReadOnlySpan<byte> name = default, root = default, description = default;
        ulong size = 0, partial = 0;
        fields = default;
        while (entry.Length > 0)
        {
            if (!Varint.TryTake(ref entry, out var tag) || !TryReadValue(ref entry, tag & 7, out var number, out var bytes))
            {
                return false;
            }

            switch (tag)
            {
                case (1 << 3) | 2: name = bytes; break;
                case (2 << 3) | 2: root = bytes; break;
                case 3 << 3: size = number; break;
                case (4 << 3) | 2: description = bytes; break;
                case 5 << 3: partial = number; break;
            }
        }

        fields = new EntryFields(name, root, size, description, partial != 0);
        return name.Length > 0 && root.Length == Sha256Hash.Length && size <= long.MaxValue;
    }

    // Wire types: 0 varint, 1 eight bytes, 2 length and bytes, 5 four bytes.
    private static bool TryReadValue(scoped ref ReadOnlySpan<byte> entry, ulong wireType, out ulong number, out ReadOnlySpan<byte> bytes)
    {
        number = 0;
        bytes = default;
        switch (wireType)
        {
            case 0: return Varint.TryTake(ref entry, out number);
            case 2 when !Varint.TryTake(ref entry, out number): return false;
            case 1: number = 8; break;
            case 2: break;
            case 5: number = 4; break;
            default: return false;
        }

        if (number > (ulong)entry.Length)
        {
            return false;
        }

        bytes = entry[..(int)number];
        entry = entry[(int)number..];
        return true;
    }
}
