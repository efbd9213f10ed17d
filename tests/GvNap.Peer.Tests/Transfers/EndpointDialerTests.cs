using GvNap.Peer.Transfers;
using GvNap.Protocol.Messages;

namespace GvNap.Peer.Tests.Transfers;

public sealed class EndpointDialerTests
{
    private readonly byte[] _content = [1, 2, 3];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Verified_endpoints_come_first_and_unreachable_ones_last()
    {
        await using var unreachable = new ScriptedSource(_content);
        await using var verified = new ScriptedSource(_content);
        var source = Source(verified, (unreachable, EndpointState.Unreachable), (verified, EndpointState.Reachable));

        await using var connection = await Dialer(TimeSpan.FromMinutes(1)).ConnectAsync(source, Cancelled);

        Assert.Equal((0, 1), (unreachable.Connections, verified.Connections));
    }

    [Fact]
    public async Task An_endpoint_that_says_nothing_holds_nobody_up()
    {
        await using var silent = new ScriptedSource(_content, script: async e =>
        {
            await e.HangAsync();
            return true;
        });
        await using var good = new ScriptedSource(_content);
        var source = Source(good, (silent, EndpointState.Reachable), (good, EndpointState.Unknown));

        await using var connection = await Dialer(TimeSpan.FromMilliseconds(50)).ConnectAsync(source, Cancelled);
        var (opened, _) = await connection.OpenAsync(good.Id, null, Cancelled);

        Assert.Equal(good.Id, opened!.Layer.Content);
    }

    [Fact]
    public async Task Each_endpoint_says_what_is_wrong_with_it()
    {
        await using var other = new ScriptedSource(_content);
        var gone = ReservedPort.Next();
        await using var wanted = new ScriptedSource(_content);
        var source = new DownloadSource(wanted.Peer, "wanted", [.. other.AsSource().Endpoints, .. DownloadSource.At("127.0.0.1", gone).Endpoints]);

        var failure = await Assert.ThrowsAsync<SourceException>(() => Dialer(TimeSpan.FromSeconds(10)).ConnectAsync(source, Cancelled));

        Assert.Equal(SourceFailureKind.Unreachable, failure.Failure.Kind);
        Assert.Contains($"127.0.0.1:{other.Port}: another peer answers there", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"127.0.0.1:{gone}: nobody listens there", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_hostile_list_only_the_first_endpoints_are_tried()
    {
        await using var good = new ScriptedSource(_content);
        var nowhere = Enumerable.Range(0, 20).Select(_ => new Endpoint { Host = "", Port = 1 });
        var source = new DownloadSource(good.Peer, "", [.. nowhere, .. Source(good, (good, EndpointState.Unknown)).Endpoints]);

        await Assert.ThrowsAsync<SourceException>(() => Dialer(TimeSpan.FromSeconds(10)).ConnectAsync(source, Cancelled));

        Assert.Equal(0, good.Connections);
    }

    [Theory]
    [InlineData("", 1u)]
    [InlineData("127.0.0.1", 0u)]
    [InlineData("127.0.0.1", 65536u)]
    [InlineData("127.0.0.1", uint.MaxValue)]
    [InlineData("no such host \u001b[2J", 80u)]
    public async Task An_address_that_is_none_is_a_failure_that_is_safe_to_print(string host, uint port)
    {
        var source = new DownloadSource(null, "", [new Endpoint { Host = host, Port = port }]);

        var failure = await Assert.ThrowsAsync<SourceException>(() => Dialer(TimeSpan.FromSeconds(10)).ConnectAsync(source, Cancelled));

        Assert.DoesNotContain('\u001b', failure.Message);
    }

    private static EndpointDialer Dialer(TimeSpan stagger) => new(new DownloadOptions { ConnectStagger = stagger }, TimeProvider.System);

    private static DownloadSource Source(ScriptedSource wanted, params (ScriptedSource At, EndpointState State)[] endpoints) =>
        new(wanted.Peer, "wanted", [.. endpoints.Select(e => new Endpoint { Host = "127.0.0.1", Port = (uint)e.At.Port, State = e.State })]);
}
