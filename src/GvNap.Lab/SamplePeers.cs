namespace GvNap.Lab;

/// <summary>Who is in the lab, and what they share.</summary>
internal static class SamplePeers
{
    private const string GuideText = """
        A guide to GvNap

        keyword WORD...      finds files by words of their name, folder or description
        search QUERY         the same, with "a phrase", -without, prefix*, ext:flac, size:>10MB, user:alice
        get N                downloads result N, from whoever shares it
        download HOST PORT NAME
                             downloads from a peer that you know
        browse USER          lists what somebody shares
        peers                lists who is online
        quit                 leaves

        Each file has a content id: the root of a tree of hashes, and its size. What arrives is
        checked against it piece by piece, so that it does not matter whom it comes from.

        """;

    private const string MenuText = "Café Müller\n\nCrème brûlée   6,50\nKäsespätzle   11,00\nÄpfel im Schlafrock   7,20\n";

    private static readonly (string Name, IReadOnlyList<SampleFile> Files)[] Known =
    [
        ("alice",
        [
            SampleFile.Text("GvNap guide.txt", GuideText, "what to type, and how it works"),
            SampleFile.Binary("recordings/field recording.wav", 6 << 20, seed: 1, "crickets at dusk, two minutes"),
            SampleFile.Text("notes/ideas for the network.txt", "Invites as one link.\nTickets for downloads.\nA gateway for old clients.\n", "unsorted"),
        ]),
        ("bob",
        [
            SampleFile.Text("GvNap guide.txt", GuideText),
            SampleFile.Binary("Fotos/Straße nach Süden.jpg", (3 << 20) + 1, seed: 2),
            SampleFile.Text("empty file.txt", ""),
        ]),
        ("carol",
        [
            SampleFile.Text("texts/GvNap guide.txt", GuideText),
            SampleFile.Text("texts/Café Müller – Menü.txt", MenuText),
            SampleFile.Text("texts/日本語の本.txt", "吾輩は猫である。名前はまだ無い。\n"),
            SampleFile.Binary("field recording.wav", 6 << 20, seed: 1),
        ]),
        ("dave",
        [
            SampleFile.Binary("data set (large).bin", 12 << 20, seed: 3),
            SampleFile.Binary("field recording (copy).wav", 6 << 20, seed: 1),
            SampleFile.Text("Ångström & co.txt", "1 Å = 0.1 nm\n"),
            SampleFile.Text("nothing at all.txt", ""),
        ]),
    ];

    /// <summary>The first peers, with their files.</summary>
    public static IEnumerable<(string Name, IReadOnlyList<SampleFile> Files)> Of(int count) =>
        Enumerable.Range(0, count).Select(index => index < Known.Length ? Known[index] : Further(index + 1));

    private static (string Name, IReadOnlyList<SampleFile> Files) Further(int number) => ($"peer{number}",
    [
        SampleFile.Text("GvNap guide.txt", GuideText),
        SampleFile.Binary($"data of peer {number}.bin", 1 << 20, seed: 100 + number),
    ]);
}
