using GvNap.Lab.Load;

namespace GvNap.EndToEnd.Tests.Load;

public sealed class CorpusTests
{
    private readonly Corpus _corpus = new(seed: 1);

    [Fact]
    public void A_seed_makes_the_same_files_and_queries_everywhere()
    {
        Assert.Equal("torope pagate/donigus torope patiti.flac", _corpus.File(0).Name);
        Assert.Equal("db0f9160fb234b5f", _corpus.File(0).Content.Root.ToString()[..16]);
        Assert.Equal("fusupo gobima", _corpus.Query(0));
        Assert.Equal(_corpus.File(7), new Corpus(1).File(7));
        Assert.NotEqual(_corpus.File(7), new Corpus(2).File(7));
    }

    [Fact]
    public void Names_have_five_words_and_forty_bytes()
    {
        var names = Enumerable.Range(0, 10_000).Select(number => _corpus.File(number).Name).ToList();

        Assert.All(names, name => Assert.Equal(Corpus.WordsPerName + 1, name.Split(' ', '/', '.').Length));
        Assert.InRange(names.Average(name => name.Length), 39.5, 40.5);
    }

    [Fact]
    public void Files_differ_in_content()
    {
        Assert.Equal(10_000, Enumerable.Range(0, 10_000).Select(number => _corpus.File(number).Content).Distinct().Count());
    }

    [Fact]
    public void Words_are_distinct_and_their_frequency_goes_with_one_over_their_rank()
    {
        Assert.Equal(ZipfWords.Count, Enumerable.Range(1, ZipfWords.Count).Select(ZipfWords.OfRank).Distinct().Count());

        var drawn = Enumerable.Range(0, 100_000).SelectMany(number => _corpus.Query(number).Split(' ')).CountBy(word => word).ToDictionary();
        var harmonic = Enumerable.Range(1, ZipfWords.Count).Sum(rank => 1.0 / rank);
        Assert.All([1, 2, 10, 100], rank =>
        {
            var expected = 200_000 / (harmonic * rank);
            Assert.InRange(drawn[ZipfWords.OfRank(rank)], expected - (5 * Math.Sqrt(expected)), expected + (5 * Math.Sqrt(expected)));
        });
    }
}
