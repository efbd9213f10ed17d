using System.Text;
using FsCheck;
using FsCheck.Fluent;
using GvNap.Index.Search;
using Microsoft.FSharp.Core;

namespace GvNap.Index.Tests.Search;

public sealed class SearchQueryPropertyTests
{
    // What the language gives a meaning to, letters that fold in unusual ways, and halves of surrogate pairs.
    private static readonly string[] Parts =
    [
        " ", "\"", "-", "*", ":", ".", "..", ">", "<", "=", "ext:", "size:", "user:", "1", "5", "10MB", "1.5GiB", "a", "Guide", "é", "e\u0301", "ß", "İ", "Σ", "東", "か", "\u3099",
        "\u1112", "\u1161", "\u11AB", "\ud83c", "\udfb5", "🎵", "\0", "\u001b", "\u202e", "\u00ad", "ﬃ", "Ⅷ", "\t", "alice",
    ];

    private static readonly ulong Seed = ulong.TryParse(Environment.GetEnvironmentVariable("GVNAP_SEED"), out var seed) ? seed : 1699;

    private static Arbitrary<string> AnyText { get; } = Gen.OneOf(
        Gen.Elements(Parts).ArrayOf().Select(string.Concat),
        Gen.Choose(0, 0xFFFF).Select(letter => (char)letter).ArrayOf().Select(letters => new string(letters)),
        ArbMap.Default.GeneratorFor<string?>().Select(text => text ?? "")).ToArbitrary();

    [Fact]
    public void Any_text_is_a_query_or_is_refused_with_a_sentence() =>
        Holds(text => SearchQuery.TryParse(text, out var query, out var problem)
            ? query.Terms.Count is > 0 and <= 16 && query.Terms.Any(term => !term.Negated) && problem is null
            : problem!.EndsWith('.') && query is null);

    [Fact]
    public void A_query_prints_as_what_parses_to_the_same_query() =>
        Holds(text => !SearchQuery.TryParse(text, out var query, out _)
            || Encoding.UTF8.GetByteCount(query.ToString()) > 256
            || (SearchQuery.TryParse(query.ToString(), out var again, out _) && again.Terms.SequenceEqual(query.Terms) && again.ToString() == query.ToString()));

    [Fact]
    public void Case_and_composition_make_no_difference() =>
        Holds(text => !SearchQuery.TryParse(text, out var query, out _)
            || text.Any(char.IsSurrogate)
            || !SearchQuery.TryParse(text.ToUpperInvariant(), out var upper, out _)
            || upper.ToString() == query.ToString());

    [Fact]
    public void Any_query_is_answered()
    {
        var index = SearchSamples.IndexOf("Guide to 東京.txt", "Musik/Straße é.flac", "a.b");
        Holds(text => !SearchQuery.TryParse(text, out var query, out _) || index.Find(query, 10).Results.Count <= 3);
    }

    private static void Holds(Func<string, bool> property) => Check.One(
        $"GVNAP_SEED={Seed}",
        Config.QuickThrowOnFailure.WithMaxTest(5_000).WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(Seed, 1), FSharpOption<int>.None))),
        Prop.ForAll(AnyText, property));
}
