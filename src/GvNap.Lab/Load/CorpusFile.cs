using Google.Protobuf;
using GvNap.Protocol.Content;
using GvNap.Protocol.Messages;

namespace GvNap.Lab.Load;

/// <summary>A file of a <see cref="Corpus"/>. Its bytes exist nowhere.</summary>
/// <param name="Name">The path under which it is shared.</param>
/// <param name="Content">The content id.</param>
public readonly record struct CorpusFile(string Name, ContentId Content)
{
    /// <summary>The file as a catalogue lists it.</summary>
    public FileEntry ToEntry() => new() { Name = Name, Root = ByteString.CopyFrom(Content.Root.ToBytes()), Size = (ulong)Content.Size };
}
