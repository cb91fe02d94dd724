// fn_helpcollations: the collations of the server with what their suffixes say.
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.SystemViews;

internal static class CollationViews
{
    public static IEnumerable<SystemView> All =>
        [
            SystemView.Function(
                "fn_helpcollations",
                "",
                "name sysname, description nvarchar(1000)",
                static (_, _) =>
                    CollationNames
                        .All()
                        .Order(StringComparer.OrdinalIgnoreCase)
                        .Select(static n => (object?[])[n, Description(n)]),
                permission: null
            ) with
            {
                HasProviders = false,
            },
        ];

    // "Latin1-General, case-insensitive, accent-sensitive, kanatype-insensitive, width-insensitive"
    private static string Description(string name)
    {
        var codePage = CollationNames.Canonical(name)?.CodePage ?? 0;
        var isSql = name.StartsWith("SQL_", StringComparison.Ordinal);
        var words = name.Split('_').ToList();
        if (isSql)
        {
            words.RemoveAt(0);
            words.RemoveAll(static w => w.StartsWith("CP", StringComparison.Ordinal) || w == "Pref");
        }

        var first = words.FindIndex(static w => w is "CI" or "CS" or "BIN" or "BIN2");
        var language = string.Join('-', words.Take(first));
        var suffixes = words.Skip(first).ToHashSet(StringComparer.Ordinal);
        var order =
            suffixes.Contains("BIN") ? "binary sort"
            : suffixes.Contains("BIN2") ? "binary code point comparison sort"
            : string.Join(
                ", ",
                Sensitive("case", suffixes.Contains("CS")),
                Sensitive("accent", suffixes.Contains("AS")),
                Sensitive("kanatype", suffixes.Contains("KS")),
                Sensitive("width", suffixes.Contains("WS"))
            ) + (suffixes.Contains("SC") ? ", supplementary characters" : "");
        return isSql
            ? string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"{language}, {order} for Unicode Data, SQL Server Sort Order{SortOrder(name)} on Code Page {codePage} for non-Unicode Data"
            )
            : $"{language}, {order}";
    }

    private static string Sensitive(string what, bool isSensitive) => $"{what}-{(isSensitive ? "sensitive" : "insensitive")}";

    private static string SortOrder(string name) =>
        name switch
        {
            "SQL_Latin1_General_CP1_CS_AS" => " 51",
            "SQL_Latin1_General_CP1_CI_AS" => " 52",
            "SQL_Latin1_General_Pref_CP1_CI_AS" => " 53",
            "SQL_Latin1_General_CP1_CI_AI" => " 54",
            _ => "",
        };
}
