using System.Text.Json;
using GvNap.Peer.Sharing;
using GvNap.Protocol.Content;

namespace GvNap.Peer.Downloads;

/// <summary>
/// Keeps what is not complete of the queue: a JSON array of <c>{"number", "name", "paused"}</c> with <c>"content"</c>, with
/// <c>"user"</c> for a folder, or with <c>"host"</c> and <c>"port"</c>. Written in one step at each change: kill -9 loses nothing.
/// </summary>
internal static class DownloadQueueFile
{
    /// <summary>Reads the file.</summary>
    /// <returns>The downloads; none if there is no file.</returns>
    /// <exception cref="FormatException">It is something else.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static IReadOnlyList<QueuedDownload> Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return [.. document.RootElement.EnumerateArray().Select(ReadOne).DistinctBy(download => download.Number)];
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new FormatException("it is not a queue of downloads", e);
        }
    }

    /// <summary>Writes the file.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static void Write(string path, IEnumerable<QueuedDownload> downloads) => AtomicFile.Write(path, stream =>
    {
        using var writer = new Utf8JsonWriter(stream);
        writer.WriteStartArray();
        foreach (var download in downloads)
        {
            WriteOne(writer, download);
        }

        writer.WriteEndArray();
    });

    private static QueuedDownload ReadOne(JsonElement element)
    {
        var order = new DownloadOrder { Name = Text(element, "name") };
        if (element.TryGetProperty("content", out var content))
        {
            order = order with { Content = ContentId.TryParse(content.GetString(), out var id) ? id : throw new FormatException("its \"content\" is no content id") };
        }
        else if (element.TryGetProperty("user", out _))
        {
            order = order with { User = Text(element, "user") };
        }
        else
        {
            order = order with { Host = Text(element, "host"), Port = element.GetProperty("port").GetInt32() };
        }

        var paused = element.GetProperty("paused").GetBoolean();
        return new QueuedDownload(element.GetProperty("number").GetInt32(), order) { Stage = paused ? DownloadStage.Paused : DownloadStage.Waiting };
    }

    private static string Text(JsonElement element, string name) =>
        element.GetProperty(name).GetString() ?? throw new FormatException($"its \"{name}\" is no text");

    private static void WriteOne(Utf8JsonWriter writer, QueuedDownload download)
    {
        writer.WriteStartObject();
        writer.WriteNumber("number", download.Number);
        writer.WriteString("name", download.Order.Name);
        if (download.Order.Content is { } content)
        {
            writer.WriteString("content", content.ToString());
        }
        else if (download.Order.User is { } user)
        {
            writer.WriteString("user", user);
        }
        else
        {
            writer.WriteString("host", download.Order.Host);
            writer.WriteNumber("port", download.Order.Port);
        }

        writer.WriteBoolean("paused", download.Stage is DownloadStage.Paused or DownloadStage.Failed);
        writer.WriteEndObject();
    }
}
