namespace GvNap.Peer.Tests.Transfers;

/// <summary>A folder that is gone after the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string FullName { get; } = Directory.CreateTempSubdirectory("gvnap-test-").FullName;

    public string[] Files => [.. Directory.EnumerateFileSystemEntries(FullName).Select(p => Path.GetFileName(p)!).Order(StringComparer.Ordinal)];

    public string this[string name] => Path.Combine(FullName, name);

    public void Dispose() => Directory.Delete(FullName, recursive: true);
}
