namespace GvNap.Lab;

/// <summary>The temporary folder of a lab; removed at its end.</summary>
internal sealed class LabFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("gvnap-lab-").FullName;

    /// <summary>The folder of a peer.</summary>
    public string Of(string peer) => Directory.CreateDirectory(Path.Combine(_path, peer)).FullName;

    /// <summary>Removes all of it.</summary>
    public void Dispose()
    {
        try
        {
            Directory.Delete(_path, recursive: true);
        }
        catch (IOException)
        {
            // Gone already, or in use: the system's own clean-up of temporary files gets it.
        }
    }
}
