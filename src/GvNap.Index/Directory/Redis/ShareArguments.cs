using System.Globalization;
using StackExchange.Redis;

namespace GvNap.Index.Directory.Redis;

/// <summary>KEYS and ARGV of the share script.</summary>
internal static class ShareArguments
{
    /// <summary>Puts them together; the script says what stands where.</summary>
    public static (RedisKey[] Keys, RedisValue[] Values) Of(
        RedisKeys keys, PeerSession session, CatalogueChange change, string baseVersion, string version, int top, string time)
    {
        var added = change.Added.ToLookup(entry => ChunkOf(entry.Number));
        var removed = change.Removed.ToLookup(ChunkOf);
        var touched = added.Select(chunk => chunk.Key).Concat(removed.Select(chunk => chunk.Key)).Append(0).ToHashSet();
        var chunks = change.Replace ? Enumerable.Range(0, Math.Max(top, touched.Max()) + 1).ToList() : [.. touched.Order()];
        var values = new List<RedisValue>
        {
            Text(session.Number), baseVersion, version, change.Replace ? "1" : "0", Text(touched.Max()), time,
        };
        foreach (var chunk in chunks)
        {
            values.Add(removed[chunk].Count());
            values.AddRange(removed[chunk].Select(number => (RedisValue)Text(number)));
            values.Add(added[chunk].Count());
            foreach (var (number, entry) in added[chunk])
            {
                values.Add(Text(number));
                values.Add(entry.ToArray());
            }
        }

        return ([.. chunks.Select(chunk => keys.Chunk(session.Peer, chunk))], [.. values]);
    }

    /// <summary>The chunk that a file number lies in.</summary>
    public static int ChunkOf(uint number) => (int)(number / RedisKeys.ChunkFiles);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
