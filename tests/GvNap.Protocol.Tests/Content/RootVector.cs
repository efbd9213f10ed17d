using System.Text.Json;

namespace GvNap.Protocol.Tests.Content;

/// <summary>A row of <c>roots.json</c>, which libtorrent computed: <c>roots.py</c> says how.</summary>
internal sealed record RootVector(string Content, int Size, int PieceLength, string Root, int Pieces, string LayerSha256)
{
    public static IReadOnlyList<RootVector> All { get; } = Load();

    private static RootVector[] Load()
    {
        using var file = typeof(RootVector).Assembly.GetManifestResourceStream("roots.json")!;
        return JsonSerializer.Deserialize<RootVector[]>(file, JsonSerializerOptions.Web)!;
    }
}
