using System.Text.RegularExpressions;
using GvNap.EndToEnd.Tests.Harness;
using GvNap.Protocol.Messages;

namespace GvNap.EndToEnd.Tests.Lab;

/// <summary><c>gvnap-lab</c>: the whole network in one command.</summary>
public sealed partial class LabProgramTests
{
    [Fact]
    public async Task The_seeds_session_piped_in_ends_by_itself_with_the_file_in_the_folder()
    {
        await using var network = new TestNetwork();
        var downloads = Path.Combine(network.Folder, "fetched");

        var result = await network.RunAsync(Executables.Lab, ["--downloads", downloads], "keyword guide\nget 1\nquit\n");

        result.AssertStatus(0);
        var file = Assert.Single(Directory.GetFiles(downloads, "*", SearchOption.AllDirectories));
        Assert.Contains("guide", Path.GetFileName(file), StringComparison.OrdinalIgnoreCase);
        Assert.NotEqual(0, new FileInfo(file).Length);
        Assert.Empty(result.Errors);
    }

    [Fact]
    public async Task It_says_once_where_downloads_go_and_nothing_of_sharing_nothing()
    {
        await using var network = new TestNetwork();
        var downloads = Path.Combine(network.Folder, "fetched");

        var result = await network.RunAsync(Executables.Lab, ["--downloads", downloads], "quit\n");

        result.AssertStatus(0);
        Assert.Single(result.Lines, line => line.Contains(downloads, StringComparison.Ordinal));
        Assert.DoesNotContain("no files to share", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_terminal_there_are_no_prompts_colours_or_cursor_codes()
    {
        await using var network = new TestNetwork();

        var result = await network.RunAsync(
            Executables.Lab, ["--downloads", Path.Combine(network.Folder, "fetched")], "keyword guide\nget 1\npeers\nstatus\nhelp\nquit\n");

        result.AssertStatus(0);
        Assert.DoesNotContain('\x1b', result.Output);
        Assert.DoesNotContain('\r', result.Output);
        Assert.DoesNotContain(result.Lines, line => line.StartsWith("> ", StringComparison.Ordinal) || line.StartsWith("gvnap>", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_arrives_is_what_the_index_server_lists_whole()
    {
        await using var network = new TestNetwork();
        var downloads = Path.Combine(network.Folder, "fetched");
        var lab = network.Start(Executables.Lab, "--downloads", downloads);
        await using var client = await ConnectToLabAsync(lab);
        var best = FileEntry.Parser.ParseFrom((await client.SearchAsync("guide")).Results[0].Entry);

        await lab.TypeAsync("keyword guide");
        await lab.TypeAsync("get 1");
        await lab.TypeAsync("quit");
        Assert.Equal(0, await lab.WaitForExitAsync());

        var file = Assert.Single(Directory.GetFiles(downloads, "*", SearchOption.AllDirectories));
        var hash = await network.RunAsync(Executables.Peer, ["hash", file]);
        Assert.StartsWith($"{Convert.ToHexStringLower(best.Root.Span)}-{best.Size} ", hash.AssertStatus(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Four_peers_share_text_binaries_an_empty_file_and_names_with_spaces_and_letters_beyond_ascii()
    {
        await using var network = new TestNetwork();
        var lab = network.Start(Executables.Lab, "--downloads", Path.Combine(network.Folder, "fetched"));
        await using var client = await ConnectToLabAsync(lab);

        var entries = new List<FileEntry>();
        var peers = (await client.PeersAsync()).Where(peer => peer.Value.Files > 0).ToList();
        foreach (var (user, _) in peers)
        {
            var page = (await client.RequestAsync(new Envelope { Browse = new Browse { User = user, Limit = 100 } })).CataloguePage;
            entries.AddRange(page.Entries.Select(entry => FileEntry.Parser.ParseFrom(entry)));
        }

        Assert.Equal(4, peers.Count);
        Assert.Contains(entries, entry => entry.Size == 0);
        Assert.Contains(entries, entry => entry.Size > 1 << 20);
        Assert.Contains(entries, entry => entry.Name.Contains(' ', StringComparison.Ordinal));
        Assert.Contains(entries, entry => entry.Name.Any(letter => letter > 127));
        Assert.Contains(entries, entry => entry.Name.EndsWith(".txt", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Download_by_host_port_and_name_works_as_typed_from_the_results()
    {
        await using var network = new TestNetwork();
        var downloads = Path.Combine(network.Folder, "fetched");
        var lab = network.Start(Executables.Lab, "--downloads", downloads);
        await using var client = await ConnectToLabAsync(lab);
        var result = (await client.SearchAsync("guide")).Results[0];
        var (source, shown) = (result.Sources[0], FileEntry.Parser.ParseFrom(result.Entry).Name);
        var (name, endpoint) = (source.Name.Length > 0 ? source.Name : shown, source.Endpoints[0]);

        await lab.TypeAsync($"download {endpoint.Host} {endpoint.Port} {name}");
        await lab.TypeAsync("quit");

        Assert.Equal(0, await lab.WaitForExitAsync());
        Assert.True(File.Exists(Path.Combine(downloads, Path.GetFileName(name))), lab.ToString());
    }

    [Theory]
    [InlineData(UnixSignal.Terminate)]
    [InlineData(UnixSignal.Interrupt)]
    internal Task A_signal_ends_it_within_a_second_of_work(UnixSignal signal) => Rounds.AssertInRangeAsync(TimeSpan.Zero, TimeSpan.FromSeconds(2), async _ =>
    {
        await using var network = new TestNetwork();
        var lab = network.Start(Executables.Lab, "--downloads", Path.Combine(network.Folder, "fetched"));
        await using var client = await ConnectToLabAsync(lab);

        return await lab.TimeExitAsync(0, signal);
    });

    [Theory]
    [InlineData("many")]
    [InlineData("0")]
    public async Task A_number_of_peers_that_makes_no_sense_is_one_line_and_status_2(string peers)
    {
        await using var network = new TestNetwork();

        var result = await network.RunAsync(Executables.Lab, ["--peers", peers]);

        result.AssertStatus(2);
        Assert.Contains($"'{peers}'", Assert.Single(result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    // It says which port the index server has.
    private static async Task<WireClient> ConnectToLabAsync(ChildProcess lab)
    {
        await Eventually.IsTrueAsync(() => lab.HasExited || IndexPort().IsMatch(lab.Output), $"the lab says where its index server is. {lab}");
        var client = await WireClient.ConnectAsync(int.Parse(IndexPort().Match(lab.Output).Groups[1].Value, null));
        await Eventually.IsTrueAsync(async () => await client.CountAsync("guide") > 0, "the samples are shared");
        return client;
    }

    [GeneratedRegex(@"index server[^\n]*?127\.0\.0\.1:(\d+)", RegexOptions.IgnoreCase)]
    private static partial Regex IndexPort();
}
