using GvNap.Protocol.Peers;
using StackExchange.Redis;

namespace GvNap.Index.Directory.Redis;

/// <summary>Loads catalogues from the store, a few chunks at a time.</summary>
internal sealed class CatalogueLoader(RedisStore store, PeerSlot peers)
{
    private const int ChunksAtOnce = 8;
    private const int Attempts = 5;

    /// <summary>
    /// Loads all of a catalogue, as a change that makes it. It is read in several commands: if it changed meanwhile,
    /// once more. Null if nothing is there of the peer, the store having been emptied, if it is still being written, or
    /// would not keep still; when it does, the log tells.
    /// </summary>
    public async Task<CatalogueChange?> LoadAsync(PeerId peer)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var before = await peers.ReadAsync(peer);
            if (before.Session is null)
            {
                return null;
            }

            var entries = before.Version is null or 0 ? [] : await LoadChunksAsync(peer, before.Top);
            if (before.Version is { } version && (version == 0 || (await peers.ReadAsync(peer)).Version == version))
            {
                return new(0, version, Replace: true, entries, []);
            }
        }

        return null;
    }

    /// <summary>Loads single entries; those that are not there any more are left out.</summary>
    public Task<IReadOnlyList<CatalogueEntry>> LoadAsync(PeerId peer, IReadOnlyList<uint> numbers) => store.DoAsync("read entries", async database =>
    {
        var chunks = numbers.GroupBy(ShareArguments.ChunkOf).Select(async chunk =>
        {
            var fields = chunk.Select(number => (RedisValue)number.ToString()).ToArray();
            var values = await database.HashGetAsync(store.Keys.Chunk(peer, chunk.Key), fields);
            return chunk.Zip(values).Where(pair => !pair.Second.IsNull).Select(pair => new CatalogueEntry(pair.First, (byte[])pair.Second!));
        });
        return (IReadOnlyList<CatalogueEntry>)[.. (await Task.WhenAll(chunks)).SelectMany(entries => entries)];
    });

    private async Task<List<CatalogueEntry>> LoadChunksAsync(PeerId peer, int top)
    {
        var entries = new List<CatalogueEntry>();
        foreach (var keys in store.Keys.Chunks(peer, top).Chunk(ChunksAtOnce))
        {
            var chunks = await store.DoAsync("read chunks", database => Task.WhenAll(keys.Select(key => database.HashGetAllAsync(key))));
            foreach (var field in chunks.SelectMany(chunk => chunk))
            {
                if (uint.TryParse((string?)field.Name, out var number))
                {
                    entries.Add(new(number, (byte[])field.Value!));
                }
            }
        }

        return entries;
    }
}
