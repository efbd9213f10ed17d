namespace GvNap.Peer.Tests.Cli.Prompting;

public sealed class WishCommandsTests : IAsyncDisposable
{
    private readonly PromptFixture _fixture = new();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task A_wish_that_is_refused_is_said_in_a_line()
    {
        await _fixture.RunAsync("follow bob", "follow carol", "follow dave", "followed", "quit");

        Assert.Contains("\nYou follow carol: it is said here when carol comes and goes.\nYou follow 2 users, which is the most: unfollow one first", _fixture.Screen, StringComparison.Ordinal);
        Assert.DoesNotContain("dave", _fixture.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Blanks_around_what_is_asked_for_do_not_matter()
    {
        await _fixture.RunAsync("watch", "  love  song ", "follow", " bob ", "unwatch  1 ", "unfollow  bob  ", "quit");

        Assert.Contains("Watch 1: it is said here when somebody shares love song.", _fixture.Screen, StringComparison.Ordinal);
        Assert.Contains("You watch for love song no more.\nYou follow bob no more.", _fixture.Screen, StringComparison.Ordinal);
    }
}
