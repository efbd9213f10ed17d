using GvNap.Protocol.Naming;

namespace GvNap.Peer.State;

/// <summary>
/// Where a peer keeps what must survive it: its resume token and its hashes. One a user name, only for its owner,
/// and locked against a second process while it is open.
/// </summary>
public sealed class StateFolder : IDisposable
{
    private const UnixFileMode OwnerOnlyFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnerOnlyFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly FileStream _lock;

    private StateFolder(string path, FileStream @lock)
    {
        Path = path;
        _lock = @lock;
    }

    /// <summary>The folder's full path.</summary>
    public string Path { get; }

    /// <summary>Where the resume token is kept.</summary>
    public string TokenFile => System.IO.Path.Combine(Path, "resume-token");

    /// <summary>Where the hashes of shared files are kept.</summary>
    public string HashCache => System.IO.Path.Combine(Path, "hashes");

    /// <summary>Where the downloads that are not complete are kept.</summary>
    public string DownloadQueue => System.IO.Path.Combine(Path, "downloads.json");

    /// <summary>Where it is kept what the person wants to be told of.</summary>
    public string Wishes => System.IO.Path.Combine(Path, "wishes.json");

    /// <summary>The folder of a user name under <c>XDG_STATE_HOME</c>, or under <c>~/.local/state</c>.</summary>
    public static string DefaultPath(string name)
    {
        // The specification of XDG base directories has relative paths ignored.
        var home = Environment.GetEnvironmentVariable("XDG_STATE_HOME");
        if (!System.IO.Path.IsPathFullyQualified(home ?? ""))
        {
            home = OperatingSystem.IsWindows()
                ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
                : System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state");
        }

        return System.IO.Path.Combine(home!, "gvnap", UserName.Fold(name));
    }

    /// <summary>Makes the folder if it is not there, and locks it.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="name">The user name, for the message.</param>
    /// <exception cref="IOException">Another process holds it, or it cannot be made; the message is for a person.</exception>
    /// <exception cref="UnauthorizedAccessException">Its lock belongs to somebody else.</exception>
    public static StateFolder Open(string path, string name)
    {
        path = System.IO.Path.GetFullPath(path);
        try
        {
            MakeFolder(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"The state folder {path} cannot be made, or is not yours. Give another with --state.", failure);
        }

        return new StateFolder(path, Lock(path, name));
    }

    /// <summary>Releases the lock.</summary>
    public void Dispose() => _lock.Dispose();

    private static void MakeFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, OwnerOnlyFolder);
            File.SetUnixFileMode(path, OwnerOnlyFolder);
        }
    }

    private static FileStream Lock(string path, string name)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnlyFile;
        }

        try
        {
            return new FileStream(System.IO.Path.Combine(path, "lock"), options);
        }
        catch (IOException failure) when (failure is not (FileNotFoundException or DirectoryNotFoundException or PathTooLongException))
        {
            throw new IOException($"Another gvnap runs as {name}: it has the state folder {path}. Give this one another --name or --state.", failure);
        }
    }
}
