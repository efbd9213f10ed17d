namespace GvNap.Peer.Sharing;

/// <summary>Writes a file in one step: under a hidden name beside it, then renamed, so that a crash leaves the old one or the new one.</summary>
internal static class AtomicFile
{
    /// <summary>Writes a file, replacing what was there.</summary>
    public static void Write(string path, Action<Stream> write)
    {
        var temporary = Path.Join(Path.GetDirectoryName(path), $".{Path.GetFileName(path)}.{Guid.NewGuid():n}");
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
