using System.Globalization;

namespace GvNap.Index.Admin.Control;

/// <summary>
/// Where running index servers can be spoken to: a folder of their user alone, with a socket for each, named after its
/// port.
/// </summary>
/// <param name="path">The folder.</param>
internal sealed class RunFolder(string path)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const string Prefix = "index-";
    private const string Suffix = ".sock";

    /// <summary>The folder's full path.</summary>
    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>The folder of this user: under <c>XDG_RUNTIME_DIR</c> or, where there is none, under the folder for temporary files.</summary>
    /// <param name="environment">Looks up a variable.</param>
    public static string DefaultPath(Func<string, string?> environment)
    {
        // The specification of XDG base directories has relative paths ignored.
        var runtime = environment("XDG_RUNTIME_DIR");
        return System.IO.Path.IsPathFullyQualified(runtime ?? "")
            ? System.IO.Path.Combine(runtime!, "gvnap")
            : System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"gvnap-{Environment.UserName}");
    }

    /// <summary>The socket of the server with a port.</summary>
    public string SocketOf(int port) => System.IO.Path.Combine(Path, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{port}{Suffix}"));

    /// <summary>The ports of the servers whose sockets are there, also of those that were killed.</summary>
    public IReadOnlyList<int> Ports() => !System.IO.Directory.Exists(Path) ? [] :
    [
        .. System.IO.Directory.EnumerateFiles(Path, Prefix + "*" + Suffix)
            .Select(file => System.IO.Path.GetFileName(file)[Prefix.Length..^Suffix.Length])
            .Where(name => ushort.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .Select(name => int.Parse(name, CultureInfo.InvariantCulture))
            .Order(),
    ];

    /// <summary>Makes the folder if it is not there, and closes it to others.</summary>
    /// <exception cref="IOException">It cannot be made, or is a link.</exception>
    /// <exception cref="UnauthorizedAccessException">It is another user's.</exception>
    public void Make()
    {
        if (OperatingSystem.IsWindows())
        {
            System.IO.Directory.CreateDirectory(Path);
            return;
        }

        System.IO.Directory.CreateDirectory(Path, OwnerOnly);
        Check();
    }

    /// <summary>Refuses a folder that somebody else put there to be spoken to instead.</summary>
    /// <exception cref="IOException">It is a link.</exception>
    /// <exception cref="UnauthorizedAccessException">It is another user's.</exception>
    public void Check()
    {
        if (new DirectoryInfo(Path).LinkTarget is not null)
        {
            throw new IOException($"{Path} is a link, where a folder is wanted.");
        }

        if (!OperatingSystem.IsWindows())
        {
            // Only the owner may do this.
            File.SetUnixFileMode(Path, OwnerOnly);
        }
    }
}
