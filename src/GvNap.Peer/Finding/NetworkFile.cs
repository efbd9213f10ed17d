using System.Diagnostics.CodeAnalysis;
using Google.Protobuf;
using GvNap.Protocol.Content;
using GvNap.Protocol.Messages;
using GvNap.Protocol.Naming;

namespace GvNap.Peer.Finding;

/// <summary>A file that the network has, and who has it. A claim of its sources until its pieces verify.</summary>
/// <param name="Content">Its content id.</param>
/// <param name="Name">The name under which it is shared.</param>
/// <param name="Description">What its sharer says about it; may be empty.</param>
/// <param name="SourceCount">How many peers share it.</param>
/// <param name="Sources">The best of them.</param>
public sealed record NetworkFile(ContentId Content, string Name, string Description, int SourceCount, IReadOnlyList<Source> Sources)
{
    /// <summary>Reads an encoded entry.</summary>
    /// <returns>False if a peer has put there what no peer may share.</returns>
    internal static bool TryRead(ByteString encoded, long sourceCount, IEnumerable<Source> sources, [NotNullWhen(true)] out NetworkFile? file)
    {
        file = null;
        FileEntry entry;
        try
        {
            entry = FileEntry.Parser.ParseFrom(encoded);
        }
        catch (InvalidProtocolBufferException)
        {
            return false;
        }

        if (FileName.Check(entry.Name) != FileNameProblem.None || !entry.TryReadContent(out var content))
        {
            return false;
        }

        file = new NetworkFile(content, entry.Name, entry.Description, (int)Math.Min(sourceCount, int.MaxValue), [.. sources.Where(HasGoodId)]);
        return true;
    }

    private static bool HasGoodId(Source source) => source.PeerId.Length is 0 or Protocol.Peers.PeerId.Length;
}
