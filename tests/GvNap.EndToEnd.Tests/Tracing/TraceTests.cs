using GvNap.EndToEnd.Tests.Harness;
using GvNap.EndToEnd.Tests.Otlp;

namespace GvNap.EndToEnd.Tests.Tracing;

/// <summary>What the programs export through OTLP.</summary>
public sealed class TraceTests
{
    [Fact]
    public async Task A_get_is_one_trace_from_the_command_through_the_index_server_to_the_sources_file_server()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var network = new TestNetwork();
        receiver.Configure(network.Environment);
        var index = await network.StartIndexAsync();
        SampleFile.Write(network.FoldersOf("alice").Share, "traced.bin", 3_000_000);
        await network.StartPeerAsync("alice", [index]);
        await using var searcher = await index.ConnectAsync();
        await Eventually.IsTrueAsync(async () => await searcher.CountAsync("traced") == 1, "the file is found");

        var id = await searcher.FirstContentIdAsync("traced");
        var got = await network.RunPeerAsync("bob", index, "get", $"{id}");
        got.AssertStatus(0);

        await Eventually.IsTrueAsync(() => receiver.Spans.Any(span => span.Name == "get content"), "the command's span has arrived");
        var root = receiver.Spans.Single(span => span.Name == "get content");
        Assert.Empty(root.Parent);
        Assert.Equal("GvNap.Peer", root.Source);
        await Eventually.IsTrueAsync(
            () => HasServerSpan(receiver, root.Trace, "GvNap.Index") && HasServerSpan(receiver, root.Trace, "GvNap.Peer"),
            $"the index server's and the file server's spans are in the trace: {Dump(receiver)}");
        await AssertIsOneTreeAsync(receiver, root);
    }

    [Fact]
    public async Task Sharing_is_one_trace_through_the_index_server_and_the_store_linked_to_where_other_servers_apply_it()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var store = await StoreProcess.StartAsync();
        await using var network = new TestNetwork();
        receiver.Configure(network.Environment);
        var (a, b) = (await network.StartIndexAsync(store), await network.StartIndexAsync(store));
        SampleFile.Write(network.FoldersOf("alice").Share, "traced.bin", 1000);
        await network.StartPeerAsync("alice", [a]);
        await using var searcher = await b.ConnectAsync();
        await Eventually.IsTrueAsync(async () => await searcher.CountAsync("traced") == 1, "the other server finds the file");

        await Eventually.IsTrueAsync(() => receiver.Spans.Any(IsShareOfThePeer), $"the peer's span has arrived: {Dump(receiver)}");
        var trace = receiver.Spans.First(IsShareOfThePeer).Trace;

        // What is hashed by then is shared as a part of registering.
        await Eventually.IsTrueAsync(() => receiver.Spans.Any(span => span.Trace == trace && span.Parent.Length == 0), $"the command's span has arrived: {Dump(receiver)}");
        var root = receiver.Spans.Single(span => span.Trace == trace && span.Parent.Length == 0);
        await Eventually.IsTrueAsync(() => HasServerSpan(receiver, root.Trace, "GvNap.Index"), $"the index server's span is in the trace: {Dump(receiver)}");
        await Eventually.IsTrueAsync(
            () => receiver.Spans.Any(span => span.Trace == root.Trace && span is { Source: "GvNap.Index", Kind: SpanKind.Client }), $"the store's span is in the trace: {Dump(receiver)}");
        await Eventually.IsTrueAsync(
            () => receiver.Spans.Any(span => span.Source == "GvNap.Index" && span.Trace != root.Trace && span.LinkedTraces.Contains(root.Trace)),
            $"the other server's application is linked to it: {Dump(receiver)}");
        await AssertIsOneTreeAsync(receiver, root);
    }

    [Fact]
    public async Task Metrics_for_peers_files_searches_and_transfers_and_logs_arrive()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var network = new TestNetwork();
        receiver.Configure(network.Environment);
        var index = await network.StartIndexAsync();
        SampleFile.Write(network.FoldersOf("alice").Share, "measured.bin", 100_000);
        await network.StartPeerAsync("alice", [index]);
        await using var searcher = await index.ConnectAsync();
        await Eventually.IsTrueAsync(async () => await searcher.CountAsync("measured") == 1, "the file is found");
        (await network.RunPeerAsync("bob", index, "get", $"{await searcher.FirstContentIdAsync("measured")}")).AssertStatus(0);

        foreach (var (meter, word) in new[] { ("GvNap.Index", "peers"), ("GvNap.Index", "files"), ("GvNap.Index", "search"), ("GvNap.Peer", "upload"), ("GvNap.Peer", "download") })
        {
            await Eventually.IsTrueAsync(
                () => receiver.MetricUnits.Keys.Any(name => name.StartsWith($"{meter}/gvnap.", StringComparison.Ordinal) && name.Contains(word, StringComparison.Ordinal)),
                $"a metric of {meter} for {word} has arrived: {string.Join(' ', receiver.MetricUnits.Keys)}");
        }

        foreach (var service in new[] { Executables.Index, Executables.Peer })
        {
            await Eventually.IsTrueAsync(() => receiver.Logs.Any(log => log.Service == service && log.Body.Length > 0), $"logs of {service} have arrived");
        }
    }

    [Fact]
    public Task A_receiver_that_is_away_delays_nobodys_end() => Rounds.AssertInRangeAsync(TimeSpan.Zero, TimeSpan.FromSeconds(2), async _ =>
    {
        await using var network = new TestNetwork();
        network.Environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"http://127.0.0.1:{ReservedPort.Next()}";
        var index = await network.StartIndexAsync();
        var peer = await network.StartPeerAsync("alice", [index]);

        TimeSpan[] times = [await peer.Process.TimeExitAsync(0, UnixSignal.Terminate), await index.Process.TimeExitAsync(0, UnixSignal.Terminate)];
        return times.Max();
    });

    private static bool IsShareOfThePeer(ReceivedSpan span) => span is { Name: "share files", Source: "GvNap.Peer" };

    private static bool HasServerSpan(OtlpReceiver receiver, string trace, string source) =>
        receiver.Spans.Any(span => span.Trace == trace && span.Source == source && span.Kind == SpanKind.Server);

    // Every span of the trace but its root has its parent in the trace, and servers' parents are another process's clients.
    private static async Task AssertIsOneTreeAsync(OtlpReceiver receiver, ReceivedSpan root)
    {
        await Eventually.IsTrueAsync(() => Orphans(receiver, root).Count == 0, $"every parent has arrived: {Dump(receiver)}");
        var spans = receiver.Spans.Where(span => span.Trace == root.Trace).ToDictionary(span => span.Id);
        foreach (var server in spans.Values.Where(span => span.Kind == SpanKind.Server))
        {
            Assert.NotEqual(SpanKind.Server, spans[server.Parent].Kind);
        }
    }

    private static List<ReceivedSpan> Orphans(OtlpReceiver receiver, ReceivedSpan root)
    {
        var spans = receiver.Spans.Where(span => span.Trace == root.Trace).ToList();
        var ids = spans.Select(span => span.Id).ToHashSet();
        return [.. spans.Where(span => span.Id != root.Id && !ids.Contains(span.Parent))];
    }

    private static string Dump(OtlpReceiver receiver) => "\n" + string.Join(
        '\n', receiver.Spans.Where(span => span.Source == "GvNap.Peer" || span.LinkedTraces.Count > 0 || span.Name.StartsWith("share", StringComparison.Ordinal)));
}
