using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace GvNap.Index.Admin;

/// <summary>JSON as scripts get it: camel case, letters of all languages as they are.</summary>
internal static class AdminJson
{
    /// <summary>How it is written and read.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Writes a value in one line.</summary>
    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);
}
