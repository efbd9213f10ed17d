using System.Net;
using System.Net.Sockets;
using GvNap.Index.Tests.Connections;
using GvNap.ServiceDefaults.Descriptors;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace GvNap.Index.Tests.Descriptors;

public sealed class GuardedTransportTests
{
    private static readonly IPEndPoint AnyPort = new(IPAddress.Loopback, 0);

    private int _closed;

    [Fact]
    public async Task Connection_for_which_there_is_a_descriptor_is_passed_on()
    {
        await using var listener = await BindAsync(new DescriptorBudget(1 << 20));
        using var client = await ConnectAsync(listener);

        await using var accepted = await listener.AcceptAsync(TestContext.Current.CancellationToken);

        Assert.Equal(client.LocalEndPoint, accepted?.RemoteEndPoint);
        Assert.Equal(0, _closed);
    }

    [Fact]
    public async Task Connections_for_which_there_is_none_are_closed_at_once_and_told_of()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Numbers of sockets say nothing on Windows.");
        await using var listener = await BindAsync(new DescriptorBudget(1));
        using var first = await ConnectAsync(listener);
        using var second = await ConnectAsync(listener);

        var accepting = listener.AcceptAsync(TestContext.Current.CancellationToken).AsTask();

        Assert.True(await EndsAsync(first));
        Assert.True(await EndsAsync(second));
        await Wait.UntilAsync(() => Volatile.Read(ref _closed) == 2);
        await listener.UnbindAsync(TestContext.Current.CancellationToken);
        Assert.Null(await accepting);
    }

    [Fact]
    public async Task Without_a_limit_nothing_is_closed()
    {
        await using var listener = await BindAsync(null);
        using var client = await ConnectAsync(listener);

        await using var accepted = await listener.AcceptAsync(TestContext.Current.CancellationToken);

        Assert.NotNull(accepted);
    }

    private ValueTask<IConnectionListener> BindAsync(DescriptorBudget? budget)
    {
        var sockets = new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance);
        return new GuardedTransport(sockets, budget, AnyPort, () => Interlocked.Increment(ref _closed)).BindAsync(AnyPort, TestContext.Current.CancellationToken);
    }

    private static async Task<Socket> ConnectAsync(IConnectionListener listener)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(listener.EndPoint, TestContext.Current.CancellationToken);
        return socket;
    }

    private static async Task<bool> EndsAsync(Socket socket)
    {
        try
        {
            return await socket.ReceiveAsync(new byte[1], TestContext.Current.CancellationToken) == 0;
        }
        catch (SocketException)
        {
            return true;
        }
    }
}
