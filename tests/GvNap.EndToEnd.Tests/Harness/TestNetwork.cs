namespace GvNap.EndToEnd.Tests.Harness;

/// <summary>The processes and folders of one test; all are gone when it ends.</summary>
internal sealed class TestNetwork : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<ChildProcess> _processes = [];

    public string Folder => _folder.Path;

    /// <summary>Environment variables for every program that is started from now on.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    /// <summary>Files that every program that is started from now on may have open; null: as many as this process.</summary>
    public int? OpenFiles { get; set; }

    /// <summary>The folders of a peer, made if needed.</summary>
    public PeerFolders FoldersOf(string user) =>
        new(user, _folder.Sub(user, "share"), _folder.Sub(user, "downloads"), _folder.Sub(user, "state"));

    /// <summary>Starts one of the programs.</summary>
    public ChildProcess Start(string program, params IEnumerable<string> arguments) => Keep(OpenFiles is { } files
        ? ChildProcess.Start(
            "/bin/sh", ["-c", $"ulimit -n {files}; exec \"$0\" \"$@\"", Executables.Dotnet, Executables.AssemblyOf(program), .. arguments], _folder.Sub("work"), AllEnvironment())
        : ChildProcess.Start(Executables.Dotnet, [Executables.AssemblyOf(program), .. arguments], _folder.Sub("work"), AllEnvironment()));

    /// <summary>Starts one of the programs with its standard input closed, as <c>&lt;&amp;-</c> does.</summary>
    public ChildProcess StartWithoutInput(string program, params IEnumerable<string> arguments) => Keep(ChildProcess.Start(
        "/bin/sh", ["-c", "exec \"$0\" \"$@\" <&-", Executables.Dotnet, Executables.AssemblyOf(program), .. arguments], _folder.Sub("work"), AllEnvironment()));

    /// <summary>Starts one of the programs on a pseudo-terminal, which echoes what is typed.</summary>
    public ChildProcess StartOnTerminal(string program, params IEnumerable<string> arguments)
    {
        if (Executables.Find("script") is not { } script)
        {
            Assert.Skip("There is no script(1), which makes pseudo-terminals.");
            throw new InvalidOperationException();
        }

        var command = string.Join(' ', new[] { Executables.Dotnet, Executables.AssemblyOf(program) }.Concat(arguments).Select(Quote));
        return Keep(ChildProcess.Start(script, ["-qec", "stty cols 200; exec " + command, "/dev/null"], _folder.Sub("work"), AllEnvironment()));
    }

    /// <summary>Starts a program that is not of this repository; the test is skipped if it is not installed.</summary>
    public ChildProcess StartTool(string tool, params IEnumerable<string> arguments)
    {
        if (Executables.Find(tool) is not { } path)
        {
            Assert.Skip($"There is no {tool}.");
            throw new InvalidOperationException();
        }

        return Keep(ChildProcess.Start(path, arguments, _folder.Sub("work"), AllEnvironment()));
    }

    /// <summary>Runs a program that is not of this repository to its end.</summary>
    public async Task<ProgramResult> RunToolAsync(string tool, params string[] arguments)
    {
        var process = StartTool(tool, arguments);
        process.CloseInput();
        return new ProgramResult(await process.WaitForExitAsync(), process.Output, process.Errors);
    }

    /// <summary>Runs a program to its end.</summary>
    public async Task<ProgramResult> RunAsync(string program, IEnumerable<string> arguments, string input = "", TimeSpan? timeout = null)
    {
        var process = Start(program, arguments);
        await process.TypeRawAsync(input);
        process.CloseInput();
        return new ProgramResult(await process.WaitForExitAsync(timeout), process.Output, process.Errors);
    }

    /// <summary>Runs a <c>gvnap</c> one-shot command as a peer with folders of its own.</summary>
    public Task<ProgramResult> RunPeerAsync(string user, IndexProcess index, params string[] arguments)
    {
        var folders = FoldersOf(user);
        return RunAsync(Executables.Peer, [.. arguments, "--index", index.Address, "--name", user, "--state", folders.State, "--downloads", folders.Downloads]);
    }

    /// <summary>Starts an index server and waits until it answers.</summary>
    public async Task<IndexProcess> StartIndexAsync(StoreProcess? store = null, int? port = null, string lease = "15s", params string[] more)
    {
        var chosen = port ?? ReservedPort.Next();
        string[] directory = store is null ? [] : ["--redis", store.ConnectionString];
        var process = Start(Executables.Index, ["--listen", "127.0.0.1", "--port", $"{chosen}", "--lease", lease, .. directory, .. more]);
        await Eventually.IsTrueAsync(
            async () => process.HasExited || await WireClient.AnswersAsync(chosen), $"the index server answers on port {chosen}");
        Assert.False(process.HasExited, process.ToString());
        return new IndexProcess(process, chosen);
    }

    /// <summary>Starts <c>gvnap serve</c> and waits until the first of its index servers lists it.</summary>
    public async Task<PeerProcess> StartPeerAsync(string user, IReadOnlyList<IndexProcess> indexes, params string[] more)
    {
        var peer = LaunchPeer(user, indexes, more);
        await WaitUntilListedAsync(user, indexes[0], peer);
        return peer;
    }

    /// <summary>Starts <c>gvnap serve</c>.</summary>
    public PeerProcess LaunchPeer(string user, IReadOnlyList<IndexProcess> indexes, params string[] more)
    {
        var folders = FoldersOf(user);
        var port = ReservedPort.Next();
        var process = Start(
            Executables.Peer,
            ["serve", "--name", user, "--share", folders.Share, "--downloads", folders.Downloads, "--state", folders.State, "--port", $"{port}",
                "--index", string.Join(',', indexes.Select(index => index.Address)), .. more]);
        return new PeerProcess(process, folders, port);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            await process.DisposeAsync();
        }

        _folder.Dispose();
    }

    private static async Task WaitUntilListedAsync(string user, IndexProcess index, PeerProcess peer)
    {
        await using var client = await index.ConnectAsync();
        await Eventually.IsTrueAsync(
            async () => peer.Process.HasExited || (await client.PeersAsync()).ContainsKey(user), $"{user} is registered. {peer.Process}");
        Assert.False(peer.Process.HasExited, peer.Process.ToString());
    }

    private Dictionary<string, string> AllEnvironment() => new(Environment)
    {
        ["HOME"] = _folder.Sub("home"),
        ["XDG_STATE_HOME"] = _folder.Sub("home", "state"),
        ["XDG_RUNTIME_DIR"] = _folder.Sub("run"),
        ["TERM"] = "xterm",
    };

    private static string Quote(string argument) => $"'{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private ChildProcess Keep(ChildProcess process)
    {
        _processes.Add(process);
        return process;
    }
}
