using System.Security.Cryptography;
using System.Text.Json;
using Google.Protobuf;
using GvNap.Peer.Cli;
using GvNap.Peer.Sharing;
using GvNap.Peer.Tests.IndexClient;
using GvNap.Protocol.Messages;
using Microsoft.Extensions.Logging.Abstractions;

namespace GvNap.Peer.Tests.Cli;

public sealed class CommandLineTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gvnap-cli-").FullName;
    private readonly TestTerminal _terminal = new(interactive: false);
    private readonly StringWriter _output = new();
    private readonly StringWriter _problems = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("fly")]
    [InlineData("get")]
    [InlineData("get not-an-id --index localhost")]
    [InlineData("search")]
    [InlineData("search x --port many --index localhost")]
    [InlineData("search x")]
    [InlineData("peers")]
    [InlineData("browse --index localhost")]
    [InlineData("download localhost")]
    [InlineData("download localhost 0 name")]
    [InlineData("download localhost port name")]
    [InlineData("download localhost 6699 ")]
    [InlineData("files")]
    [InlineData("hash")]
    [InlineData("serve")]
    [InlineData("serve --name a/b --index localhost")]
    [InlineData("--unknown")]
    [InlineData("--limit upload-slots=0")]
    public async Task Wrong_usage_is_said_in_one_line_with_status_2(string arguments)
    {
        Assert.Equal(2, await RunAsync(arguments.Split(' ')));

        AssertOneProblem();
    }

    [Theory]
    [InlineData("fly", "see gvnap --help")]
    [InlineData("search", "see gvnap search --help")]
    [InlineData("files init --none", "see gvnap files init --help")]
    public async Task Wrong_usage_names_the_help_that_helps(string arguments, string help)
    {
        await RunAsync(arguments.Split(' '));

        Assert.EndsWith($"{help}\n", _problems.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hash missing")]
    [InlineData("hash .")]
    [InlineData("files list")]
    [InlineData("files init --share missing")]
    [InlineData("--share missing")]
    [InlineData("--state /dev/null/state")]
    [InlineData("search x --index 127.0.0.1:9")]
    [InlineData("peers --json --index 127.0.0.1:9")]
    public async Task What_cannot_be_done_is_said_in_one_line_with_status_1(string arguments)
    {
        Assert.Equal(1, await RunAsync(arguments.Split(' ')));

        AssertOneProblem();
    }

    [Fact]
    public async Task Interrupted_is_130()
    {
        using var interrupted = new CancellationTokenSource();
        await interrupted.CancelAsync();

        Assert.Equal(130, await new CommandLine(Host()).RunAsync(["search", "x", "--index", "127.0.0.1:9"], interrupted.Token));
    }

    [Fact]
    public async Task Hash_prints_content_ids_as_sha256sum_prints_hashes_and_goes_on_after_a_missing_file()
    {
        var data = RandomNumberGenerator.GetBytes(1000);
        File.WriteAllBytes(Path.Combine(_folder, "a b"), data);
        File.WriteAllBytes(Path.Combine(_folder, "empty"), []);

        Assert.Equal(1, await RunAsync("hash", "a b", "missing", "empty"));

        Assert.Equal(
            [$"{Hex(data)}-1000  a b", $"{Hex([])}-0  empty"], _output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal("gvnap: missing: there is no such file\n", _problems.ToString());
    }

    [Fact]
    public async Task Hash_says_of_a_device_that_it_is_no_regular_file()
    {
        if (!File.Exists("/dev/zero"))
        {
            Assert.Skip("There is no /dev/zero here.");
        }

        Assert.Equal(1, await RunAsync("hash", "/dev/zero"));

        Assert.Equal("gvnap: /dev/zero: it is not a regular file\n", _problems.ToString());
    }

    [Fact]
    public async Task Files_init_all_writes_the_list_once_and_files_list_prints_it()
    {
        File.WriteAllText(Path.Combine(_folder, "a.txt"), "a");

        Assert.Equal(0, await RunAsync("files", "init", "--all"));
        Assert.Equal(0, await RunAsync("files", "list", "--json"));
        Assert.Equal(1, await RunAsync("files", "init", "--all"));

        Assert.Equal([new FilesJsonEntry("a.txt", "")], FilesJson.Read(_folder));
        using var printed = JsonDocument.Parse(_output.ToString());
        Assert.Equal("a.txt", printed.RootElement[0].GetProperty("name").GetString());
    }

    [Fact]
    public async Task Help_and_version_are_done()
    {
        Assert.Equal(0, await RunAsync("--help"));
        Assert.Equal(0, await RunAsync("--version"));

        Assert.Contains("--advertise", _output.ToString(), StringComparison.Ordinal);
        Assert.Empty(_problems.ToString());
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_search_that_was_cut_or_shows_a_part_says_so_also_beside_json(bool json, bool findsNothing)
    {
        await using var server = new ScriptedIndexServer
        {
            Script = async (connection, request) =>
            {
                var entry = new FileEntry { Name = "a.txt", Root = ByteString.CopyFrom(new byte[32]), Size = 1 };
                var results = findsNothing
                    ? new SearchResults { Cut = true }
                    : new SearchResults { Cut = true, Total = 500, NextCursor = ByteString.CopyFromUtf8("next"), Results = { new Result { Entry = entry.ToByteString(), SourceCount = 1 } } };
                await (request.Search is null ? Task.CompletedTask : connection.ReplyAsync(request, new Envelope { SearchResults = results }));
                return request.Search is not null;
            },
        };

        Assert.Equal(0, await RunAsync(["search", "x", "--index", $"{server.Address}", "--limit", "results=1", .. json ? new[] { "--json" } : []]));

        Assert.Equal(
            findsNothing ? "Nothing found before the search was cut, as too many files match a part of it: a narrower one may find something."
            : "1 of 500 results; --limit results=500 shows all; only the first matches were ranked, a narrower search may find better ones.",
            (json ? _problems.ToString() : _terminal.Screen).TrimEnd());
        Assert.Equal(json ? (findsNothing ? "[]" : "[{") : "Cont", _output.ToString()[..(json ? 2 : 4)]);
    }

    [Fact]
    public async Task A_watch_that_is_shut_out_says_so_once_and_does_not_come_back()
    {
        await using var server = new ScriptedIndexServer
        {
            Script = async (connection, request) =>
            {
                if (request.Watch is null)
                {
                    return false;
                }

                await connection.ReplyAsync(request, new Envelope { Watching = new Watching() });
                await connection.SendAsync(new Envelope { Error = new Error { Code = ErrorCode.Banned, Message = "The operator has shut out your address" } });
                return true;
            },
        };

        Assert.Equal(1, await RunAsync("watch", "song", "--index", $"{server.Address}"));

        Assert.Equal(
            $"Watching for song at {server.Address}.\ngvnap: The index server refuses this peer: The operator has shut out your address\n", _problems.ToString());
        Assert.Single(server.Requests, request => request.Hello is not null);
    }

    private static string Hex(byte[] data) => Convert.ToHexStringLower(SHA256.HashData(data));

    private void AssertOneProblem()
    {
        var line = Assert.Single(_problems.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("gvnap: ", line, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", line, StringComparison.Ordinal);
        Assert.Empty(_output.ToString());
    }

    private Task<int> RunAsync(params string[] arguments) => new CommandLine(Host()).RunAsync(arguments, TestContext.Current.CancellationToken);

    private CliHost Host() => new()
    {
        Terminal = _terminal,
        Output = _output,
        Problems = _problems,
        Environment = name => name == "GVNAP_STATE" ? Path.Combine(_folder, ".state") : null,
        WorkingDirectory = _folder,
        Loggers = NullLoggerFactory.Instance,
    };
}
