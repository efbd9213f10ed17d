using GvNap.Protocol.Messages;
using Microsoft.Extensions.Logging;

namespace GvNap.Index.Tests.Connections;

public sealed class ConnectionLogTests
{
    [Theory]
    [InlineData("evil\r\nPeer admin registered")]
    [InlineData("evil\u001b[2J\u001b]0;title\u0007")]
    [InlineData("evil\u202egnp\u2028")]
    public async Task What_a_remote_side_calls_itself_breaks_no_line_and_moves_no_cursor(string agent)
    {
        using var loggers = new RecordingLoggers();
        await using var server = await LiveServer.StartAsync(loggers: loggers);
        await using var client = await server.ConnectAsync();
        var hello = TestClient.Hello();
        hello.Hello.Agent = agent;

        await client.AskAsync(hello);

        Assert.Contains(loggers.Lines, line => line.Contains("evil", StringComparison.Ordinal));
        Assert.DoesNotContain(loggers.Lines, line => line.Any(c => char.IsControl(c) || c is '\u202e' or '\u2028'));
    }

    [Fact]
    public async Task Tokens_and_nonces_are_not_logged()
    {
        using var loggers = new RecordingLoggers();
        await using var server = await LiveServer.StartAsync(loggers: loggers);
        await using var client = await server.GreetAsync();
        var registered = (await client.AskAsync(TestClient.Register("alice"))).Registered;
        await using var thief = await server.GreetAsync();
        var resume = TestClient.Register("alice");
        resume.Register.ResumeToken = registered.ResumeToken;
        Assert.True((await thief.AskAsync(resume)).Registered.Resumed);

        var secret = registered.ResumeToken.Span[16..].ToArray();
        Assert.Contains(loggers.Lines, line => line.Contains("registered", StringComparison.Ordinal));
        Assert.DoesNotContain(loggers.Lines, line => line.Contains(Convert.ToHexString(secret), StringComparison.OrdinalIgnoreCase) || line.Contains(Convert.ToBase64String(secret), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_flood_of_connections_is_no_flood_of_warnings()
    {
        using var loggers = new RecordingLoggers();
        await using var server = await LiveServer.StartAsync(new IndexLimits { ConnectionsPerAddress = 1 }, loggers: loggers);
        await using var first = await server.GreetAsync();

        for (var i = 0; i < 60; i++)
        {
            await using var refused = await server.ConnectAsync();
            Assert.Equal(ErrorCode.Limit, (await refused.ReceiveAsync())?.Error.Code);
        }

        Assert.InRange(loggers.Count(LogLevel.Warning), 1, 30);
        Assert.Equal(0, loggers.Count(LogLevel.Error));
    }
}
