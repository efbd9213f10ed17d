using System.Collections.Frozen;
using System.Text;

namespace GvNap.Index.Search.Words;

/// <summary>
/// Letters and digits that are written with a diacritic, in another width, or joined, and what they are without that:
/// the Unicode Character Database's compatibility decompositions (UnicodeData 14.0) without diacritics, and letters that
/// have none there but are commonly typed as others (ø, ł, ß, æ). The runtime's own normalisation is not used, because it
/// does nothing where ICU is not installed.
/// </summary>
internal static class FoldingTable
{
    /// <summary>From a lower-case character to its plain form.</summary>
    public static FrozenDictionary<Rune, Rune[]> Plain { get; } = Read();

    private const string Groups = """
        0=⁰₀⓪０ 1=¹₁①１ 10=⑩ 11=⑪ 12=⑫ 13=⑬ 14=⑭ 15=⑮ 16=⑯ 17=⑰ 18=⑱ 19=⑲ 2=²₂②２ 20=⑳ 3=³₃③３ 4=⁴₄④４ 5=⁵₅⑤５ 6=⁶₆⑥６ 7=⁷₇⑦７
        8=⁸₈⑧８ 9=⁹₉⑨９ a=ªàáâãäåāăąǎǟǡǻȁȃȧᴬᵃḁạảấầẩẫậắằẳẵặₐａ ae=æǣǽᴭ b=ƀɓᴮᵇḃḅḇℬｂ c=çćĉċčᶜḉℂℭⅽꟲｃ d=ðďđɖɗᴰᵈᶞḋḍḏḑḓⅅⅆⅾｄ
        dz=ǆǳ e=èéêëēĕėęěȅȇȩᴱᵉḕḗḙḛḝẹẻẽếềểễệₑℯℰⅇｅ f=ƒᶠḟℱꟳｆ ff=ﬀ ffi=ﬃ ffl=ﬄ fi=ﬁ fl=ﬂ g=ĝğġģǥǧǵᴳᵍḡℊｇ
        h=ĥħȟʰᴴḣḥḧḩḫẖₕℋℌℍℎℏꟸｈ i=ìíîïĩīĭįİıǐȉȋɨᴵᵢᶤḭḯỉịⁱℐℑℹⅈⅰｉ ii=ⅱ iii=ⅲ ij=ĳ iv=ⅳ ix=ⅸ j=ĵǰɉʲᴶⅉⱼｊ k=ķƙǩᴷᵏḱḳḵₖｋ
        l=ĺļľłƚɫˡᴸḷḹḻḽₗℒℓⅼꭞｌ lj=ǉ m=ᴹᵐḿṁṃₘℳⅿｍ n=ñńņňǹɲᴺᶮṅṇṉṋⁿₙℕｎ nj=ǌ o=ºòóôõöøōŏőơǒǫǭǿȍȏȫȭȯȱɵᴼᵒᶱṍṏṑṓọỏốồổỗộớờởỡợₒℴｏ
        oe=œꟹ p=ƥᴾᵖṕṗₚℙｐ q=ℚꟴｑ r=ŕŗřȑȓɍʳᴿᵣṙṛṝṟℛℜℝｒ s=śŝşšſșˢṡṣṥṧṩẛₛｓ ss=ß st=ﬅﬆ t=ţťŧțᵀᵗṫṭṯṱẗₜｔ th=þ
        u=ùúûüũūŭůűųưǔǖǘǚǜȕȗʉᵁᵘᵤᶶṳṵṷṹṻụủứừửữựｕ v=ᵛᵥṽṿⅴⱽｖ vi=ⅵ vii=ⅶ viii=ⅷ w=ŵʷᵂẁẃẅẇẉẘｗ x=ˣẋẍₓⅹｘ xi=ⅺ xii=ⅻ
        y=ýÿŷƴȳɏʸẏẙỳỵỷỹｙ z=źżžƶᶻẑẓẕℤℨｚ ʒ=ǯᶾ α=άἀἁἂἃἄἅἆἇὰάᾀᾁᾂᾃᾄᾅᾆᾇᾰᾱᾲᾳᾴᾶᾷ β=ϐᵝᵦ γ=ᵞᵧℽℾ δ=ᵟ ε=έϵἐἑἒἓἔἕὲέ
        η=ήἠἡἢἣἤἥἦἧὴήᾐᾑᾒᾓᾔᾕᾖᾗῂῃῄῆῇ θ=ϑᶿ ι=ΐίϊἰἱἲἳἴἵἶἷὶίιῐῑῒΐῖῗ κ=ϰ μ=µ ο=όὀὁὂὃὄὅὸό π=ϖℼℿ ρ=ϱᵨῤῥ σ=ςϲ
        υ=ΰϋύϒϓϔὐὑὒὓὔὕὖὗὺύῠῡῢΰῦῧ φ=ϕᵠᵩ χ=ᵡᵪ ω=ώὠὡὢὣὤὥὦὧὼώᾠᾡᾢᾣᾤᾥᾦᾧῲῳῴῶῷ а=ӑӓ г=ѓ е=ѐёӗ ж=ӂӝ з=ӟ и=йѝӣӥ к=ќ н=ᵸ о=ӧ
        у=ўӯӱӳ ч=ӵ ъ=ꚜ ы=ӹ ь=ꚝ э=ӭ і=ї ѵ=ѷ ә=ӛ ө=ӫ եւ=և մե=ﬔ մի=ﬕ մխ=ﬗ մն=ﬓ վն=ﬖ א=ℵﬡאַאָאּ אל=ﭏ ב=ℶבּבֿ ג=ℷגּ ד=ℸﬢדּ ה=ﬣהּ
        ו=וּוֹ ז=זּ ט=טּ י=יִיּ ך=ךּ כ=ﬤכּכֿ ל=ﬥלּ ם=ﬦ מ=מּ נ=נּ ס=סּ ע=ﬠ ף=ףּ פ=פּפֿ צ=צּ ק=קּ ר=ﬧרּ ש=שׁשׂשּׁשּׂשּ ת=ﬨתּ ײ=ײַ ا=آأإ اٴ=ٵ و=ؤ
        وٴ=ٶ ي=ئ يٴ=ٸ ہ=ۂ ۇٴ=ٷ ے=ۓ ە=ۀ क़=क़ ख़=ख़ ग़=ग़ ज़=ज़ ड़=ड़ ढ़=ढ़ ऩ=ऩ फ़=फ़ य़=य़ ऱ=ऱ ऴ=ऴ ড়=ড় ঢ়=ঢ় য়=য় ো=ো ৌ=ৌ
        ਖ਼=ਖ਼ ਗ਼=ਗ਼ ਜ਼=ਜ਼ ਫ਼=ਫ਼ ਲ਼=ਲ਼ ਸ਼=ਸ਼ ଡ଼=ଡ଼ ଢ଼=ଢ଼ ୋ=ୋ ୈ=ୈ ୌ=ୌ ஔ=ஔ ொ=ொ ௌ=ௌ ோ=ோ ై=ై ೀ=ೀ ೊ=ೊ ೋ=ೋ ೇ=ೇ ೈ=ೈ ൊ=ൊ
        ൌ=ൌ ോ=ോ ේ=ේ ො=ො ෝ=ෝ ෞ=ෞ ํา=ำ ຫນ=ໜ ຫມ=ໝ ໍາ=ຳ ゙=ﾞ ゚=ﾟ ァ=ｧ ア=ｱ ィ=ｨ イ=ｲ ゥ=ｩ ウ=ｳ ェ=ｪ エ=ｴ ォ=ｫ オ=ｵ カ=ｶ キ=ｷ ク=ｸ
        ケ=ｹ コ=ｺ サ=ｻ シ=ｼ ス=ｽ セ=ｾ ソ=ｿ タ=ﾀ チ=ﾁ ッ=ｯ ツ=ﾂ テ=ﾃ ト=ﾄ ナ=ﾅ ニ=ﾆ ヌ=ﾇ ネ=ﾈ ノ=ﾉ ハ=ﾊ ヒ=ﾋ フ=ﾌ ヘ=ﾍ ホ=ﾎ マ=ﾏ ミ=ﾐ ム=ﾑ メ=ﾒ
        モ=ﾓ ャ=ｬ ヤ=ﾔ ュ=ｭ ユ=ﾕ ョ=ｮ ヨ=ﾖ ラ=ﾗ リ=ﾘ ル=ﾙ レ=ﾚ ロ=ﾛ ワ=ﾜ ヲ=ｦ ン=ﾝ ー=ｰ 十=〸 卄=〹 卅=〺 ꜧ=ꭜ ꝯ=ꝰ ꬷ=ꭝ ꭒ=ꭟ
        """;

    // "plain=variants", each variant one character.
    private static FrozenDictionary<Rune, Rune[]> Read() =>
        (from line in Groups.Split('\n')
         from part in line.Split(' ')
         let sign = part.IndexOf('=', StringComparison.Ordinal)
         from variant in part[(sign + 1)..].EnumerateRunes()
         select (variant, plain: part[..sign].EnumerateRunes().ToArray())).ToFrozenDictionary(pair => pair.variant, pair => pair.plain);
}
