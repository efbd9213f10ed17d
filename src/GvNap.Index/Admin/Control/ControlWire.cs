using System.Text.Json;

namespace GvNap.Index.Admin.Control;

/// <summary>What goes over a control socket: a request and a reply, a line of JSON each.</summary>
internal static class ControlWire
{
    /// <summary>How long either side waits for the other: a store that hangs holds a ban up for some seconds.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Writes one line.</summary>
    public static async Task WriteAsync<T>(Stream stream, T value, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(value, AdminJson.Options), cancellationToken);
        await stream.WriteAsync("\n"u8.ToArray(), cancellationToken);
        await stream.FlushAsync(cancellationToken);
    }

    /// <summary>Reads one line.</summary>
    /// <exception cref="IOException">The other side closed before its end, or it is no such value.</exception>
    public static async Task<T> ReadAsync<T>(TextReader reader, CancellationToken cancellationToken)
        where T : class
    {
        var line = await reader.ReadLineAsync(cancellationToken) ?? throw new IOException("It closed without an answer.");
        try
        {
            return JsonSerializer.Deserialize<T>(line, AdminJson.Options) ?? throw new IOException("It sent nothing.");
        }
        catch (JsonException malformed)
        {
            throw new IOException("It speaks another language.", malformed);
        }
    }
}
