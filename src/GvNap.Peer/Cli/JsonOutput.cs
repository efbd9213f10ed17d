using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using GvNap.Peer.Finding;
using GvNap.Peer.Links;
using GvNap.Peer.Sharing;
using GvNap.Peer.Transfers;
using GvNap.Peer.Transfers.Folders;
using GvNap.Protocol.Messages;

namespace GvNap.Peer.Cli;

/// <summary>What <c>--json</c> prints. Scripts rely on these shapes: fields may be added, not renamed.</summary>
internal static class JsonOutput
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.Create(Legible()),
    };

    /// <summary>Found files, as one array.</summary>
    public static string Files(IEnumerable<NetworkFile> files) => JsonSerializer.Serialize(
        files.Select(File),
        Format);

    /// <summary>A file that somebody has just begun to share, in one line: as one of <see cref="Files"/>.</summary>
    public static string Match(NetworkFile file) => JsonSerializer.Serialize(File(file), Format);

    /// <summary>Peers, as one array.</summary>
    public static string Peers(IEnumerable<NetworkPeer> peers) => JsonSerializer.Serialize(
        peers.Select(found => new
        {
            found.Peer.User,
            Host = found.Peer.Best()?.Host ?? "",
            Port = found.Peer.Best()?.Port ?? 0,
            Endpoints = Endpoints(found.Peer),
            found.Files,
            Reachable = found.Peer.IsReachable(),
        }),
        Format);

    /// <summary>HTTP addresses of a content.</summary>
    /// <param name="links">The addresses.</param>
    /// <param name="metalink">The Metalink file that was written; null if none was.</param>
    /// <param name="hasHashes">Whether there are hashes in it.</param>
    public static string Links(ContentLinks links, string? metalink, bool hasHashes) => JsonSerializer.Serialize(
        new
        {
            ContentId = links.Content.ToString(),
            links.Name,
            links.Content.Size,
            Links = links.Links.Select(link => new { Address = link.Address.AbsoluteUri, link.User, Reachable = IsReachable(link.State) }),
            Metalink = metalink,
            HasHashes = metalink is null ? (bool?)null : hasHashes,
        },
        Format);

    /// <summary>How a download ended, well or not.</summary>
    public static string Download(DownloadResult result) => JsonSerializer.Serialize(
        new
        {
            ContentId = result.Content?.ToString(),
            result.Path,
            Size = result.Content?.Size,
            Seconds = Math.Round(result.Seconds, 6),
            Outcome = Outcome(result.Outcome),
            result.Message,
            result.ResumedBytes,
            Sources = Sources(result.Sources),
        },
        Format);

    /// <summary>How a download of a folder ended, well or not.</summary>
    public static string Folder(FolderResult result) => JsonSerializer.Serialize(
        new
        {
            result.Path,
            result.Files,
            result.Completed,
            result.AlreadyComplete,
            Failed = result.Failed.Select(failed => new { failed.Name, failed.Reason }),
            result.Bytes,
            Seconds = Math.Round(result.Seconds, 6),
            Outcome = Outcome(result.Outcome),
            result.Problem,
            Sources = Sources(result.Sources),
        },
        Format);

    /// <summary>The entries of <c>files.json</c>, as that file has them.</summary>
    public static string List(IEnumerable<FilesJsonEntry> entries) => JsonSerializer.Serialize(entries, Format);

    /// <summary>Content ids of local files.</summary>
    public static string Hashes(IEnumerable<(string ContentId, string File)> hashes) =>
        JsonSerializer.Serialize(hashes.Select(hash => new { hash.ContentId, hash.File }), Format);

    /// <summary>Letters of all languages as they are; what reorders the text around it is escaped, as control characters always are.</summary>
    private static TextEncoderSettings Legible()
    {
        var settings = new TextEncoderSettings(UnicodeRanges.All);
        settings.ForbidRange(UnicodeRange.Create('\u200E', '\u200F'));
        settings.ForbidRange(UnicodeRange.Create('\u2028', '\u202E'));
        settings.ForbidRange(UnicodeRange.Create('\u2066', '\u2069'));
        settings.ForbidCharacter('\u061C');
        return settings;
    }

    private static string Outcome(DownloadOutcome outcome) => JsonNamingPolicy.KebabCaseLower.ConvertName(outcome.ToString());

    private static object File(NetworkFile file) => new
    {
        ContentId = file.Content.ToString(),
        file.Name,
        file.Content.Size,
        file.Description,
        file.SourceCount,
        Sources = file.Sources.Select(source => new
        {
            source.User,
            Host = source.Best()?.Host ?? "",
            Port = source.Best()?.Port ?? 0,
            Endpoints = Endpoints(source),
            source.Speed,
            Name = source.Name.Length > 0 ? source.Name : file.Name,
            Reachable = source.IsReachable(),
        }),
    };

    private static IEnumerable<object> Sources(IEnumerable<SourceReport> sources) => sources.Select(source => new
    {
        Source = source.Source.ToString(),
        Name = source.Source.User,
        source.Endpoint,
        source.Bytes,
        source.RejectedPieces,
        source.Failure,
    });

    private static IEnumerable<object> Endpoints(Source source) => source.Endpoints.Select(endpoint => new
    {
        endpoint.Host,
        endpoint.Port,
        Reachable = IsReachable(endpoint.State),
    });

    private static bool? IsReachable(EndpointState state) => state switch
    {
        EndpointState.Reachable => true,
        EndpointState.Unreachable => false,
        _ => null,
    };
}
