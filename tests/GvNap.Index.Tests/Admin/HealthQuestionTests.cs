using System.Net;
using System.Net.Sockets;
using GvNap.Index.Admin;
using GvNap.Index.Tests.Connections;
using Microsoft.Extensions.Logging.Abstractions;

namespace GvNap.Index.Tests.Admin;

public sealed class HealthQuestionTests
{
    [Theory]
    [InlineData("")]
    [InlineData("http://127.0.0.1:{0}")]
    [InlineData("http://*:{0}")]
    [InlineData("http://+:{0};http://127.0.0.1:{0}")]
    [InlineData("http://0.0.0.0:{0}")]
    [InlineData("http://localhost:{0}")]
    public async Task Server_that_answers_is_well(string urls)
    {
        var healthUrls = string.Format(null, urls, ReservedPort.Next());
        await using var server = await LiveServer.StartAsync(listen: IPAddress.Any, healthUrls: healthUrls.Split(';')[0]);

        Assert.Null(await AskAsync(new() { Port = server.Server.Endpoint.Port, HealthUrls = healthUrls }));
    }

    [Fact]
    public async Task Server_on_IPv6_that_answers_is_well()
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "There is no IPv6 here.");
        var urls = $"http://[::]:{ReservedPort.Next()}";
        await using var server = await LiveServer.StartAsync(listen: IPAddress.IPv6Any, healthUrls: urls);

        Assert.Null(await AskAsync(new() { ListenAddress = IPAddress.IPv6Any, Port = server.Server.Endpoint.Port, HealthUrls = urls }));
    }

    [Fact]
    public async Task Port_where_nobody_listens_is_a_problem() =>
        Assert.Contains("refused", await AskAsync(new() { Port = ReservedPort.Next() }), StringComparison.Ordinal);

    [Fact]
    public async Task Port_that_hangs_up_is_a_problem()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var question = AskAsync(new() { Port = ((IPEndPoint)listener.LocalEndpoint).Port });

        using (var connection = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken))
        {
            await connection.GetStream().ReadAtLeastAsync(new byte[5], 5, cancellationToken: TestContext.Current.CancellationToken);
            connection.Client.Shutdown(SocketShutdown.Send);
            Assert.Equal("The index port answers Hello with nothing.", await question);
        }
    }

    [Fact]
    public async Task Silent_port_is_a_problem_in_time()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        Assert.Equal("No answer within 3 s.", await AskAsync(new() { Port = ((IPEndPoint)listener.LocalEndpoint).Port }));
    }

    [Fact]
    public async Task Server_whose_store_is_away_is_not_well()
    {
        var urls = $"http://127.0.0.1:{ReservedPort.Next()}";
        var options = new IndexServerOptions { ListenAddress = IPAddress.Loopback, Port = 0, Redis = $"127.0.0.1:{ReservedPort.Next()}", HealthUrls = urls };
        await using var server = await IndexServer.StartAsync(options, NullLoggerFactory.Instance, TestContext.Current.CancellationToken);

        Assert.Equal($"{urls}/health answers 503 Unhealthy.", await AskAsync(new() { Port = server.Endpoint.Port, HealthUrls = urls }));
    }

    private static Task<string?> AskAsync(IndexServerOptions options) =>
        new HealthQuestion(options).FindProblemAsync(TestContext.Current.CancellationToken);
}
