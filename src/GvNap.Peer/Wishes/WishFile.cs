using System.Text.Json;
using GvNap.Peer.Sharing;
using GvNap.Protocol.Naming;

namespace GvNap.Peer.Wishes;

/// <summary>
/// Keeps what a peer wants to be told of: <c>{"watches": [{"number", "query"}], "follows": ["user"]}</c>. Written in one
/// step at each change: kill -9 loses nothing.
/// </summary>
internal static class WishFile
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web);

    /// <summary>Reads the file.</summary>
    /// <returns>What is in it; nothing if there is no file.</returns>
    /// <exception cref="FormatException">It is something else.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static WishSnapshot Read(string path)
    {
        try
        {
            var content = JsonSerializer.Deserialize<Content>(File.ReadAllBytes(path), Format);
            var watches = (content?.Watches ?? []).Where(watch => watch is { Number: > 0, Query.Length: > 0 }).DistinctBy(watch => watch.Number).OrderBy(watch => watch.Number);
            var follows = (content?.Follows ?? []).Where(user => user is not null && UserName.IsValid(user)).Select(UserName.Fold).Distinct().Order(StringComparer.Ordinal);
            return new(1, [.. watches], [.. follows]);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return WishSnapshot.Empty;
        }
        catch (JsonException e)
        {
            throw new FormatException("it is no list of watches and users", e);
        }
    }

    /// <summary>Writes the file.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static void Write(string path, WishSnapshot wishes) =>
        AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, new Content(wishes.Watches, wishes.Follows), Format));

    private sealed record Content(IReadOnlyList<WatchedQuery>? Watches, IReadOnlyList<string>? Follows);
}
