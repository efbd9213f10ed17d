using System.Text.Json;
using GvNap.EndToEnd.Tests.Harness;

namespace GvNap.EndToEnd.Tests.Programs;

/// <summary><c>watch</c> and <c>follow</c> at the prompt, and <c>gvnap watch</c>, over two index servers on one store.</summary>
public sealed class WishTests
{
    [Fact]
    public async Task A_file_that_is_watched_for_is_told_from_another_index_server_also_after_a_restart()
    {
        await using var store = await StoreProcess.StartAsync();
        await using var network = new TestNetwork();
        var (a, b) = (await network.StartIndexAsync(store), await network.StartIndexAsync(store));
        SampleFile.Write(network.FoldersOf("alice").Share, "old love song.bin", 1000);
        await network.StartPeerAsync("alice", [b]);
        await using var onA = await a.ConnectAsync();
        await Eventually.IsTrueAsync(async () => await onA.CountAsync("love") == 1, "the old file is found");
        var bob = StartPrompt(network, [a]);

        await SayAsync(bob, "watch love song", "Watch 1: it is said here when somebody shares love song.");
        await bob.WaitForOutputAsync("1 result is there already: search love song shows it.");
        await SayAsync(bob, "watch size:>10MB", "A watch wants a word");
        await SayAsync(bob, "watch ext:flac -live", "Watch 2: ");
        var from = bob.Output.Length;
        SampleFile.Write(network.FoldersOf("alice").Share, "new love song.bin", 2000);
        await bob.WaitForOutputAsync("Watch 1, love song: alice shares new love song.bin, 2.0 kB.", from);
        Assert.DoesNotContain("alice shares old", bob.Output, StringComparison.Ordinal);
        await SayAsync(bob, "unwatch 1", "You watch for love song no more.");
        await bob.TypeAsync("quit");
        Assert.Equal(0, await bob.WaitForExitAsync());

        var again = StartPrompt(network, [b]);
        await again.WaitForOutputAsync("You watch for 1 query and follow 0 users");
        await Eventually.IsTrueAsync(async () => await CountWatchesAsync(network, b) == 1, "the index server knows of it");
        await SayAsync(again, "watches", "ext:flac -live");
        await SayAsync(again, "search love", "2 results");
        SampleFile.Write(network.FoldersOf("alice").Share, "live.flac", 1000);
        SampleFile.Write(network.FoldersOf("alice").Share, "studio.flac", 1000);
        await again.WaitForOutputAsync("Watch 2, ext:flac -live: alice shares studio.flac, 1.0 kB.");
        Assert.DoesNotContain("alice shares live.flac", again.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_command_prints_a_line_for_each_file_goes_on_over_a_restart_of_the_server_and_ends_with_a_signal()
    {
        await using var network = new TestNetwork();
        var index = await network.StartIndexAsync();
        var plain = network.Start(Executables.Peer, "watch", "love", "song", "--index", index.Address);
        var json = network.Start(Executables.Peer, "watch", "love song", "--json", "--index", index.Address);
        await plain.WaitForErrorAsync("Watching for love song");
        await json.WaitForErrorAsync("Watching for love song");
        SampleFile.Write(network.FoldersOf("alice").Share, "first love song.bin", 1000);
        await network.StartPeerAsync("alice", [index]);

        await plain.WaitForOutputAsync("alice shares first love song.bin, 1.0 kB\n");
        await json.WaitForOutputAsync("}]}\n");
        using var line = JsonDocument.Parse(json.Output);
        Assert.Equal("first love song.bin", line.RootElement.GetProperty("name").GetString());
        Assert.Equal("alice", line.RootElement.GetProperty("sources")[0].GetProperty("user").GetString());

        var from = plain.Errors.Length;
        await index.KillAsync();
        await plain.WaitForErrorAsync("It is tried again.", from);
        await network.StartIndexAsync(port: index.Port);
        await plain.WaitForErrorAsync("Watching for love song", from);
        SampleFile.Write(network.FoldersOf("alice").Share, "second love song.bin", 2000);
        await plain.WaitForOutputAsync("alice shares second love song.bin");
        Assert.Equal(2, plain.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);

        plain.Send(UnixSignal.Terminate);
        json.Send(UnixSignal.Interrupt);
        Assert.Equal(0, await plain.WaitForExitAsync());
        Assert.Equal(130, await json.WaitForExitAsync());
    }

    [Fact]
    public async Task A_query_that_is_refused_and_a_server_that_is_not_there_are_said_with_status_1()
    {
        await using var network = new TestNetwork();
        var index = await network.StartIndexAsync();

        var refused = await network.RunAsync(Executables.Peer, ["watch", "size:>10MB", "--index", index.Address]);
        var nobody = await network.RunAsync(Executables.Peer, ["watch", "song", "--index", $"127.0.0.1:{ReservedPort.Next()}"]);

        refused.AssertStatus(1);
        Assert.StartsWith("gvnap: A watch wants a word", Assert.Single(refused.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        nobody.AssertStatus(1);
        Assert.StartsWith("gvnap: No index server answers", nobody.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Users_who_are_followed_come_and_go_also_by_a_crash_and_not_by_a_move_to_another_server()
    {
        await using var store = await StoreProcess.StartAsync();
        await using var network = new TestNetwork();
        var (a, b) = (await network.StartIndexAsync(store), await network.StartIndexAsync(store));
        var alice = await network.StartPeerAsync("alice", [a, b]);
        await alice.Process.WaitForOutputAsync("Registered with");

        // On a busy machine the second of her servers may have answered first.
        var (hers, other) = alice.Process.Output.Contains($"Registered with the index server {a.Address}", StringComparison.Ordinal) ? (a, b) : (b, a);
        var bob = StartPrompt(network, [other]);
        await SayAsync(bob, "follow Alice and Carol", "'Alice and Carol' is no user name");
        await SayAsync(bob, "follow BOB", "You are bob yourself.");
        await SayAsync(bob, "follow Alice", "You follow Alice");
        await bob.WaitForOutputAsync("alice is here.");
        await SayAsync(bob, "followed", "alice  yes");

        await hers.Process.TypeAsync("quit");
        Assert.Equal(0, await hers.Process.WaitForExitAsync());
        await alice.Process.WaitForOutputAsync($"Attached to the index server {other.Address} again.");
        await Eventually.StaysTrueAsync(
            () => Task.FromResult(!bob.Output.Contains("alice has gone", StringComparison.Ordinal)), "alice has not gone", TimeSpan.FromSeconds(6));

        await alice.KillAsync();
        await bob.WaitForOutputAsync("alice has gone.");
        var before = bob.Output.Length;
        await network.StartPeerAsync("alice", [other]);
        await bob.WaitForOutputAsync("alice is here.", before);
        await SayAsync(bob, "unfollow alice", "You follow alice no more.");
        await SayAsync(bob, "followed", "You follow nobody.");
    }

    private static async Task<int> CountWatchesAsync(TestNetwork network, IndexProcess index)
    {
        var stats = await network.RunAsync(Executables.Index, ["stats", "--json", "--port", $"{index.Port}"]);
        using var figures = JsonDocument.Parse(stats.Output.Length > 0 ? stats.Output : "{\"metrics\":[]}");
        return figures.RootElement.GetProperty("metrics").EnumerateArray()
            .Where(metric => metric.GetProperty("name").GetString() == "gvnap.index.watches").Sum(metric => metric.GetProperty("value").GetInt32());
    }

    private static ChildProcess StartPrompt(TestNetwork network, IReadOnlyList<IndexProcess> indexes)
    {
        var bob = network.FoldersOf("bob");
        return network.Start(
            Executables.Peer,
            ["--name", "bob", "--state", bob.State, "--downloads", bob.Downloads, "--port", $"{ReservedPort.Next()}", "--index", string.Join(',', indexes.Select(index => index.Address))]);
    }

    private static async Task SayAsync(ChildProcess process, string command, string answer)
    {
        var from = process.Output.Length;
        await process.TypeAsync(command);
        await process.WaitForOutputAsync(answer, from);
    }
}
