using GvNap.Peer.IndexClient;
using Microsoft.Extensions.Time.Testing;

namespace GvNap.Peer.Tests.IndexClient;

/// <summary>Anybody can send nonces to a file port.</summary>
public sealed class ProbeAnswersTests
{
    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Few_wait_while_there_is_no_index_server()
    {
        var answers = new ProbeAnswers(_time);
        await using var server = new ScriptedIndexServer();
        await using var connection = await ConnectAsync(server);
        for (var i = 0; i < 1_000; i++)
        {
            answers.Answer(BitConverter.GetBytes(i), () => null);
        }

        answers.Flush(connection);

        Assert.Equal([0, 1, 2, 3], await ReturnedAsync(server, connection));
    }

    [Fact]
    public async Task A_flood_leaves_the_index_connection_to_its_owner()
    {
        var answers = new ProbeAnswers(_time);
        await using var server = new ScriptedIndexServer();
        await using var connection = await ConnectAsync(server);
        for (var i = 0; i < 1_000; i++)
        {
            answers.Answer(BitConverter.GetBytes(i), () => connection);
        }

        Assert.Equal(Enumerable.Range(0, 16), await ReturnedAsync(server, connection));
        _time.Advance(TimeSpan.FromSeconds(1));
        answers.Answer(BitConverter.GetBytes(4711), () => connection);

        Assert.Equal([.. Enumerable.Range(0, 16), 4711], await ReturnedAsync(server, connection));
    }

    private static async Task<IndexConnection> ConnectAsync(ScriptedIndexServer server)
    {
        var reply = await IndexConnection.ConnectAsync([server.Address], new IndexClientOptions(), Cancelled);
        Assert.True(reply.TryGet(out var connection, out var failure), failure?.Message);
        return connection;
    }

    /// <summary>The nonces that came to the server, all that were sent before this call.</summary>
    private static async Task<IEnumerable<int>> ReturnedAsync(ScriptedIndexServer server, IndexConnection connection)
    {
        Assert.True((await connection.ListPeersAsync(1, default, Cancelled)).TryGet(out _, out _));
        return [.. server.Requests.Where(request => request.Probe is not null).Select(request => BitConverter.ToInt32(request.Probe.Nonce.Span))];
    }
}
