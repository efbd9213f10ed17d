using System.Net;
using System.Text;
using Google.Protobuf;
using GvNap.Peer.Cli.Prompting;
using GvNap.Peer.IndexClient;
using GvNap.Peer.Tests.FileServer;
using GvNap.Peer.Tests.IndexClient;
using GvNap.Protocol.Content;
using GvNap.Protocol.Messages;
using Microsoft.Extensions.Logging.Abstractions;

namespace GvNap.Peer.Tests.Cli;

/// <summary>Sessions of a real peer with a scripted index server; what is downloaded comes from the peer's own file port.</summary>
public sealed class PromptTests : IAsyncDisposable
{
    private const string FileText = "what is shared";

    private readonly string _folder = Directory.CreateTempSubdirectory("gvnap-prompt-").FullName;
    private readonly TestTerminal _terminal = new();
    private readonly ScriptedIndexServer _index = new();
    private PeerNode? _peer;
    private int _deadPort;

    public PromptTests()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "share"));
        File.WriteAllText(Path.Combine(_folder, "share", "a  file.txt"), FileText);
        _index.Script = AnswerAsync;
    }

    public async ValueTask DisposeAsync()
    {
        await (_peer?.QuitAsync() ?? Task.CompletedTask);
        await _index.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task What_register_lacks_is_asked_for()
    {
        await RunAsync("REGISTER", "127.0.0.1", $"{_index.Port}", "quit");

        Assert.Contains($"Registered with the index server {_index.Address}", _terminal.Screen, StringComparison.Ordinal);
        Assert.Equal(["gvnap>", "Host of the index server:", "Port of the index server [1699]:", "gvnap>"], _terminal.Questions);
        Assert.Equal(["a  file.txt"], _index.Directory.Names);
    }

    [Theory]
    [InlineData("register 127.0.0.1 {0}")]
    [InlineData("  Register   127.0.0.1:{0} ")]
    public async Task Register_takes_host_and_port(string line)
    {
        await RunAsync(string.Format(null, line, _index.Port), "quit");

        Assert.Contains("Registered", _terminal.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Register_with_a_server_that_does_not_answer_leaves_the_registration_as_it_is()
    {
        await RunAsync($"register 127.0.0.1 {_index.Port}", "register 127.0.0.1 9", "keyword x", "quit");

        Assert.Contains($"The registration with {_index.Address} stays.", _terminal.Screen, StringComparison.Ordinal);
        Assert.Contains("1 result", _terminal.Screen, StringComparison.Ordinal);
        Assert.DoesNotContain(_index.Requests, request => request.Quit is not null);
    }

    [Fact]
    public async Task Register_with_another_server_leaves_the_first()
    {
        await using var other = new ScriptedIndexServer();

        await RunAsync($"register 127.0.0.1 {_index.Port}", $"register 127.0.0.1 {other.Port}", "status", "quit");

        Assert.Contains(_index.Requests, request => request.Quit is not null);
        Assert.Contains($"Registered with the index server {other.Address}", _terminal.Screen, StringComparison.Ordinal);
        Assert.Equal(other.Address, _peer!.Session!.Server);
    }

    [Fact]
    public async Task Register_with_a_server_that_refuses_leaves_the_peer_registered_where_it_was()
    {
        await using var other = new ScriptedIndexServer();
        other.Script = async (connection, request) =>
        {
            await (request.Register is null ? Task.CompletedTask : connection.FailAsync(request, ErrorCode.NameTaken));
            return request.Register is not null;
        };

        await RunAsync($"register 127.0.0.1 {_index.Port}", $"register 127.0.0.1 {other.Port}", "keyword x", "quit");

        Assert.Contains(
            $"The user name alice is taken: another peer has it. Choose another name. This peer is registered with {_index.Address} as before.", _terminal.Screen, StringComparison.Ordinal);
        Assert.Contains("1 result", _terminal.Screen, StringComparison.Ordinal);
        Assert.Equal(["a  file.txt"], _index.Directory.Names);
        Assert.All(other.Requests.Where(request => request.Register is not null), request => Assert.Empty(request.Register.ResumeToken));
    }

    [Fact]
    public async Task Results_are_numbered_show_where_they_are_and_are_downloaded_by_number()
    {
        await RunAsync($"register 127.0.0.1 {_index.Port}", "keyword some words", "get 1", "get 2", "quit");

        Assert.Contains(_index.Requests, request => request.Search is { Query: "some words" });
        Assert.Matches($@"1 .*a  file\.txt.*14 B.*alice.*127\.0\.0\.1.*{_peer!.Port}", _terminal.Screen);
        Assert.Equal(FileText, await File.ReadAllTextAsync(Path.Combine(_folder, "downloads", "a  file.txt"), TestContext.Current.CancellationToken));
        Assert.Contains("complete and verified", _terminal.Screen, StringComparison.Ordinal);
        Assert.Contains("There is no result 2", _terminal.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_asks_the_index_server_who_has_it_now()
    {
        await RunAsync($"register 127.0.0.1 {_index.Port}", "search x", "get", "1", "quit");

        Assert.Contains(_index.Requests, request => request.FindSources is not null);
        Assert.True(File.Exists(Path.Combine(_folder, "downloads", "a  file.txt")));
    }

    [Fact]
    public async Task Download_takes_the_rest_of_the_line_as_the_name_and_needs_no_index_server()
    {
        var port = (await StartAsync()).Port;

        await RunAsync($"download 127.0.0.1 {port} a  file.txt", "download", "127.0.0.1", $"{port}", "a  file.txt", $"download 127.0.0.1 {port} a file.txt", "quit");

        Assert.Contains("complete and verified", _terminal.Screen, StringComparison.Ordinal);
        Assert.Contains("is here already", _terminal.Screen, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(Path.Combine(_folder, "downloads")));
    }

    [Fact]
    public async Task Download_from_where_a_peer_is_listed_and_not_to_be_reached_from_here_finds_it_at_its_other_endpoint()
    {
        _deadPort = 9;

        await RunAsync($"register 127.0.0.1 {_index.Port}", "keyword x", $"download LOCALHOST {_deadPort} a  file.txt", "quit");

        Assert.Matches(@"alice.*localhost.*9", _terminal.Screen);
        Assert.Contains("complete and verified", _terminal.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_ordered_before_keeps_the_name_that_it_was_ordered_by()
    {
        var content = ContentHasher.Hash(Encoding.UTF8.GetBytes(FileText)).Content;
        Directory.CreateDirectory(Path.Combine(_folder, "state"));
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "state", "downloads.json"),
            $$"""[{"number":3,"name":"as it was found.txt","content":"{{content}}","paused":false}]""",
            TestContext.Current.CancellationToken);
        var session = new Prompt(await StartAsync(_index.Address), _terminal, NullLoggerFactory.Instance).RunAsync(TestContext.Current.CancellationToken);

        await _terminal.ShowsAsync("Download 3:");
        _terminal.Type("quit");
        await session;

        Assert.Equal(FileText, await File.ReadAllTextAsync(Path.Combine(_folder, "downloads", "as it was found.txt"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Who_quits_hears_which_downloads_go_on_the_next_time()
    {
        var nobody = ContentHasher.Hash("nobody has this"u8).Content;
        Directory.CreateDirectory(Path.Combine(_folder, "state"));
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "state", "downloads.json"),
            $$"""[{"number":1,"name":"a.txt","content":"{{nobody}}","paused":false},{"number":2,"name":"music","user":"bob","paused":false},{"number":3,"name":"b.txt","content":"{{nobody}}","paused":true}]""",
            TestContext.Current.CancellationToken);

        await RunAsync("quit");

        Assert.Contains("2 downloads from before go on", _terminal.Screen, StringComparison.Ordinal);
        Assert.EndsWith("2 downloads are not complete: they go on the next time.", _terminal.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_nobody_shares_any_more_is_tried_again_and_can_be_given_up()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "state"));
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "state", "downloads.json"), """[{"number":7,"name":"old/music","user":"bob","paused":true}]""", TestContext.Current.CancellationToken);

        await RunAsync("downloads", "resume 7", "cancel 7", "downloads", "quit");

        Assert.Matches(@"7 .*old/music/.*paused", _terminal.Screen);
        Assert.Contains("old/music/ is given up; of what had arrived, the files that are complete stay.", _terminal.Screen, StringComparison.Ordinal);
        Assert.DoesNotContain("go on the next time", _terminal.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commands_before_register_say_what_to_do()
    {
        await RunAsync("keyword x", "peers", "browse bob", "more", "get 1", "dance", "", "download a b", "status", "files", "quit");

        Assert.Contains("type register HOST PORT", _terminal.Screen, StringComparison.Ordinal);
        Assert.Contains("no command 'dance'", _terminal.Screen, StringComparison.Ordinal);
        Assert.Contains("'b' is not a port", _terminal.Screen, StringComparison.Ordinal);
        Assert.Contains("You are alice, not registered.", _terminal.Screen, StringComparison.Ordinal);
        Assert.Contains("a  file.txt", _terminal.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_help_names_every_command()
    {
        await RunAsync("help", "quit");

        Assert.All(PromptVerb.All, verb => Assert.Contains($"  {verb.Name}", _terminal.Screen, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_end_of_input_in_the_middle_of_a_question_ends_the_session()
    {
        _terminal.EndInput();

        await RunAsync();

        Assert.Equal(["gvnap>"], _terminal.Questions);
    }

    [Fact]
    public async Task With_an_index_server_given_it_registers_first_and_keeps_trying_while_nobody_answers()
    {
        var port = _index.Port;
        await _index.DisposeAsync();
        var peer = await StartAsync(new IndexAddress("127.0.0.1", port));
        var session = new Prompt(peer, _terminal, NullLoggerFactory.Instance).RunAsync(TestContext.Current.CancellationToken);
        _terminal.Type("peers");
        await _terminal.ShowsAsync("no answer yet");

        await using var index = new ScriptedIndexServer(port: port);
        await _terminal.ShowsAsync("Registered with the index server");
        _terminal.Type("quit");
        await session;

        Assert.Contains("tried again in the background", _terminal.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_runs_can_be_cancelled_and_the_session_goes_on()
    {
        var asked = new TaskCompletionSource();
        _index.Script = (_, request) =>
        {
            if (request.Search is null)
            {
                return Task.FromResult(false);
            }

            asked.TrySetResult();
            return Task.FromResult(true);
        };
        var prompt = new Prompt(await StartAsync(_index.Address), _terminal, NullLoggerFactory.Instance);
        var session = prompt.RunAsync(TestContext.Current.CancellationToken);
        _terminal.Type("keyword never answered");
        await asked.Task.WaitAsync(ScriptedIndexServer.Patience, TestContext.Current.CancellationToken);

        Assert.True(prompt.CancelCommand());
        await _terminal.ShowsAsync("Stopped.");
        _terminal.Type("quit");
        await session;

        Assert.False(prompt.CancelCommand());
    }

    [Fact]
    public async Task What_nobody_expected_is_said_in_a_line_and_logged_once_and_the_session_goes_on()
    {
        using var log = new ErrorLog();
        _terminal.TableFailure = new InvalidOperationException("the screen\nis torn");
        _terminal.Type("files", "status", "quit");

        await new Prompt(await StartAsync(), _terminal, log).RunAsync(TestContext.Current.CancellationToken);

        Assert.Contains("\nThat failed unexpectedly: the screen is torn\nYou are alice", _terminal.Screen, StringComparison.Ordinal);
        Assert.Equal([_terminal.TableFailure], log.Failures);
    }

    [Fact]
    public async Task With_stay_the_end_of_input_does_not_end_it()
    {
        using var ended = new CancellationTokenSource();
        _terminal.EndInput();
        var session = new Prompt(await StartAsync(), _terminal, NullLoggerFactory.Instance) { Stay = true }.RunAsync(ended.Token);
        await _terminal.ShowsAsync("sharing goes on");

        Assert.False(session.IsCompleted);
        await ended.CancelAsync();
        await session;
    }

    [Fact]
    public async Task A_peer_that_leaves_with_its_server_does()
    {
        var peer = await StartAsync(_index.Address, leaveWithServer: true);
        var session = new Prompt(peer, _terminal, NullLoggerFactory.Instance).RunAsync(TestContext.Current.CancellationToken);
        var connection = await _index.RegisteredAsync();
        await _terminal.ShowsAsync("Registered");

        await connection.SendAsync(new Envelope { ServerClosing = new ServerClosing { Message = "Good night." } });

        await session.WaitAsync(ScriptedIndexServer.Patience, TestContext.Current.CancellationToken);
        Assert.Contains($"The index server {_index.Address} is closing: Good night.", _terminal.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_was_shut_out_hears_why_at_each_command_that_needs_the_index_server()
    {
        var session = new Prompt(await StartAsync(_index.Address), _terminal, NullLoggerFactory.Instance).RunAsync(TestContext.Current.CancellationToken);
        var connection = await _index.RegisteredAsync();
        await _terminal.ShowsAsync("Registered");
        await connection.SendAsync(new Envelope { Error = new Error { Code = ErrorCode.Banned, Message = "The operator has shut out the user alice: too loud" } });
        await _terminal.ShowsAsync("The index server refuses this peer:");
        await Eventually.IsTrueAsync(() => _peer!.Session!.State == IndexSessionState.Ended, "the session is over");

        _terminal.Type("keyword x", "status", "quit");
        await session;

        Assert.Contains("\nNot registered: The index server refuses this peer: The operator has shut out the user alice: too loud\n", _terminal.Screen, StringComparison.Ordinal);
        Assert.Contains("You are alice, not registered any more.", _terminal.Screen, StringComparison.Ordinal);
        Assert.DoesNotContain("Others reach you", _terminal.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whose_name_is_taken_hears_so_until_it_registers()
    {
        var isTaken = true;
        _index.Script = async (connection, request) =>
        {
            if (request.Register is null || !isTaken)
            {
                return await AnswerAsync(connection, request);
            }

            await connection.FailAsync(request, ErrorCode.NameTaken);
            return true;
        };
        var session = new Prompt(await StartAsync(_index.Address), _terminal, NullLoggerFactory.Instance).RunAsync(TestContext.Current.CancellationToken);
        _terminal.Type("keyword x");
        await _terminal.ShowsAsync("Not registered: The user name alice is taken: another peer has it.");

        isTaken = false;
        _terminal.Type($"register 127.0.0.1 {_index.Port}", "keyword x", "quit");
        await session;

        Assert.Contains("1 result", _terminal.Screen, StringComparison.Ordinal);
    }

    private async Task RunAsync(params string[] lines)
    {
        _terminal.Type(lines);
        await new Prompt(await StartAsync(), _terminal, NullLoggerFactory.Instance).RunAsync(TestContext.Current.CancellationToken);
    }

    private async Task<PeerNode> StartAsync(IndexAddress? index = null, bool leaveWithServer = false)
    {
        var options = new PeerOptions
        {
            Name = "alice",
            ShareFolder = Path.Combine(_folder, "share"),
            ShareAll = true,
            Downloads = Path.Combine(_folder, "downloads"),
            ListenAddress = IPAddress.Loopback,
            Port = 0,
            Index = index is { } address ? [address] : [],
            StateFolder = Path.Combine(_folder, "state"),
            LeaveWithServer = leaveWithServer,
        };
        _peer ??= await PeerNode.StartAsync(options, NullLoggerFactory.Instance, TimeProvider.System, TestContext.Current.CancellationToken);
        await _peer.Library.WaitUntilHashedAsync(TestContext.Current.CancellationToken);
        return _peer;
    }

    /// <summary>Finds the peer's own file, whatever is searched for.</summary>
    private async Task<bool> AnswerAsync(ScriptedIndexConnection connection, Envelope request)
    {
        var source = new Source { User = "alice", Endpoints = { new Endpoint { Host = "127.0.0.1", Port = (uint)(_peer?.Port ?? 1) } } };
        if (_deadPort > 0)
        {
            source.Endpoints.Insert(0, new Endpoint { Host = "localhost", Port = (uint)_deadPort, State = EndpointState.Reachable });
        }

        if (request.Search is not null && _peer!.Library.TryFind("a  file.txt", out var file))
        {
            var entry = new FileEntry { Name = file.Name, Root = ByteString.CopyFrom(file.Content.Root.ToBytes()), Size = (ulong)file.Content.Size };
            var result = new Result { Entry = entry.ToByteString(), SourceCount = 1, Sources = { source } };
            await connection.ReplyAsync(request, new Envelope { SearchResults = new SearchResults { Total = 1, Results = { result } } });
            return true;
        }

        if (request.FindSources is not null)
        {
            await connection.ReplyAsync(request, new Envelope { SourcePage = new SourcePage { Total = 1, Sources = { source } } });
            return true;
        }

        return false;
    }
}
