using GvNap.Peer.State;

namespace GvNap.Peer.Tests.State;

public sealed class StateFolderTests : IDisposable
{
    private readonly string _parent = Directory.CreateTempSubdirectory("gvnap-state-").FullName;

    public void Dispose() => Directory.Delete(_parent, recursive: true);

    [Fact]
    public void A_second_one_gets_a_clear_line_until_the_first_is_closed()
    {
        var path = Path.Combine(_parent, "deep", "alice");
        using (StateFolder.Open(path, "alice"))
        {
            var refused = Assert.Throws<IOException>(() => StateFolder.Open(path, "alice"));
            Assert.Contains("alice", refused.Message, StringComparison.Ordinal);
            Assert.Contains(path, refused.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', refused.Message);
        }

        StateFolder.Open(path, "alice").Dispose();
    }

    [Fact]
    public void It_is_for_its_owner_only()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no such modes.");
            return;
        }

        var path = Path.Combine(_parent, "alice");
        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);

        using var state = StateFolder.Open(path, "alice");

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Assert.Single(Directory.GetFiles(path))));
    }

    [Fact]
    public void Spellings_of_a_name_have_one_folder() =>
        Assert.Equal(StateFolder.DefaultPath("alice"), StateFolder.DefaultPath("ALICE"));

    [Fact]
    public void A_place_that_is_no_folder_is_said()
    {
        var file = Path.Combine(_parent, "file");
        File.WriteAllText(file, "");

        Assert.ThrowsAny<IOException>(() => StateFolder.Open(file, "alice"));
    }
}
