using System.Net;
using System.Net.Sockets;

namespace GvNap.Tests.Ports;

public sealed class ReservedPortTests
{
    [Fact]
    public async Task Nobody_listens_there_but_who_was_told_to_before_and_after()
    {
        var port = ReservedPort.Next();

        for (var round = 0; round < 3; round++)
        {
            await AssertRefusesAsync(port);
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
        }

        await AssertRefusesAsync(port);
    }

    [Fact]
    public void No_two_are_the_same_and_none_is_given_to_who_asks_for_any()
    {
        var ports = Enumerable.Range(0, 50).Select(_ => ReservedPort.Next()).ToHashSet();
        var others = Enumerable.Range(0, 50).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        others.ForEach(other => other.Start());

        Assert.Equal(50, ports.Count);
        Assert.DoesNotContain(others, other => ports.Contains(((IPEndPoint)other.LocalEndpoint).Port));
        others.ForEach(other => other.Dispose());
    }

    private static async Task AssertRefusesAsync(int port)
    {
        using var client = new TcpClient();
        var refused = await Assert.ThrowsAsync<SocketException>(() => client.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken).AsTask());
        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
    }
}
