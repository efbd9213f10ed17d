namespace GvNap.Peer.Tests.Cli.Prompting;

public sealed class DownloadCommandsTests : IAsyncDisposable
{
    private readonly PromptFixture _fixture = new();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Results_are_numbered_show_where_they_are_and_are_downloaded_by_number()
    {
        await _fixture.RunAsync($"register 127.0.0.1 {_fixture.Index.Port}", "keyword some words", "get 1", "get 2", "quit");

        Assert.Contains(_fixture.Index.Requests, request => request.Search is { Query: "some words" });
        Assert.Matches($@"1 .*a  file\.txt.*14 B.*alice.*127\.0\.0\.1.*{_fixture.Peer.Port}", _fixture.Screen);
        Assert.Equal(PromptFixture.FileText, await _fixture.ReadDownloadAsync(PromptFixture.FileName));
        Assert.Contains("complete and verified", _fixture.Screen, StringComparison.Ordinal);
        Assert.Contains("There is no result 2", _fixture.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_asks_the_index_server_who_has_it_now()
    {
        await _fixture.RunAsync($"register 127.0.0.1 {_fixture.Index.Port}", "search x", "get", "1", "quit");

        Assert.Contains(_fixture.Index.Requests, request => request.FindSources is not null);
        Assert.True(File.Exists(Path.Combine(_fixture.Downloads, PromptFixture.FileName)));
    }

    [Fact]
    public async Task Download_takes_the_rest_of_the_line_as_the_name_and_needs_no_index_server()
    {
        var port = (await _fixture.StartPeerAsync()).Port;

        await _fixture.RunAsync($"download 127.0.0.1 {port} a  file.txt", "download", "127.0.0.1", $"{port}", "a  file.txt", $"download 127.0.0.1 {port} a file.txt", "quit");

        Assert.Contains("complete and verified", _fixture.Screen, StringComparison.Ordinal);
        Assert.Contains("is here already", _fixture.Screen, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(_fixture.Downloads));
    }

    [Fact]
    public async Task Download_from_where_a_peer_is_listed_and_not_to_be_reached_from_here_finds_it_at_its_other_endpoint()
    {
        _fixture.DeadPort = 9;

        await _fixture.RunAsync($"register 127.0.0.1 {_fixture.Index.Port}", "keyword x", $"download LOCALHOST {_fixture.DeadPort} a  file.txt", "quit");

        Assert.Matches(@"alice.*localhost.*9", _fixture.Screen);
        Assert.Contains("complete and verified", _fixture.Screen, StringComparison.Ordinal);
    }
}
