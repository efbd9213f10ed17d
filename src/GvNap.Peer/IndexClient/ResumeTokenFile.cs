namespace GvNap.Peer.IndexClient;

/// <summary>
/// The resume token on disk, readable by its owner only. It is a secret: whoever has it can come back as this peer.
/// </summary>
/// <param name="path">The file; null: the token is kept in memory only.</param>
internal sealed class ResumeTokenFile(string? path)
{
    private const int LongestToken = 1024;

    private byte[]? _token;

    /// <summary>The token; empty if there is none.</summary>
    public ReadOnlyMemory<byte> Read() => _token ??= Load();

    /// <summary>Replaces the token. After a crash at any moment either the old or the new one is there.</summary>
    /// <exception cref="IOException">The file cannot be written; the token is still kept in memory.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public void Write(ReadOnlySpan<byte> token)
    {
        _token = token.ToArray();
        if (path is null)
        {
            return;
        }

        var temporary = path + ".new";
        File.Delete(temporary);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new FileStream(temporary, options))
        {
            file.Write(token);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>Forgets the token: the peer left.</summary>
    public void Delete()
    {
        _token = [];
        if (path is not null)
        {
            File.Delete(path);
        }
    }

    private byte[] Load()
    {
        try
        {
            return path is not null && new FileInfo(path) is { Exists: true, Length: <= LongestToken } ? File.ReadAllBytes(path) : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
