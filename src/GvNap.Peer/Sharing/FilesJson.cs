using System.Text.Encodings.Web;
using System.Text.Json;
using GvNap.Protocol.Naming;

namespace GvNap.Peer.Sharing;

/// <summary>The list of what is shared: <c>files.json</c> in the share folder, a JSON array of <c>{"name", "description"}</c>.</summary>
public static class FilesJson
{
    /// <summary>The file's name.</summary>
    public const string FileName = "files.json";

    /// <summary>The longest list that is read, bytes: 200,000 entries of 300 bytes.</summary>
    private const int MaxLength = 64 << 20;

    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };
    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Lists what a list for this folder could hold: all files that may be shared, by name.</summary>
    public static IReadOnlyList<FilesJsonEntry> FindCandidates(ShareOptions options, CancellationToken cancellationToken)
    {
        var scan = new ShareScan { Mode = ShareMode.Folder };
        new FolderScanner(new ShareFolder(options), options.MaxFiles, cancellationToken).AddAll(scan);
        return [.. scan.Files.Keys.Order(StringComparer.Ordinal).Select(name => new FilesJsonEntry(name, ""))];
    }

    /// <summary>Reads the list of a folder.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="FormatException">It is not such a list; the message is one line for a person.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static IReadOnlyList<FilesJsonEntry> Read(string folder)
    {
        using var handle = Disk.Open(Path.Join(folder, FileName));
        var entry = Disk.Look(handle);
        if (entry.Kind != DiskEntryKind.File || entry.Stamp.Size > MaxLength)
        {
            throw new FormatException(entry.Kind != DiskEntryKind.File ? "it is not an ordinary file" : $"it is longer than {MaxLength} bytes");
        }

        var bytes = new byte[entry.Stamp.Size];
        var length = RandomAccess.Read(handle, bytes, 0);
        return Parse(bytes.AsMemory(0, length));
    }

    /// <summary>Reads a list.</summary>
    /// <param name="json">UTF-8, with or without a byte order mark.</param>
    /// <exception cref="FormatException">It is not such a list; the message is one line for a person.</exception>
    public static IReadOnlyList<FilesJsonEntry> Parse(ReadOnlyMemory<byte> json)
    {
        json = json.Span.StartsWith("\uFEFF"u8) ? json[3..] : json;
        try
        {
            using var document = JsonDocument.Parse(json, Lenient);
            if (document.RootElement.ValueKind != JsonValueKind.Array)
            {
                throw new FormatException("it is not a list");
            }

            return [.. document.RootElement.EnumerateArray().Select(ReadEntry)];
        }
        catch (JsonException e)
        {
            throw new FormatException($"it is not JSON (line {e.LineNumber + 1}, column {e.BytePositionInLine + 1})");
        }
        catch (InvalidOperationException)
        {
            throw new FormatException("a text in it is not valid Unicode");
        }
    }

    /// <summary>Writes the list in one step: a reader sees the old one or the new one.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static void Write(string folder, IReadOnlyList<FilesJsonEntry> entries) => AtomicFile.Write(Path.Join(folder, FileName), stream =>
    {
        using var writer = new Utf8JsonWriter(stream, Readable);
        writer.WriteStartArray();
        foreach (var entry in entries)
        {
            writer.WriteStartObject();
            writer.WriteString("name", entry.Name);
            writer.WriteString("description", entry.Description);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });

    /// <summary>Why a description may not be shared, if so.</summary>
    internal static string? RefuseDescription(string description) =>
        Description.Check(description) is var problem and not DescriptionProblem.None ? $"Its description {Description.Describe(problem)}." : null;

    private static FilesJsonEntry ReadEntry(JsonElement element, int index)
    {
        if (element.ValueKind != JsonValueKind.Object
            || !element.TryGetProperty("name", out var name) || name.ValueKind != JsonValueKind.String)
        {
            throw new FormatException($"its entry {index + 1} has no \"name\"");
        }

        if (!element.TryGetProperty("description", out var description) || description.ValueKind == JsonValueKind.Null)
        {
            return new FilesJsonEntry(name.GetString()!, "");
        }

        return description.ValueKind == JsonValueKind.String
            ? new FilesJsonEntry(name.GetString()!, description.GetString()!)
            : throw new FormatException($"the \"description\" of its entry {index + 1} is not a text");
    }
}
