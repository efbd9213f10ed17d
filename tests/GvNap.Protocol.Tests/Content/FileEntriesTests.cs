using Google.Protobuf;
using GvNap.Protocol.Content;
using GvNap.Protocol.Messages;

namespace GvNap.Protocol.Tests.Content;

public sealed class FileEntriesTests
{
    private static readonly ByteString Root = Sha256Hash.Of([1]).ToByteString();

    public static TheoryData<FileEntry> Refused => new(
        new FileEntry { Root = Root, Size = 1 },
        new FileEntry { Name = "../secret", Root = Root, Size = 1 },
        new FileEntry { Name = "a\u001b[2J", Root = Root, Size = 1 },
        new FileEntry { Name = "a\0", Root = Root, Size = 1 },
        new FileEntry { Name = "\u202Egpj.exe", Root = Root, Size = 1 },
        new FileEntry { Name = new string('x', 256), Root = Root, Size = 1 },
        new FileEntry { Name = "a", Size = 1 },
        new FileEntry { Name = "a", Root = ByteString.CopyFrom(new byte[31]), Size = 1 },
        new FileEntry { Name = "a", Root = ByteString.CopyFrom(new byte[33]), Size = 1 },
        new FileEntry { Name = "a", Root = Root, Size = (ulong)ProtocolLimits.ContentSize + 1 },
        new FileEntry { Name = "a", Root = Root, Size = ulong.MaxValue },
        new FileEntry { Name = "a", Root = Root, Size = 1, Description = "x\u0007" },
        new FileEntry { Name = "a", Root = Root, Size = 1, Description = new string('x', 1025) });

    [Fact]
    public void Good_entry_is_read()
    {
        var sent = new FileEntry { Name = "música/Ä b.flac", Root = Root, Size = 3, Description = "live" };

        Assert.True(FileEntries.TryRead(sent.ToByteString(), out var entry, out var content));
        Assert.Equal(sent, entry);
        Assert.Equal(new ContentId(Sha256Hash.Of([1]), 3), content);
    }

    [Fact]
    public void Largest_entry_is_read()
    {
        var folder = new string('x', 255) + "/";
        var sent = new FileEntry
        {
            Name = folder + folder + folder + new string('y', 255) + "z",
            Root = Root,
            Size = (ulong)ProtocolLimits.ContentSize,
            Description = new string('d', 1024),
        };
        sent.Name = sent.Name[..^1];

        Assert.InRange(sent.CalculateSize(), FileEntries.MaxLength - 8, FileEntries.MaxLength);
        Assert.True(FileEntries.TryRead(sent.ToByteString(), out _, out _));
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void Entry_out_of_bounds_is_refused(FileEntry entry) =>
        Assert.False(FileEntries.TryRead(entry.ToByteString(), out _, out _));

    [Fact]
    public void Encoding_that_others_might_read_differently_is_refused()
    {
        var good = new FileEntry { Name = "ab", Root = Root, Size = 3 }.ToByteArray();
        Assert.Equal([0x0A, 2, (byte)'a', (byte)'b'], good[..4]);
        Assert.True(Reads(good));

        Assert.False(Reads([.. good, 0xBA, 0x3E, 0]), "an unknown field");
        Assert.False(Reads([.. good, .. good[..4]]), "a field given twice");
        Assert.False(Reads([.. good[4..], .. good[..4]]), "fields in another order");
        Assert.False(Reads(good[..^1]), "cut short");
        Assert.False(Reads([]), "empty");
        Assert.False(Reads([0x0A, 2, 0xFF, 0xFE, .. good[4..]]), "invalid UTF-8");
        Assert.False(Reads([0x0A, 3, 0xED, 0xA0, 0x80, .. good[4..]]), "an encoded surrogate");
        Assert.False(Reads([0x0A, 2, 0xC1, 0xA1, .. good[4..]]), "an overlong encoding");
        Assert.False(Reads([.. good, .. new byte[FileEntries.MaxLength]]), "too long");
    }

    [Fact]
    public void Key_with_a_root_of_another_length_is_not_a_content_id()
    {
        Assert.True(new ContentId(Sha256Hash.Of([1]), 5).ToKey().TryRead(out var content));
        Assert.Equal(new ContentId(Sha256Hash.Of([1]), 5), content);
        Assert.True(new FindSources { Root = Root, Size = 5 }.TryReadContent(out content));
        Assert.Equal(5, content.Size);

        Assert.False(default(ContentKey).TryRead(out _));
        Assert.False(new ContentKey { Root = ByteString.CopyFromUtf8("x"), Size = 5 }.TryRead(out _));
        Assert.False(new ContentKey { Root = Root, Size = 1ul << 63 }.TryRead(out _));
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void Entry_out_of_bounds_cannot_be_shared(FileEntry entry) => Assert.False(FileEntries.CanShare(entry.ToByteString()));

    [Fact]
    public void What_can_be_shared_is_what_can_be_read_whatever_becomes_of_an_entry()
    {
        var random = new Random(1699);
        var good = 0;
        for (var run = 0; run < 20_000; run++)
        {
            var encoded = Made(random).ToByteArray().ToList();
            for (var changes = random.Next(3); changes > 0; changes--)
            {
                Change(encoded, random);
            }

            var bytes = ByteString.CopyFrom([.. encoded]);
            var reads = FileEntries.TryRead(bytes, out _, out _);
            Assert.True(reads == FileEntries.CanShare(bytes), Convert.ToHexString(bytes.Span));
            good += reads ? 1 : 0;
        }

        Assert.InRange(good, 1_000, 19_000);
    }

    private static FileEntry Made(Random random)
    {
        string[] parts = ["a", "music", ".", "..", "", new('n', 254), new('n', 256), "é", "x\u007F", "b c~"];
        var name = string.Join('/', Enumerable.Range(0, 1 + random.Next(5)).Select(_ => parts[random.Next(random.Next(parts.Length) + 1)]));
        var description = new string(random.Next(20) == 0 ? '\t' : 'd', random.Next(4) * 400);
        return new() { Name = name, Root = Root, Size = (ulong)random.NextInt64(2 * ProtocolLimits.ContentSize) >> random.Next(44), Description = description, Partial = random.Next(3) == 0 };
    }

    private static void Change(List<byte> encoded, Random random)
    {
        var place = random.Next(encoded.Count);
        switch (random.Next(3))
        {
            case 0 when encoded.Count > 1: encoded.RemoveAt(place); break;
            case 1: encoded.Insert(place, (byte)random.Next(256)); break;
            default: encoded[place] ^= (byte)(1 << random.Next(8)); break;
        }
    }

    private static bool Reads(byte[] encoded) => FileEntries.TryRead(ByteString.CopyFrom(encoded), out _, out _);
}
