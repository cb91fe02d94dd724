// The names of SQL Server 2016's collations: designators with the code page of their char and varchar, and
// the suffixes that each takes.
namespace AxMonitor.Engine.Types;

/// <summary>Families of collations.</summary>
internal static class CollationNames
{
    private static readonly string[] Binary = ["_BIN", "_BIN2"];

    private static readonly string[] Sensitivities =
    [
        .. from c in (string[])["_CI", "_CS"]
        from a in (string[])["_AI", "_AS"]
        from k in (string[])["", "_KS"]
        from w in (string[])["", "_WS"]
        select c + a + k + w,
    ];

    /// <summary>Windows collation designators. Version 100 and 90 take _SC for supplementary
    /// characters.</summary>
    private static readonly (string Names, int CodePage)[] Windows =
    [
        (
            "Latin1_General Latin1_General_100 Danish_Norwegian Danish_Greenlandic_100 Finnish_Swedish Finnish_Swedish_100 French French_100 Icelandic Icelandic_100 Modern_Spanish Modern_Spanish_100 Traditional_Spanish Traditional_Spanish_100 German_PhoneBook German_PhoneBook_100 Norwegian_100 Frisian_100 Breton_100 Corsican_100 Romansh_100 Sami_Norway_100 Sami_Sweden_Finland_100 Welsh_100 Mapudungan_100 Mohawk_100 Tamazight_100",
            1252
        ),
        (
            "Albanian Albanian_100 Bosnian_Latin_100 Croatian Croatian_100 Czech Czech_100 Hungarian Hungarian_100 Hungarian_Technical Hungarian_Technical_100 Polish Polish_100 Romanian Romanian_100 Serbian_Latin_100 Slovak Slovak_100 Slovenian Slovenian_100 Turkmen_100 Upper_Sorbian_100",
            1250
        ),
        (
            "Cyrillic_General Cyrillic_General_100 Ukrainian Ukrainian_100 Macedonian_FYROM_90 Macedonian_FYROM_100 Azeri_Cyrillic_90 Azeri_Cyrillic_100 Bashkir_100 Bosnian_Cyrillic_100 Kazakh_90 Kazakh_100 Serbian_Cyrillic_100 Tatar_90 Tatar_100 Yakut_100",
            1251
        ),
        ("Greek Greek_100", 1253),
        ("Turkish Turkish_100 Azeri_Latin_90 Azeri_Latin_100 Uzbek_Latin_90 Uzbek_Latin_100", 1254),
        ("Hebrew Hebrew_100", 1255),
        ("Arabic Arabic_100 Persian_100 Urdu_100 Uighur_100 Dari_100", 1256),
        ("Estonian Estonian_100 Latvian Latvian_100 Lithuanian Lithuanian_100", 1257),
        ("Vietnamese Vietnamese_100", 1258),
        ("Thai Thai_100", 874),
        (
            "Japanese Japanese_90 Japanese_Unicode Japanese_Bushu_Kakusu_100 Japanese_XJIS_100 Japanese_Bushu_Kakusu_140 Japanese_XJIS_140",
            932
        ),
        ("Chinese_PRC Chinese_PRC_90 Chinese_PRC_Stroke Chinese_PRC_Stroke_90 Chinese_Simplified_Pinyin_100 Chinese_Simplified_Stroke_Order_100", 936),
        ("Korean_90 Korean_100 Korean_Wansung", 949),
        (
            "Chinese_Hong_Kong_Stroke_90 Chinese_Taiwan_Bopomofo Chinese_Taiwan_Bopomofo_90 Chinese_Taiwan_Stroke Chinese_Taiwan_Stroke_90 Chinese_Traditional_Bopomofo_100 Chinese_Traditional_Pinyin_100 Chinese_Traditional_Stroke_Count_100 Chinese_Traditional_Stroke_Order_100",
            950
        ),
        ("Georgian_Modern_Sort Georgian_Modern_Sort_100", 1252),
        (
            "Assamese_100 Bengali_100 Divehi_90 Divehi_100 Indic_General_90 Indic_General_100 Khmer_100 Lao_100 Maltese_100 Maori_100 Nepali_100 Pashto_100 Syriac_90 Syriac_100 Tibetan_100",
            1252
        ),
    ];

