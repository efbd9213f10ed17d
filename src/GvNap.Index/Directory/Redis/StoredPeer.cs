using System.Globalization;
using GvNap.Protocol.Content;
using StackExchange.Redis;

namespace GvNap.Index.Directory.Redis;

/// <summary>What a peer's own keys say, without its files.</summary>
/// <param name="Session">Its newest session; null: nothing is there.</param>
/// <param name="Secret">What lets it come back.</param>
/// <param name="Version">Version of its catalogue; 0: none; null: it is still being written.</param>
/// <param name="Top">The highest chunk of its catalogue.</param>
/// <param name="Record">Its record, while its lease runs.</param>
internal sealed record StoredPeer(long? Session, ResumeSecret? Secret, ulong? Version, int Top, PeerRecord? Record)
{
    /// <summary>The version of a catalogue that is being written.</summary>
    public const string Unfinished = "~";

    /// <summary>The fields of chunk 0 that are no files, in the order in which they are parsed.</summary>
    public static readonly RedisValue[] Fields = ["session", "token", "previous", "version", "top"];

    /// <summary>Takes the values of <see cref="Fields"/> and of the lease.</summary>
    /// <exception cref="FormatException">They are not what the scripts write.</exception>
    public static StoredPeer Parse(RedisValue[] fields, RedisValue lease)
    {
        var session = fields[0].IsNull ? null : (long?)fields[0];
        var secret = Sha256Hash.TryParse((string?)fields[1], out var current)
            ? new ResumeSecret(current, Sha256Hash.TryParse((string?)fields[2], out var previous) ? previous : null)
            : null;
        return new(session, secret, ParseVersion(fields[3]), fields[4].IsNull ? 0 : (int)fields[4], lease.IsNull ? null : RecordCodec.DecodeLease((byte[])lease!).Record);
    }

    /// <summary>Takes session, version and highest chunk, as the scripts return them, and what the caller wrote itself.</summary>
    public static StoredPeer Parse(RedisValue[] values, ResumeSecret secret, PeerRecord record) =>
        new((long)values[0], secret, ParseVersion(values[1]), (int)values[2], record);

    private static ulong? ParseVersion(RedisValue value) => (string?)value switch
    {
        null or "" => 0,
        Unfinished => null,
        var text => ulong.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture),
    };
}
