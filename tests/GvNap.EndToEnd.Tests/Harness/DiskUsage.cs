using System.Globalization;

namespace GvNap.EndToEnd.Tests.Harness;

internal static class DiskUsage
{
    /// <summary>Bytes that a file takes on the disk: holes take none.</summary>
    public static long OfFile(string path)
    {
        using var process = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo("stat", ["-c", "%b %B", path]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var numbers = process.StandardOutput.ReadToEnd().Split(' ');
        process.WaitForExit();
        return numbers.Length == 2
            ? long.Parse(numbers[0], CultureInfo.InvariantCulture) * long.Parse(numbers[1], CultureInfo.InvariantCulture)
            : 0; // It was renamed in between.
    }
}
