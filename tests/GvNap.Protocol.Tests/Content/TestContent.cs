namespace GvNap.Protocol.Tests.Content;

/// <summary>The bytes of the test vectors, as <c>roots.py</c> makes them.</summary>
internal static class TestContent
{
    public static Stream Open(string kind, int size) => kind switch
    {
        "noise" => new MemoryStream(Noise(size)),
        "zeros" => new ZeroStream(size),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary>The high bytes of a linear congruential sequence (Numerical Recipes' constants) that starts at 1.</summary>
    public static byte[] Noise(int size)
    {
        var bytes = new byte[size];
        var state = 1u;
        for (var i = 0; i < size; i++)
        {
            state = unchecked((state * 1664525) + 1013904223);
            bytes[i] = (byte)(state >> 24);
        }

        return bytes;
    }
}
