using GvNap.Index.Search.Paging;
using GvNap.Protocol.Messages;

namespace GvNap.Index.Search.Replies;

/// <summary>Answers who is online.</summary>
internal static class PeerReply
{
    private const string Request = "peers";

    /// <summary>One page of the attached peers, by user name.</summary>
    public static PeerPage Create(int limit, ReadOnlySpan<byte> cursor, Generation generation, Roster roster)
    {
        var peers = roster.Attached;
        var first = 0;
        if (Places.ReadPeer(Cursor.Read(Request, cursor)) is { } last)
        {
            first = peers.IndexOf(last);
            first = first < 0 ? ~first : first + 1;
        }

        var reply = new PeerPage { Total = (uint)peers.Count };
        var budget = new PageBudget(limit);
        for (var index = first; index < peers.Count; index++)
        {
            var member = peers[index].Member!;
            var listing = member.Listing;
            if (!budget.TryTake(listing.Encoded.Length))
            {
                reply.NextCursor = Cursor.Create(Request, Places.Write(peers[index - 1]));
                break;
            }

            var files = generation.TryGetCatalogue(member, out var catalogue) ? catalogue.WholeFiles : 0;
            reply.Peers.Add(new ListedPeer { Peer = listing.Source, Files = (uint)files });
        }

        return reply;
    }
}
