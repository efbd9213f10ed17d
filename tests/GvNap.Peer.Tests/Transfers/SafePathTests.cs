using System.Text;
using FsCheck;
using FsCheck.Fluent;
using GvNap.Peer.Transfers;
using GvNap.Protocol.Naming;

namespace GvNap.Peer.Tests.Transfers;

public sealed class SafePathTests
{
    private const int LongestName = 255;

    /// <summary>Shared name, its name on Unix, its name on Windows.</summary>
    public static TheoryData<string, string, string> Names => new()
    {
        { "plain.txt", "plain.txt", "plain.txt" },
        { "folder/sub folder/über.txt", "über.txt", "über.txt" },
        { "../../etc/passwd", "passwd", "passwd" },
        { "/etc/shadow", "shadow", "shadow" },
        { "..", "unnamed", "unnamed" },
        { ".", "unnamed", "unnamed" },
        { "", "unnamed", "unnamed" },
        { "folder/", "unnamed", "unnamed" },
        { "..\\..\\boot.ini", "_.\\..\\boot.ini", "boot.ini" },
        { "%2e%2e%2fx", "%2e%2e%2fx", "%2e%2e%2fx" },
        { ".bashrc", "_bashrc", "_bashrc" },
        { "file.txt:hidden", "file.txt:hidden", "file.txt_hidden" },
        { "CON", "CON", "_CON" },
        { "aux.txt", "aux.txt", "_aux.txt" },
        { "com¹.log", "com¹.log", "_com¹.log" },
        { "console.txt", "console.txt", "console.txt" },
        { "trailing. . ", "trailing. . ", "trailing" },
        { "what?<is>|\"this\"*", "what?<is>|\"this\"*", "what__is___this__" },
        { "x" + SafePath.PartSuffix, "x" + SafePath.PartSuffix + "_", "x" + SafePath.PartSuffix + "_" },
        { "X.GVNAP-PART", "X.GVNAP-PART_", "X.GVNAP-PART_" },
        { "a\u001b[31mred\n.txt", "a_[31mred_.txt", "a_[31mred_.txt" },
        { "evil\u202etxt.exe", "evil_txt.exe", "evil_txt.exe" },
        { "lone\ud800.txt", "lone_.txt", "lone_.txt" },
        { "nul\0byte", "nul_byte", "nul_byte" },
        { "replaced\uFFFD.txt", "replaced\uFFFD.txt", "replaced\uFFFD.txt" },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void A_name_is_made_harmless(string shared, string onUnix, string onWindows)
    {
        Assert.Equal(onUnix, SafePath.LocalName(shared, onWindows: false));
        Assert.Equal(onWindows, SafePath.LocalName(shared, onWindows: true));
    }

    [Fact]
    public void A_long_name_is_shortened_and_keeps_its_extension()
    {
        var name = SafePath.LocalName(new string('界', 300) + ".flac");

        Assert.True(Encoding.UTF8.GetByteCount(name) <= LongestName);
        Assert.EndsWith("界.flac", name, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_that_need_the_whole_length_have_partial_files_of_their_own()
    {
        var one = SafePath.PartName(new string('a', 254) + "1");
        var two = SafePath.PartName(new string('a', 254) + "2");

        Assert.NotEqual(one, two);
        Assert.All([one, two], n => Assert.True(n.Length <= LongestName && n.EndsWith(SafePath.PartSuffix, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("name.ext", 0, "name.ext")]
    [InlineData("name.ext", 1, "name (1).ext")]
    [InlineData("name", 12, "name (12)")]
    [InlineData("a.tar.gz", 1, "a.tar (1).gz")]
    public void A_number_goes_before_the_extension(string name, int number, string numbered) => Assert.Equal(numbered, SafePath.Numbered(name, number));

    [Theory]
    [InlineData("../x")]
    [InlineData("a/b")]
    [InlineData("/x")]
    [InlineData("..")]
    [InlineData("")]
    public void A_path_outside_the_folder_is_refused(string name) => Assert.Throws<ArgumentException>(() => SafePath.Combine("/tmp/downloads", name));

    [Fact]
    public void Any_name_stays_in_the_folder()
    {
        var parts = Gen.Elements("..", ".", "/", "\\", "\0", "\n", " ", "CON", "a", "é", "界", "\ud83d", "\u202e", ".gvnap-part", ":", "%2e", new string('x', 200));
        var names = Gen.ArrayOf(parts).Select(string.Concat).Or(ArbMap.Default.GeneratorFor<string>().Where(s => s is not null));

        Prop.ForAll(names.ToArbitrary(), shared =>
        {
            foreach (var onWindows in new[] { false, true })
            {
                var name = SafePath.LocalName(shared, onWindows);
                var isHarmless = FileName.Check(name) == FileNameProblem.None && !name.Contains('/') && name[0] != '.'
                    && !name.EndsWith(SafePath.PartSuffix, StringComparison.OrdinalIgnoreCase)
                    && (!onWindows || (!name.AsSpan().ContainsAny("<>:\"/\\|?*") && name[^1] is not ('.' or ' ')));
                if (!isHarmless || SafePath.Combine("/tmp/downloads", name) != "/tmp/downloads/" + name || FileName.Check(SafePath.PartName(name)) != FileNameProblem.None)
                {
                    return false;
                }
            }

            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    [Fact]
    public void A_name_that_may_be_shared_keeps_its_last_component_on_Unix()
    {
        Assert.All(
            ["notes: draft.txt", "CON", "nul.txt", "a\\b", "trailing.", "space ", "ünï—cödé ☂.md", "-rf", "~", "$HOME", new string('é', 127)],
            name => Assert.Equal(name, SafePath.LocalName("folder/" + name, onWindows: false)));
    }
}
