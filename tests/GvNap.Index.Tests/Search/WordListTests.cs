using System.Text;
using GvNap.Index.Search.Words;

namespace GvNap.Index.Tests.Search;

public sealed class WordListTests
{
    [Theory]
    [InlineData("Hello, World! 42", "hello world 42")]
    [InlineData("snake_case-and.dots", "snake case and dots")]
    [InlineData("Café CAFÉ cafe\u0301", "cafe cafe cafe")]
    [InlineData("Ångström A\u030Angstro\u0308m", "angstrom angstrom")]
    [InlineData("Straße STRASSE ẞ", "strasse strasse ss")]
    [InlineData("Ærø Łódź İstanbul ığdır Đorđe þing", "aero lodz istanbul igdir dorde thing")]
    [InlineData("Việt Nam ĐẶNG", "viet nam dang")]
    [InlineData("Ωμέγα ΩΜΕΓΑ ΣΊΣΥΦΟΣ σίσυφος", "ωμεγα ωμεγα σισυφοσ σισυφοσ")]
    [InlineData("Ёлка ЕЛКА Їжак Киї\u0306в", "елка елка іжак киів")]
    [InlineData("שָׁלוֹם שלום", "שלום שלום")]
    [InlineData("مَرْحَبًا آسيا", "مرحبا اسيا")]
    [InlineData("東京タワー", "東 京 タ ワ ー")]
    [InlineData("か\u3099き カ\u3099 は\u309A ガ", "が き ガ ぱ ガ")]
    [InlineData("\u1112\u1161\u11AB\u1100\u1173\u11AF 한글", "한 글 한 글")]
    [InlineData("ｶﾞ ＡＢＣ１", "ガ abc1")]
    [InlineData("ﬁne ② x² Ⅷ", "fine 2 x2 viii")]
    [InlineData("हिन्दी", "हिन्दी")]
    [InlineData("soft\u00ADhyphen zero\u200Bwidth", "softhyphen zerowidth")]
    [InlineData("🎵🎶 music♥", "🎵 🎶 music ♥")]
    [InlineData("\u202Eevil\0\u001b[2J", "evil 2j")]
    [InlineData("𠀀𠀁 𐐀", "𠀀 𠀁 𐐨")]
    [InlineData("", "")]
    [InlineData("\u0301 - !", "")]
    public void Text_becomes_folded_words(string text, string words) => Assert.Equal(words, string.Join(' ', WordList.Split(text)));

    [Fact]
    public void Folding_a_folded_word_changes_nothing()
    {
        for (var value = 0; value < 0x30000; value++)
        {
            if (Rune.IsValid(value))
            {
                var words = WordList.Split($"a{new Rune(value)}b");
                Assert.Equal(words, WordList.Split(string.Join(' ', words)));
            }
        }
    }

    [Fact]
    public void A_very_long_word_is_cut_and_the_next_is_not_lost()
    {
        var words = WordList.Split(new string('é', 100_000) + " next");
        Assert.Equal([new string('e', WordList.MaxWordBytes), "next"], words);
        Assert.All(WordList.Split(new string('щ', 1_000)), word => Assert.Equal(WordList.MaxWordBytes / 2, word.Length));
    }

    [Fact]
    public void Bytes_that_are_no_utf8_separate_words()
    {
        var words = new WordList();
        words.Add([(byte)'a', 0xFF, (byte)'b', 0xC3]);
        Assert.Equal(2, words.Count);
    }
}
