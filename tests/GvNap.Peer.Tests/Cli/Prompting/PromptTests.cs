using GvNap.Peer.Cli.Prompting;
using GvNap.Peer.IndexClient;
using GvNap.Peer.Tests.FileServer;
using GvNap.Peer.Tests.IndexClient;
using GvNap.Protocol.Messages;
using Microsoft.Extensions.Logging.Abstractions;

namespace GvNap.Peer.Tests.Cli.Prompting;

public sealed class PromptTests : IAsyncDisposable
{
    private readonly PromptFixture _fixture = new();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Commands_before_register_say_what_to_do()
    {
        await _fixture.RunAsync("keyword x", "peers", "browse bob", "more", "get 1", "dance", "", "download a b", "status", "files", "quit");

        Assert.Contains("type register HOST PORT", _fixture.Screen, StringComparison.Ordinal);
        Assert.Contains("no command 'dance'", _fixture.Screen, StringComparison.Ordinal);
        Assert.Contains("'b' is not a port", _fixture.Screen, StringComparison.Ordinal);
        Assert.Contains("You are alice, not registered.", _fixture.Screen, StringComparison.Ordinal);
        Assert.Contains(PromptFixture.FileName, _fixture.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_help_names_every_command()
    {
        await _fixture.RunAsync("help", "quit");

        Assert.All(PromptVerb.All, verb => Assert.Contains($"  {verb.Name}", _fixture.Screen, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_end_of_input_in_the_middle_of_a_question_ends_the_session()
    {
        _fixture.Terminal.EndInput();

        await _fixture.RunAsync();

        Assert.Equal(["gvnap>"], _fixture.Terminal.Questions);
    }

    [Fact]
    public async Task What_runs_can_be_cancelled_and_the_session_goes_on()
    {
        var asked = new TaskCompletionSource();
        _fixture.Index.Script = (_, request) =>
        {
            if (request.Search is null)
            {
                return Task.FromResult(false);
            }

            asked.TrySetResult();
            return Task.FromResult(true);
        };
        var prompt = await _fixture.MakeAsync(_fixture.Index.Address);
        var session = prompt.RunAsync(TestContext.Current.CancellationToken);
        _fixture.Terminal.Type("keyword never answered");
        await asked.Task.WaitAsync(ScriptedIndexServer.Patience, TestContext.Current.CancellationToken);

        Assert.True(prompt.CancelCommand());
        await _fixture.Terminal.ShowsAsync("Stopped.");
        _fixture.Terminal.Type("quit");
        await session;

        Assert.False(prompt.CancelCommand());
    }

    [Fact]
    public async Task What_nobody_expected_is_said_in_a_line_and_logged_once_and_the_session_goes_on()
    {
        using var log = new ErrorLog();
        _fixture.Terminal.TableFailure = new InvalidOperationException("the screen\nis torn");
        _fixture.Terminal.Type("files", "status", "quit");

        await (await _fixture.MakeAsync(loggers: log)).RunAsync(TestContext.Current.CancellationToken);

        Assert.Contains("\nThat failed unexpectedly: the screen is torn\nYou are alice", _fixture.Screen, StringComparison.Ordinal);
        Assert.Equal([_fixture.Terminal.TableFailure], log.Failures);
    }

    [Fact]
    public async Task With_stay_the_end_of_input_does_not_end_it()
    {
        using var ended = new CancellationTokenSource();
        _fixture.Terminal.EndInput();
        var session = new Prompt(await _fixture.StartPeerAsync(), _fixture.Terminal, NullLoggerFactory.Instance) { Stay = true }.RunAsync(ended.Token);
        await _fixture.Terminal.ShowsAsync("sharing goes on");

        Assert.False(session.IsCompleted);
        await ended.CancelAsync();
        await session;
    }

    [Fact]
    public async Task A_peer_that_leaves_with_its_server_does()
    {
        var session = await _fixture.BeginAsync(leaveWithServer: true);
        var connection = await _fixture.Index.RegisteredAsync();
        await _fixture.Terminal.ShowsAsync("Registered");

        await connection.SendAsync(new Envelope { ServerClosing = new ServerClosing { Message = "Good night." } });

        await session.WaitAsync(ScriptedIndexServer.Patience, TestContext.Current.CancellationToken);
        Assert.Contains($"The index server {_fixture.Index.Address} is closing: Good night.", _fixture.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_was_shut_out_hears_why_at_each_command_that_needs_the_index_server()
    {
        var session = await _fixture.BeginAsync();
        var connection = await _fixture.Index.RegisteredAsync();
        await _fixture.Terminal.ShowsAsync("Registered");
        await connection.SendAsync(new Envelope { Error = new Error { Code = ErrorCode.Banned, Message = "The operator has shut out the user alice: too loud" } });
        await _fixture.Terminal.ShowsAsync("The index server refuses this peer:");
        await Eventually.IsTrueAsync(() => _fixture.Peer.Session!.State == IndexSessionState.Ended, "the session is over");

        _fixture.Terminal.Type("keyword x", "status", "quit");
        await session;

        Assert.Contains("\nNot registered: The index server refuses this peer: The operator has shut out the user alice: too loud\n", _fixture.Screen, StringComparison.Ordinal);
        Assert.Contains("You are alice, not registered any more.", _fixture.Screen, StringComparison.Ordinal);
        Assert.DoesNotContain("Others reach you", _fixture.Screen, StringComparison.Ordinal);
    }
}
