using System.Diagnostics;
using GvNap.Peer.IndexClient;
using GvNap.Protocol.Messages;

namespace GvNap.Peer.Tests.IndexClient;

public sealed class IndexConnectionTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Answers_find_their_requests_in_any_order()
    {
        var held = new List<Envelope>();
        await using var server = new ScriptedIndexServer();
        server.Script = async (connection, request) =>
        {
            if (request.Search is null)
            {
                return false;
            }

            held.Add(request);
            for (var i = held.Count - 1; held.Count == 5 && i >= 0; i--)
            {
                await connection.AnswerHonestlyAsync(held[i]);
            }

            return true;
        };
        await using var connection = await ConnectAsync(server);

        var replies = await Task.WhenAll(Enumerable.Range(1, 5).Select(n => connection.SearchAsync(new string('q', n), 20, default, Cancelled)));

        Assert.Equal([1u, 2u, 3u, 4u, 5u], replies.Select(r => r.TryGet(out var results, out _) ? results.Total : 0));
    }

    [Fact]
    public async Task An_error_is_a_result_that_is_safe_to_print()
    {
        await using var server = new ScriptedIndexServer { Script = async (c, r) => r.Browse is not null && await Fail(c, r) };
        await using var connection = await ConnectAsync(server);

        var reply = await connection.BrowseAsync("nobody", 20, default, Cancelled);

        Assert.Equal(ErrorCode.NotFound, reply.Failure!.Code);
        Assert.DoesNotContain('\u001b', reply.Failure.Message);

        static async Task<bool> Fail(ScriptedIndexConnection connection, Envelope request)
        {
            await connection.ReplyAsync(request, new Envelope { Error = new Error { Code = ErrorCode.NotFound, Message = "\u001b[2JNo such user." } });
            return true;
        }
    }

    [Fact]
    public async Task The_end_of_the_connection_fails_all_requests()
    {
        await using var server = new ScriptedIndexServer
        {
            Script = (c, r) =>
            {
                if (r.ListPeers is not null)
                {
                    c.Break();
                }

                return Task.FromResult(r.Search is not null);
            },
        };
        await using var connection = await ConnectAsync(server);

        var waiting = connection.SearchAsync("x", 20, default, Cancelled);
        var breaking = await connection.ListPeersAsync(1, default, Cancelled);

        Assert.Equal(IndexFailureKind.ConnectionLost, breaking.Failure!.Kind);
        Assert.Equal(IndexFailureKind.ConnectionLost, (await waiting).Failure!.Kind);
        Assert.Equal(IndexFailureKind.ConnectionLost, (await connection.SearchAsync("y", 20, default, Cancelled)).Failure!.Kind);
        Assert.Contains(server.Address.ToString(), (await connection.Ended).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_without_answer_times_out()
    {
        await using var server = new ScriptedIndexServer { Script = (_, r) => Task.FromResult(r.Search is not null) };
        await using var connection = await ConnectAsync(server, new IndexClientOptions { RequestTimeout = TimeSpan.FromMilliseconds(50) });

        Assert.Equal(IndexFailureKind.TimedOut, (await connection.SearchAsync("x", 20, default, Cancelled)).Failure!.Kind);
    }

    [Fact]
    public async Task The_first_server_of_the_list_that_answers_is_taken()
    {
        await using var silent = new ScriptedIndexServer { Script = (_, _) => Task.FromResult(true) };
        var gone = new IndexAddress("127.0.0.1", ReservedPort.Next());
        await using var good = new ScriptedIndexServer();

        var reply = await IndexConnection.ConnectAsync([gone, silent.Address, good.Address], new IndexClientOptions { ConnectStagger = TimeSpan.FromMilliseconds(50) }, Cancelled);

        Assert.True(reply.TryGet(out var connection, out _));
        Assert.Equal(good.Address, connection.Server);
        await connection.DisposeAsync();
    }

    [Fact]
    public async Task What_is_not_an_index_server_is_said()
    {
        await using var source = new Transfers.ScriptedSource([1, 2, 3], script: async e =>
        {
            await e.SendRawAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray());
            return true;
        });

        var reply = await IndexConnection.ConnectAsync([new IndexAddress("127.0.0.1", source.Port)], new IndexClientOptions(), Cancelled);

        Assert.Equal(IndexFailureKind.Unreachable, reply.Failure!.Kind);
        Assert.Contains("not an index server", reply.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_peers_file_port_is_not_an_index_server()
    {
        await using var peer = new Transfers.ScriptedSource([1, 2, 3], script: async e =>
        {
            await e.SendAsync(new Envelope { Error = new Error { Code = ErrorCode.OutOfOrder, Message = "TransferHello comes first." } });
            return true;
        });

        var reply = await IndexConnection.ConnectAsync([new IndexAddress("127.0.0.1", peer.Port)], new IndexClientOptions(), Cancelled);

        Assert.Equal($"No index server answers: 127.0.0.1:{peer.Port}: what answers there is not an index server.", reply.Failure!.Message);
    }

    [Fact]
    public async Task Requests_carry_the_callers_trace()
    {
        using var listener = new ActivityListener { ShouldListenTo = s => s.Name == "GvNap.Peer", Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded };
        ActivitySource.AddActivityListener(listener);
        await using var server = new ScriptedIndexServer();
        await using var connection = await ConnectAsync(server);

        using var caller = new Activity("get content").Start();
        await connection.SearchAsync("x", 20, default, Cancelled);

        var sent = server.Requests.Single(r => r.Search is not null).Traceparent;
        Assert.True(Protocol.Tracing.TraceParent.TryParse(sent, out var context));
        Assert.Equal(caller.TraceId, context.TraceId);
        Assert.NotEqual(caller.SpanId, context.SpanId);
    }

    private static async Task<IndexConnection> ConnectAsync(ScriptedIndexServer server, IndexClientOptions? options = null)
    {
        var reply = await IndexConnection.ConnectAsync([server.Address], options ?? new IndexClientOptions(), Cancelled);
        return reply.TryGet(out var connection, out var failure) ? connection : throw new InvalidOperationException(failure.Message);
    }
}
