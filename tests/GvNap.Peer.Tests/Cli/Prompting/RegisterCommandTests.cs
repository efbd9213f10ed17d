using GvNap.Peer.Tests.IndexClient;
using GvNap.Protocol.Messages;

namespace GvNap.Peer.Tests.Cli.Prompting;

public sealed class RegisterCommandTests : IAsyncDisposable
{
    private readonly PromptFixture _fixture = new();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task What_register_lacks_is_asked_for()
    {
        await _fixture.RunAsync("REGISTER", "127.0.0.1", $"{_fixture.Index.Port}", "quit");

        Assert.Contains($"Registered with the index server {_fixture.Index.Address}", _fixture.Screen, StringComparison.Ordinal);
        Assert.Equal(["gvnap>", "Host of the index server:", "Port of the index server [1699]:", "gvnap>"], _fixture.Terminal.Questions);
        Assert.Equal([PromptFixture.FileName], _fixture.Index.Directory.Names);
    }

    [Theory]
    [InlineData("register 127.0.0.1 {0}")]
    [InlineData("  Register   127.0.0.1:{0} ")]
    public async Task Register_takes_host_and_port(string line)
    {
        await _fixture.RunAsync(string.Format(null, line, _fixture.Index.Port), "quit");

        Assert.Contains("Registered", _fixture.Screen, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("register 127.0.0.1 0", "'0' is not a port: 1 to 65535")]
    [InlineData("register ::1 65536", "'65536' is not a port: 1 to 65535")]
    [InlineData("register 127.0.0.1:x", "'127.0.0.1:x' is not a host; type: register HOST PORT")]
    public async Task What_is_no_host_or_port_is_said(string line, string problem)
    {
        await _fixture.RunAsync(line, "quit");

        Assert.EndsWith(problem, _fixture.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Register_with_a_server_that_does_not_answer_leaves_the_registration_as_it_is()
    {
        await _fixture.RunAsync($"register 127.0.0.1 {_fixture.Index.Port}", "register 127.0.0.1 9", "keyword x", "quit");

        Assert.Contains($"The registration with {_fixture.Index.Address} stays.", _fixture.Screen, StringComparison.Ordinal);
        Assert.Contains("1 result", _fixture.Screen, StringComparison.Ordinal);
        Assert.DoesNotContain(_fixture.Index.Requests, request => request.Quit is not null);
    }

    [Fact]
    public async Task Register_with_another_server_leaves_the_first()
    {
        await using var other = new ScriptedIndexServer();

        await _fixture.RunAsync($"register 127.0.0.1 {_fixture.Index.Port}", $"register 127.0.0.1 {other.Port}", "status", "quit");

        Assert.Contains(_fixture.Index.Requests, request => request.Quit is not null);
        Assert.Contains($"Registered with the index server {other.Address}", _fixture.Screen, StringComparison.Ordinal);
        Assert.Equal(other.Address, _fixture.Peer.Session!.Server);
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

        await _fixture.RunAsync($"register 127.0.0.1 {_fixture.Index.Port}", $"register 127.0.0.1 {other.Port}", "keyword x", "quit");

        Assert.Contains(
            $"The user name alice is taken: another peer has it. Choose another name. This peer is registered with {_fixture.Index.Address} as before.", _fixture.Screen, StringComparison.Ordinal);
        Assert.Contains("1 result", _fixture.Screen, StringComparison.Ordinal);
        Assert.Equal([PromptFixture.FileName], _fixture.Index.Directory.Names);
        Assert.All(other.Requests.Where(request => request.Register is not null), request => Assert.Empty(request.Register.ResumeToken));
    }

    [Fact]
    public async Task With_an_index_server_given_it_registers_first_and_keeps_trying_while_nobody_answers()
    {
        var port = _fixture.Index.Port;
        await _fixture.Index.DisposeAsync();
        var session = await _fixture.BeginAsync();
        _fixture.Terminal.Type("peers");
        await _fixture.Terminal.ShowsAsync("no answer yet");

        await using var index = new ScriptedIndexServer(port: port);
        await _fixture.Terminal.ShowsAsync("Registered with the index server");
        _fixture.Terminal.Type("quit");
        await session;

        Assert.Contains("tried again in the background", _fixture.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whose_name_is_taken_hears_so_until_it_registers()
    {
        var isTaken = true;
        _fixture.Index.Script = async (connection, request) =>
        {
            if (request.Register is null || !isTaken)
            {
                return await _fixture.AnswerAsync(connection, request);
            }

            await connection.FailAsync(request, ErrorCode.NameTaken);
            return true;
        };
        var session = await _fixture.BeginAsync();
        _fixture.Terminal.Type("keyword x");
        await _fixture.Terminal.ShowsAsync("Not registered: The user name alice is taken: another peer has it.");

        isTaken = false;
        _fixture.Terminal.Type($"register 127.0.0.1 {_fixture.Index.Port}", "keyword x", "quit");
        await session;

        Assert.Contains("1 result", _fixture.Screen, StringComparison.Ordinal);
    }
}
