using System.Net.Sockets;
using GvNap.Index.Admin;
using GvNap.Index.Admin.Control;
using GvNap.Index.Tests.Connections;
using Microsoft.Extensions.Logging.Abstractions;

namespace GvNap.Index.Tests.Admin;

/// <summary>Commands to a server that runs, over its socket.</summary>
public sealed class ControlSocketTests : IDisposable
{
    private readonly string _temporary = System.IO.Directory.CreateTempSubdirectory("gvnap-run-").FullName;
    private readonly RunFolder _folder;
    private readonly MetricsView _metrics = new(Telemetry.Name);

    public ControlSocketTests() => _folder = new(Path.Combine(_temporary, "run"));

    public void Dispose()
    {
        _metrics.Dispose();
        System.IO.Directory.Delete(_temporary, recursive: true);
    }

    [Fact]
    public async Task A_command_is_answered_as_at_the_console_or_as_JSON()
    {
        await using var server = await LiveServer.StartAsync();
        await using var alice = await server.GreetAsync();
        await alice.RegisterAsync("alice");
        await using var socket = await OpenAsync(server, 1699);

        Assert.Matches(@"^USER +FILES +ENDPOINTS\nalice +0 +127\.0\.0\.1:6699$", (await SendAsync(new("peers"))).Output);
        Assert.StartsWith("[{\"peer\":\"", (await SendAsync(new("peers", Json: true))).Output, StringComparison.Ordinal);
        Assert.Contains("\"peers\":1,", (await SendAsync(new("stats", Json: true))).Output, StringComparison.Ordinal);
        Assert.Equal("There is no command 'dance': try help.", (await SendAsync(new("dance"))).Problem);
    }

    [Fact]
    public async Task Without_a_server_it_is_said_in_one_line()
    {
        Assert.Equal($"No index server runs here (none answers in {_folder.Path}).", (await SendAsync(new("stats"))).Problem);
        Assert.Equal($"No index server runs here with the port 7 (none answers in {_folder.Path}).", (await SendAsync(new("stats"), 7)).Problem);
    }

    [Fact]
    public async Task What_a_killed_server_left_behind_is_nobody_and_in_nobodys_way()
    {
        _folder.Make();
        using (var killed = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            killed.Bind(new UnixDomainSocketEndPoint(_folder.SocketOf(1699)));
        }

        Assert.NotNull((await SendAsync(new("stats"))).Problem);
        await using var server = await LiveServer.StartAsync();
        await using var socket = await OpenAsync(server, 1699);
        Assert.Null((await SendAsync(new("stats"))).Problem);
    }

    [Fact]
    public async Task Of_several_servers_the_one_with_the_usual_port_is_meant_or_it_must_be_said()
    {
        await using var server = await LiveServer.StartAsync();
        await using (var seven = await OpenAsync(server, 7000))
        {
            Assert.Null((await SendAsync(new("stats"))).Problem);
            await using var eight = await OpenAsync(server, 8000);
            Assert.Equal("Several index servers run here, with the ports 7000, 8000: say which with --port.", (await SendAsync(new("stats"))).Problem);
            Assert.Null((await SendAsync(new("stats"), 8000)).Problem);
            await using var usual = await OpenAsync(server, 1699);
            Assert.Null((await SendAsync(new("stats"))).Problem);
        }

        Assert.Empty(_folder.Ports());
    }

    [Fact]
    public async Task A_second_server_with_the_same_port_does_not_take_the_first_ones_place()
    {
        await using var server = await LiveServer.StartAsync();
        await using var first = await OpenAsync(server, 1699);

        Assert.Null(await ControlSocket.TryOpenAsync(_folder, 1699, NewCommands(server), NullLogger.Instance));

        Assert.Null((await SendAsync(new("stats"))).Problem);
    }

    [Fact]
    public async Task It_is_its_users_alone()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has other permissions.");
            throw new InvalidOperationException();
        }

        await using var server = await LiveServer.StartAsync();
        await using var socket = await OpenAsync(server, 1699);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder.Path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder.SocketOf(1699)));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_is_no_reason_not_to_run()
    {
        await using var server = await LiveServer.StartAsync();
        await File.WriteAllTextAsync(_folder.Path, "a file", TestContext.Current.CancellationToken);
        Assert.Null(await ControlSocket.TryOpenAsync(_folder, 1699, NewCommands(server), NullLogger.Instance));

        File.Delete(_folder.Path);
        File.CreateSymbolicLink(_folder.Path, _temporary);
        Assert.Null(await ControlSocket.TryOpenAsync(_folder, 1699, NewCommands(server), NullLogger.Instance));

        var deep = new RunFolder(Path.Combine(_temporary, new string('x', 150)));
        Assert.Null(await ControlSocket.TryOpenAsync(deep, 1699, NewCommands(server), NullLogger.Instance));
    }

    [Fact]
    public async Task Quit_is_answered_and_the_connection_ends_with_the_server()
    {
        await using var server = await LiveServer.StartAsync();
        var commands = NewCommands(server);
        var socket = await ControlSocket.TryOpenAsync(_folder, 1699, commands, NullLogger.Instance);
        var quitting = SendAsync(new("quit", Text: "back at\r\nnoon"));

        Assert.Equal("back at noon", await commands.Quitting.WaitAsync(TestContext.Current.CancellationToken));
        Assert.False(quitting.IsCompleted);
        await socket!.DisposeAsync();

        Assert.Null((await quitting).Problem);
    }

    [Theory]
    [InlineData("")]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("null\n")]
    [InlineData("{}\n")]
    public async Task Whoever_speaks_another_language_is_hung_up_on(string text)
    {
        await using var server = await LiveServer.StartAsync();
        await using var socket = await OpenAsync(server, 1699);
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await client.ConnectAsync(new UnixDomainSocketEndPoint(_folder.SocketOf(1699)), TestContext.Current.CancellationToken);
        await using var stream = new NetworkStream(client);
        await client.SendAsync(System.Text.Encoding.UTF8.GetBytes(text), TestContext.Current.CancellationToken);
        client.Shutdown(SocketShutdown.Send);
        using var reader = new StreamReader(stream);
        await reader.ReadToEndAsync(TestContext.Current.CancellationToken);

        Assert.Null((await SendAsync(new("stats"))).Problem);
    }

    private ServerCommands NewCommands(LiveServer server) => new(server.Server, _metrics, TimeProvider.System);

    private async Task<ControlSocket> OpenAsync(LiveServer server, int port) =>
        Assert.IsType<ControlSocket>(await ControlSocket.TryOpenAsync(_folder, port, NewCommands(server), NullLogger.Instance));

    private Task<AdminReply> SendAsync(AdminRequest request, int? port = null) => new ControlClient(_folder).SendAsync(request, port, TestContext.Current.CancellationToken);
}
