using System.Formats.Tar;
using System.Text;
using GvNap.Protocol.Naming;

namespace GvNap.AppHost.Commands;

/// <summary>A text file for a peer to share.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Text">What is in it.</param>
/// <param name="Owner">The number of the user, and of the group, that owns it in the container.</param>
internal sealed record NewFile(string Name, string Text, int Owner)
{
    /// <summary>Its size in bytes.</summary>
    public int Length => Encoding.UTF8.GetByteCount(Text);

    /// <summary>Whether the name is one that a peer shares, without folders.</summary>
    public bool HasGoodName => FileName.Check(Name) == FileNameProblem.None && !Name.Contains('/');

    /// <summary>The tar archive that the container engine unpacks.</summary>
    public byte[] ToArchive()
    {
        var archive = new MemoryStream();
        using (var writer = new TarWriter(archive, leaveOpen: true))
        {
            writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, Name)
            {
                Uid = Owner,
                Gid = Owner,
                Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead,
                ModificationTime = DateTimeOffset.UtcNow,
                DataStream = new MemoryStream(Encoding.UTF8.GetBytes(Text)),
            });
        }

        return archive.ToArray();
    }
}
