using GvNap.Index.Search;

namespace GvNap.Index.Tests.Search;

public sealed class SearchQueryTests
{
    [Theory]
    [InlineData("Guide", "guide")]
    [InlineData("  Simon &  Garfunkel ", "simon garfunkel")]
    [InlineData("artist - title", "artist title")]
    [InlineData("\"Exact Phrase\" -without pre*", "\"exact phrase\" -without pre*")]
    [InlineData("01-intro.mp3", "\"01 intro mp3\"")]
    [InlineData("01-intro*", "01.intro*")]
    [InlineData("\"never closed", "\"never closed\"")]
    [InlineData("one\"two three\"four", "one \"two three\" four")]
    [InlineData("-\"left out\" -pre* word", "-\"left out\" -pre* word")]
    [InlineData("ext:FLAC -EXT:.mp3", "ext:flac -ext:mp3")]
    [InlineData("user:Alice.B -user:bob", "user:alice.b -user:bob")]
    [InlineData("http://example.org", "\"http example org\"")]
    [InlineData("size:10", "size:10..10")]
    [InlineData("size:=1KB", "size:1000..1000")]
    [InlineData("size:>10MB", "size:10000001..")]
    [InlineData("size:>=1.5KiB", "size:1536..")]
    [InlineData("size:<1kb", "size:0..999")]
    [InlineData("size:<=1K", "size:0..1000")]
    [InlineData("size:1MB..5MB", "size:1000000..5000000")]
    [InlineData("size:..1GiB", "size:0..1073741824")]
    [InlineData("SIZE:2TiB..", "size:2199023255552..")]
    [InlineData("Ångström CAFÉ", "angstrom cafe")]
    [InlineData("東京tower", "\"東 京 tower\"")]
    public void Queries_are_read_and_print_in_one_form(string text, string printed)
    {
        Assert.True(SearchQuery.TryParse(text, out var query, out _));
        Assert.Equal(printed, query.ToString());
        Assert.Equal(printed, SearchSamples.Query(printed).ToString());
    }

    [Theory]
    [InlineData("", "no words")]
    [InlineData("   ", "no words")]
    [InlineData("*", "no words")]
    [InlineData("- \"\" \" \" --- ***", "no words")]
    [InlineData("-only -not", "leave out")]
    [InlineData("-ext:mp3 -size:>1 -user:alice", "leave out")]
    [InlineData("ext:", "ext:")]
    [InlineData("ext:tar.gz", "ext:")]
    [InlineData("user:", "user:")]
    [InlineData("user:no*", "user:")]
    [InlineData("user:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "user:")]
    [InlineData("size:", "size:")]
    [InlineData("size:big", "size:")]
    [InlineData("size:..", "size:")]
    [InlineData("size:5MB..1MB", "size:")]
    [InlineData("size:<0", "size:")]
    [InlineData("size:-1", "size:")]
    [InlineData("size:>9223372036854775807", "size:")]
    [InlineData("size:9999999999999TB", "size:")]
    [InlineData("size:1.2.3", "size:")]
    [InlineData("size:1XB", "size:")]
    [InlineData("size:=>5", "size:")]
    [InlineData("1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17", "16 terms")]
    public void What_cannot_be_searched_is_refused_with_a_sentence(string text, string why)
    {
        Assert.False(SearchQuery.TryParse(text, out _, out var problem));
        Assert.Contains(why, problem, StringComparison.Ordinal);
        Assert.EndsWith(".", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Length_counts_bytes_of_utf8()
    {
        Assert.True(SearchQuery.TryParse(new string('é', 128), out _, out _));
        Assert.False(SearchQuery.TryParse(new string('é', 129), out _, out var problem));
        Assert.Contains("256 bytes", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Sixteen_terms_are_allowed() =>
        Assert.Equal(16, SearchSamples.Query("1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16").Terms.Count);
}
