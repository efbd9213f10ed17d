using System.Net;
using GvNap.ContainerTests.Network;
using GvNap.EndToEnd.Tests.Harness;
using GvNap.EndToEnd.Tests.Otlp;

namespace GvNap.ContainerTests.Tracing;

/// <summary>What containers export through OTLP.</summary>
public sealed class TraceTests
{
    private const int Size = 16_000_000;
    private const string SlowUploads = "upload-rate=8MB";

    [Fact]
    public async Task A_download_from_two_sources_is_one_trace_through_four_containers()
    {
        await using var receiver = await OtlpReceiver.StartAsync(IPAddress.Any);
        await using var network = await ContainerNetwork.CreateAsync();
        receiver.Configure(network.Environment, ContainerNetwork.HostName);
        var index = await network.StartIndexAsync();
        await network.WriteSharedAsync("alice", "traced.bin", Size);
        await network.WriteSharedAsync("carol", "traced.bin", Size);
        await network.StartPeerAsync("alice", [index], SlowUploads);
        await network.StartPeerAsync("carol", [index], SlowUploads);
        var bob = await network.StartPeerAsync("bob", [index]);
        await using var searcher = await index.ConnectAsync();
        await Eventually.IsTrueAsync(
            async () => (await searcher.SearchAsync("traced")).Results is [{ SourceCount: 2 }], "the file is found at two sources");

        await bob.RunAsync("get", $"{await searcher.FirstContentIdAsync("traced")}");

        await Eventually.IsTrueAsync(() => receiver.Spans.Any(IsRoot), "the command's span has arrived");
        var trace = receiver.Spans.Single(IsRoot).Trace;
        await Eventually.IsTrueAsync(
            () => ServicesOf(receiver, trace).SetEquals(["alice", "bob", "carol", "index"]), $"all four are in the trace: {string.Join(' ', ServicesOf(receiver, trace))}");
    }

    private static bool IsRoot(ReceivedSpan span) => span is { Name: "get content", Parent: "" };

    private static HashSet<string> ServicesOf(OtlpReceiver receiver, string trace) =>
        [.. receiver.Spans.Where(span => span.Trace == trace).Select(span => span.Service)];
}
