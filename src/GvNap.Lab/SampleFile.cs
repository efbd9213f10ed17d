namespace GvNap.Lab;

/// <summary>A sample file. Two with the same content have the same content id, whatever their names are.</summary>
/// <param name="Name">Its path inside a share folder, with <c>/</c> between components.</param>
/// <param name="Content">Makes its bytes.</param>
/// <param name="Description">What its sharer says of it; null if that peer keeps no list.</param>
internal sealed record SampleFile(string Name, Func<byte[]> Content, string? Description = null)
{
    /// <summary>A file of text.</summary>
    public static SampleFile Text(string name, string text, string? description = null) => new(name, () => System.Text.Encoding.UTF8.GetBytes(text), description);

    /// <summary>A file of bytes that do not compress: always the same for a seed.</summary>
    public static SampleFile Binary(string name, int size, int seed, string? description = null) => new(name, () => MakeBytes(size, seed), description);

    private static byte[] MakeBytes(int size, int seed)
    {
        var bytes = new byte[size];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
