using GvNap.EndToEnd.Tests.Harness;

namespace GvNap.EndToEnd.Tests.Python;

/// <summary>The client in <c>examples/python</c>, which knows nothing but the specification.</summary>
public sealed class PythonClientTests
{
    private const string Interpreter = "/usr/bin/python3"; // Debian's: it sees the packages that apt installs.

    [Fact]
    public async Task It_searches_and_downloads_what_a_peer_shares()
    {
        await using var network = new TestNetwork();
        var client = await MakeClientAsync(network);
        var index = await network.StartIndexAsync();
        var file = SampleFile.Write(network.FoldersOf("alice").Share, "A Guide to Whales.bin", 5_000_001);
        var empty = SampleFile.Write(network.FoldersOf("alice").Share, "Nothing of Whales.bin", 0);
        await network.StartPeerAsync("alice", [index]);
        await using var searcher = await index.ConnectAsync();
        await Eventually.IsTrueAsync(async () => await searcher.CountAsync("whales") == 2, "the files are found");

        foreach (var shared in new[] { file, empty })
        {
            var id = $"{await searcher.FirstContentIdAsync($"\"{Path.GetFileNameWithoutExtension(shared)}\"")}";
            var found = await RunAsync(network, client, index.Address, "search", "whales");
            Assert.Contains(found.AssertStatus(0).Lines, line => line.StartsWith(id, StringComparison.Ordinal) && line.Contains(Path.GetFileName(shared), StringComparison.Ordinal));

            var got = await RunAsync(network, client, index.Address, "get", id, network.FoldersOf("bob").Downloads);
            got.AssertStatus(0);
            await SampleFile.AssertEqualAsync(shared, Path.Combine(network.FoldersOf("bob").Downloads, Path.GetFileName(shared)));
        }

        (await RunAsync(network, client, index.Address, "get", new string('b', 64) + "-7")).AssertStatus(1);
    }

    /// <summary>Compiles the schema beside a copy of the client.</summary>
    private static async Task<string> MakeClientAsync(TestNetwork network)
    {
        if (Executables.Find("protoc") is not { } protoc || !File.Exists(Interpreter))
        {
            Assert.Skip("There is no protoc, or no /usr/bin/python3: apt-get install protobuf-compiler python3-protobuf.");
            throw new InvalidOperationException();
        }

        var folder = Directory.CreateDirectory(Path.Combine(network.Folder, "python")).FullName;
        var probe = await RunAsync(network, "-c", "import google.protobuf");
        Assert.SkipUnless(probe.Status == 0, "Python has no protobuf: apt-get install python3-protobuf.");
        await using var compile = ChildProcess.Start(
            protoc, ["-I", Path.Combine(Executables.SolutionFolder, "src/GvNap.Protocol"), "--python_out", folder, "gvnap.proto"], network.Folder);
        Assert.True(await compile.WaitForExitAsync() == 0, compile.ToString());

        var client = Path.Combine(folder, "gvnap.py");
        File.Copy(Path.Combine(Executables.SolutionFolder, "examples/python/gvnap.py"), client);
        return client;
    }

    private static async Task<ProgramResult> RunAsync(TestNetwork network, params string[] arguments)
    {
        await using var python = ChildProcess.Start(Interpreter, arguments, network.Folder);
        var status = await python.WaitForExitAsync();
        return new ProgramResult(status, python.Output, python.Errors);
    }
}
