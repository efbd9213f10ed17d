using System.Globalization;
using System.Text;

namespace GvNap.Index.Search.Words;

/// <summary>What a character is to a word.</summary>
internal enum LetterKind
{
    /// <summary>Ends a word.</summary>
    Separator,

    /// <summary>Part of a word.</summary>
    Letter,

    /// <summary>A word by itself: scripts that are written without spaces, and pictures.</summary>
    WholeWord,
}

/// <summary>Facts about characters outside ASCII.</summary>
internal static class Letters
{
    private const string Voiced = "がぎぐげござじずぜぞだぢづでどばびぶべぼガギグゲゴザジズゼゾダヂヅデドバビブベボ";
    private const string HalfVoiced = "ぱぴぷぺぽパピプペポ";

    // First code points and last ones of diacritics that are dropped (Latin, Greek, Cyrillic; Hebrew and Arabic vowel signs),
    // variation selectors, and what is invisible inside a word. Marks of Indic scripts are letters of their words and stay.
    private static readonly (int First, int Last)[] DroppedRanges =
    [
        (0x00AD, 0x00AD), (0x0300, 0x036F), (0x0483, 0x0487), (0x0591, 0x05BD), (0x05BF, 0x05BF), (0x05C1, 0x05C2), (0x05C4, 0x05C5),
        (0x05C7, 0x05C7), (0x0610, 0x061A), (0x064B, 0x065F), (0x0670, 0x0670), (0x06D6, 0x06DC), (0x06DF, 0x06E8), (0x06EA, 0x06ED),
        (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x200B, 0x200D), (0x2060, 0x2060), (0x20D0, 0x20FF), (0xFE00, 0xFE0F), (0xFE20, 0xFE2F),
        (0xFEFF, 0xFEFF),
    ];

    // Thai and Lao, Myanmar, Khmer, iteration marks and kana, Bopomofo, ideographs, Hangul syllables.
    private static readonly (int First, int Last)[] UnspacedRanges =
    [
        (0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3005, 0x3007), (0x3041, 0x3096), (0x309D, 0x309F), (0x30A1, 0x30FA),
        (0x30FC, 0x30FF), (0x3105, 0x312F), (0x31F0, 0x31FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xAC00, 0xD7A3), (0xF900, 0xFAFF),
        (0x20000, 0x3FFFF),
    ];

    /// <summary>Whether the character is left out, as if it were not there.</summary>
    public static bool IsDropped(Rune letter) => IsIn(DroppedRanges, letter.Value);

    /// <summary>What the character is to a word.</summary>
    public static LetterKind KindOf(Rune letter) => Rune.GetUnicodeCategory(letter) switch
    {
        UnicodeCategory.OtherSymbol => letter.Value is >= 0x2600 and not (0xFFFC or 0xFFFD) ? LetterKind.WholeWord : LetterKind.Separator,
        <= UnicodeCategory.OtherNumber and not UnicodeCategory.EnclosingMark => IsIn(UnspacedRanges, letter.Value) ? LetterKind.WholeWord : LetterKind.Letter,
        _ => LetterKind.Separator,
    };

    /// <summary>
    /// Joins a kana and its sound mark, or the parts of a Hangul syllable (Unicode, section 3.12), which some systems write
    /// one by one. Other letters need no joining: their marks are dropped.
    /// </summary>
    public static bool TryCompose(Rune first, Rune second, out Rune composed)
    {
        var (a, b) = (first.Value, second.Value);
        var value = b switch
        {
            0x3099 when a is 'う' or 'ウ' => a + 78,
            0x3099 when a < 0xFFFF && Voiced.Contains((char)(a + 1)) => a + 1,
            0x309A when a < 0xFFFF && HalfVoiced.Contains((char)(a + 2)) => a + 2,
            >= 0x1161 and <= 0x1175 when a is >= 0x1100 and <= 0x1112 => 0xAC00 + (((a - 0x1100) * 21) + b - 0x1161) * 28,
            > 0x11A7 and <= 0x11C2 when a is >= 0xAC00 and <= 0xD7A3 && (a - 0xAC00) % 28 == 0 => a + b - 0x11A7,
            _ => 0,
        };
        composed = new Rune(value);
        return value != 0;
    }

    private static bool IsIn((int First, int Last)[] ranges, int value)
    {
        foreach (var (first, last) in ranges)
        {
            if (value <= last)
            {
                return value >= first;
            }
        }

        return false;
    }
}
