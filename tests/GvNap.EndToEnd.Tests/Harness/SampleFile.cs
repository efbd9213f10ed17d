using System.Security.Cryptography;

namespace GvNap.EndToEnd.Tests.Harness;

/// <summary>Files to share, and how to compare what arrived.</summary>
internal static class SampleFile
{
    /// <summary>Writes <paramref name="size"/> bytes that depend on the seed alone.</summary>
    /// <returns>The path.</returns>
    public static string Write(string folder, string name, int size, int seed = 1)
    {
        var path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var bytes = new byte[size];
        new Random(seed).NextBytes(bytes);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    /// <summary>Makes a file of <paramref name="size"/> bytes that takes little room: a hole with a few bytes at both ends and after 4 GiB.</summary>
    public static string WriteSparse(string folder, string name, long size)
    {
        var path = Path.Combine(folder, name);
        using var stream = File.Create(path);
        stream.SetLength(size);
        foreach (var offset in new[] { 0, size - 5, Math.Min(size - 5, 1L << 32) })
        {
            stream.Position = offset;
            stream.Write("gvnap"u8);
        }

        return path;
    }

    public static async Task<string> Sha256Async(string path)
    {
        await using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, TestContext.Current.CancellationToken));
    }

    /// <summary>Fails unless both files have the same bytes.</summary>
    public static async Task AssertEqualAsync(string expected, string actual)
    {
        Assert.True(File.Exists(actual), $"'{actual}' is not there.");
        Assert.Equal(new FileInfo(expected).Length, new FileInfo(actual).Length);
        Assert.Equal(await Sha256Async(expected), await Sha256Async(actual));
    }
}
