using GvNap.Protocol.Content;

namespace GvNap.Peer.Tests.Cli.Prompting;

public sealed class QueueCommandsTests : IAsyncDisposable
{
    private readonly PromptFixture _fixture = new();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task What_was_ordered_before_keeps_the_name_that_it_was_ordered_by()
    {
        await _fixture.WriteQueueAsync($$"""[{"number":3,"name":"as it was found.txt","content":"{{_fixture.Content}}","paused":false}]""");
        var session = await _fixture.BeginAsync();

        await _fixture.Terminal.ShowsAsync("Download 3:");
        _fixture.Terminal.Type("quit");
        await session;

        Assert.Equal(PromptFixture.FileText, await _fixture.ReadDownloadAsync("as it was found.txt"));
    }

    [Fact]
    public async Task Who_quits_hears_which_downloads_go_on_the_next_time()
    {
        var nobody = ContentHasher.Hash("nobody has this"u8).Content;
        await _fixture.WriteQueueAsync(
            $$"""[{"number":1,"name":"a.txt","content":"{{nobody}}","paused":false},{"number":2,"name":"music","user":"bob","paused":false},{"number":3,"name":"b.txt","content":"{{nobody}}","paused":true}]""");

        await _fixture.RunAsync("quit");

        Assert.Contains("2 downloads from before go on", _fixture.Screen, StringComparison.Ordinal);
        Assert.EndsWith("2 downloads are not complete: they go on the next time.", _fixture.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_nobody_shares_any_more_is_tried_again_and_can_be_given_up()
    {
        await _fixture.WriteQueueAsync("""[{"number":7,"name":"old/music","user":"bob","paused":true}]""");

        await _fixture.RunAsync("downloads", "resume 7", "cancel 7", "downloads", "quit");

        Assert.Matches(@"7 .*old/music/.*paused", _fixture.Screen);
        Assert.Contains("old/music/ is given up; of what had arrived, the files that are complete stay.", _fixture.Screen, StringComparison.Ordinal);
        Assert.DoesNotContain("go on the next time", _fixture.Screen, StringComparison.Ordinal);
    }
}