    /// <summary>SQL collations by code page.</summary>
    private static readonly (string Names, int CodePage)[] Sql =
    [
        (
            "SQL_Latin1_General_CP1_CI_AI SQL_Latin1_General_CP1_CI_AS SQL_Latin1_General_CP1_CS_AS SQL_Latin1_General_Pref_CP1_CI_AS SQL_1xCompat_CP850_CI_AS SQL_AltDiction_Pref_CP850_CI_AS SQL_Danish_Pref_CP1_CI_AS SQL_Icelandic_Pref_CP1_CI_AS SQL_SwedishPhone_Pref_CP1_CI_AS SQL_SwedishStd_Pref_CP1_CI_AS SQL_EBCDIC037_CP1_CS_AS SQL_EBCDIC273_CP1_CS_AS SQL_EBCDIC277_CP1_CS_AS SQL_EBCDIC277_2_CP1_CS_AS SQL_EBCDIC278_CP1_CS_AS SQL_EBCDIC280_CP1_CS_AS SQL_EBCDIC284_CP1_CS_AS SQL_EBCDIC285_CP1_CS_AS SQL_EBCDIC297_CP1_CS_AS SQL_EBCDIC1141_CP1_CS_AS",
            1252
        ),
        ("SQL_Latin1_General_CP437_BIN SQL_Latin1_General_CP437_BIN2 SQL_Latin1_General_CP437_CI_AI SQL_Latin1_General_CP437_CI_AS SQL_Latin1_General_CP437_CS_AS SQL_Latin1_General_Pref_CP437_CI_AS", 437),
        (
            "SQL_Latin1_General_CP850_BIN SQL_Latin1_General_CP850_BIN2 SQL_Latin1_General_CP850_CI_AI SQL_Latin1_General_CP850_CI_AS SQL_Latin1_General_CP850_CS_AS SQL_Latin1_General_Pref_CP850_CI_AS SQL_AltDiction_CP850_CI_AI SQL_AltDiction_CP850_CI_AS SQL_AltDiction_CP850_CS_AS SQL_AltDiction2_CP1253_CS_AS SQL_Scandinavian_CP850_CI_AS SQL_Scandinavian_CP850_CS_AS SQL_Scandinavian_Pref_CP850_CI_AS",
            850
        ),
        (
            "SQL_Latin1_General_CP1250_CI_AS SQL_Latin1_General_CP1250_CS_AS SQL_Croatian_CP1250_CI_AS SQL_Croatian_CP1250_CS_AS SQL_Czech_CP1250_CI_AS SQL_Czech_CP1250_CS_AS SQL_Hungarian_CP1250_CI_AS SQL_Hungarian_CP1250_CS_AS SQL_Polish_CP1250_CI_AS SQL_Polish_CP1250_CS_AS SQL_Romanian_CP1250_CI_AS SQL_Romanian_CP1250_CS_AS SQL_Slovak_CP1250_CI_AS SQL_Slovak_CP1250_CS_AS SQL_Slovenian_CP1250_CI_AS SQL_Slovenian_CP1250_CS_AS",
            1250
        ),
        ("SQL_Latin1_General_CP1251_CI_AS SQL_Latin1_General_CP1251_CS_AS SQL_Ukrainian_CP1251_CI_AS SQL_Ukrainian_CP1251_CS_AS", 1251),
        ("SQL_Latin1_General_CP1253_CI_AI SQL_Latin1_General_CP1253_CI_AS SQL_Latin1_General_CP1253_CS_AS SQL_MixDiction_CP1253_CS_AS", 1253),
        ("SQL_Latin1_General_CP1254_CI_AS SQL_Latin1_General_CP1254_CS_AS", 1254),
        ("SQL_Latin1_General_CP1255_CI_AS SQL_Latin1_General_CP1255_CS_AS", 1255),
        ("SQL_Latin1_General_CP1256_CI_AS SQL_Latin1_General_CP1256_CS_AS", 1256),
        (
            "SQL_Latin1_General_CP1257_CI_AS SQL_Latin1_General_CP1257_CS_AS SQL_Estonian_CP1257_CI_AS SQL_Estonian_CP1257_CS_AS SQL_Latvian_CP1257_CI_AS SQL_Latvian_CP1257_CS_AS SQL_Lithuanian_CP1257_CI_AS SQL_Lithuanian_CP1257_CS_AS",
            1257
        ),
    ];

    private static readonly Dictionary<string, (string Name, int CodePage)> Known = Collect();

    /// <summary>Every name.</summary>
    public static IEnumerable<string> All() => Known.Values.Select(static k => k.Name);

    /// <summary>A name in its own spelling with its code page; null when there is none.</summary>
    public static (string Name, int CodePage)? Canonical(string name) => Known.TryGetValue(name, out var found) ? found : null;

    private static Dictionary<string, (string Name, int CodePage)> Collect()
    {
        var known = new Dictionary<string, (string Name, int CodePage)>(StringComparer.OrdinalIgnoreCase);
        foreach (var (names, codePage) in Windows)
        {
            foreach (var designator in names.Split(' '))
            {
                var isNew = designator.EndsWith("_100", StringComparison.Ordinal) || designator.EndsWith("_90", StringComparison.Ordinal);
                var supplementary = Sensitivities.Where(_ => isNew).Select(static s => s + "_SC");
                foreach (var suffix in Binary.Concat(Sensitivities).Concat(supplementary))
                {
                    known[designator + suffix] = (designator + suffix, codePage);
                }
            }
        }

        foreach (var (names, codePage) in Sql)
        {
            foreach (var name in names.Split(' '))
            {
                known[name] = (name, codePage);
            }
        }

        return known;
    }
}
