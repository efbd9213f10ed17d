using GvNap.Peer.Cli;
using GvNap.Peer.Sharing;

namespace GvNap.Peer.Tests.Cli;

public sealed class FilesListOfferTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gvnap-offer-").FullName;
    private readonly TestTerminal _terminal = new();

    public FilesListOfferTests()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "sub"));
        foreach (var name in new[] { "a.txt", "b.txt", "sub/c.txt", ".hidden" })
        {
            File.WriteAllText(Path.Combine(_folder, name), name);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task All_files_at_once()
    {
        Assert.True(await MakeAsync("all"));

        Assert.Equal(["a.txt", "b.txt", "sub/c.txt"], Names());
    }

    [Fact]
    public async Task File_by_file_with_descriptions()
    {
        Assert.True(await MakeAsync("each", "y", "the first", "no", "YES", ""));

        Assert.Equal([new FilesJsonEntry("a.txt", "the first"), new FilesJsonEntry("sub/c.txt", "")], FilesJson.Read(_folder));
    }

    [Fact]
    public async Task File_by_file_can_be_cut_short()
    {
        Assert.True(await MakeAsync("e", "n", "all"));

        Assert.Equal(["b.txt", "sub/c.txt"], Names());
    }

    [Fact]
    public async Task An_answer_that_is_none_is_asked_for_again()
    {
        Assert.True(await MakeAsync("", "what?", "a"));

        Assert.Equal(3, _terminal.Questions.Count);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("each", "y")]
    [InlineData]
    public async Task None_or_the_end_of_input_writes_nothing(params string[] answers)
    {
        Assert.False(await MakeAsync(answers));

        Assert.False(File.Exists(Path.Combine(_folder, FilesJson.FileName)));
    }

    [Fact]
    public async Task A_description_that_others_could_not_be_shown_is_left_out()
    {
        Assert.True(await MakeAsync("each", "y", "\u001b[2J", "done"));

        Assert.Equal([new FilesJsonEntry("a.txt", "")], FilesJson.Read(_folder));
    }

    private IEnumerable<string> Names() => FilesJson.Read(_folder).Select(entry => entry.Name).Order(StringComparer.Ordinal);

    private Task<bool> MakeAsync(params string[] answers)
    {
        _terminal.Type(answers);
        _terminal.EndInput();
        return new FilesListOffer(_folder, Path.Combine(_folder, "state"), _terminal.ReadLineAsync, _terminal).MakeAsync(TestContext.Current.CancellationToken);
    }
}
