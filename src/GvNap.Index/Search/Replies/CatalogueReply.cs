using Google.Protobuf;
using GvNap.Index.Directory;
using GvNap.Index.Search.Paging;
using GvNap.Protocol.Messages;

namespace GvNap.Index.Search.Replies;

/// <summary>Answers what a peer shares.</summary>
internal static class CatalogueReply
{
    /// <summary>One page of the files that a peer has whole, in the order of their numbers.</summary>
    public static CataloguePage Create(Member member, int limit, ReadOnlySpan<byte> cursor, Generation generation)
    {
        var user = member.Listing.Record.User.ToLowerInvariant();
        var last = Places.ReadNumber(Cursor.Read(user, cursor));
        var reply = new CataloguePage { Peer = member.Listing.Source };
        if (!generation.TryGetCatalogue(member, out var catalogue))
        {
            return reply;
        }

        var files = catalogue.Files;
        var budget = new PageBudget(limit);
        reply.Total = (uint)(files.Count - files.Partial);
        for (var number = last is { } place ? place + 1L : 0; number < files.End; number++)
        {
            var entry = files.Find((uint)number);
            if (entry < 0 || generation.IsPartial(entry))
            {
                continue;
            }

            var encoded = generation.Encoded(entry);
            if (!budget.TryTake(encoded.Length))
            {
                reply.NextCursor = Cursor.Create(user, Places.Write((uint)number - 1));
                break;
            }

            reply.Entries.Add(UnsafeByteOperations.UnsafeWrap(encoded));
        }

        return reply;
    }

    /// <summary>All files of a peer, those that it is still fetching, too. The bytes are copied, so that they do not hold on to the index's memory.</summary>
    public static IReadOnlyList<CatalogueEntry> Copy(Member member, Generation generation)
    {
        var all = new List<CatalogueEntry>();
        if (!generation.TryGetCatalogue(member, out var catalogue))
        {
            return all;
        }

        var files = catalogue.Files;
        for (uint number = 0, end = files.End; number < end; number++)
        {
            if (files.Find(number) is var entry and >= 0)
            {
                all.Add(new CatalogueEntry(number, generation.Encoded(entry).ToArray()));
            }
        }

        return all;
    }
}
