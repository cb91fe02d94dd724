// Parameters that hold several values, as a report server passes them on: to a procedure as one text with
// commas, in the text of a query in place of the parameter, so that IN (@P) works.

using System.Globalization;
using System.Text;

namespace AxMonitor.Sandbox.ReportPortal.Data;

internal static class SeveralValues
{
    /// <summary>The query with single values only.</summary>
    public static DatasetQuery Of(DatasetQuery query)
    {
        if (!query.Parameters.Any(p => p.Value is object?[]))
        {
            return query;
        }

        if (!query.IsText)
        {
            return query with
            {
                Parameters =
                [
                    .. query.Parameters.Select(p =>
                        KeyValuePair.Create<string, object?>(
                            p.Key,
                            p.Value is object?[] several
                                ? string.Join(',', several.Select(v => Convert.ToString(v, CultureInfo.InvariantCulture)))
                                : p.Value
                        )
                    ),
                ],
            };
        }

        var parameters = new List<KeyValuePair<string, object?>>();
        var names = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in query.Parameters)
        {
            if (value is not object?[] several)
            {
                parameters.Add(KeyValuePair.Create(name, value));
                continue;
            }

            var own = several
                .Select((v, i) => KeyValuePair.Create(string.Create(CultureInfo.InvariantCulture, $"{name}_{i + 1}"), v))
                .ToList();
            parameters.AddRange(own);
            names[name] = string.Join(", ", own.Select(p => p.Key));
        }

        return query with { Procedure = Replace(query.Procedure, names), Parameters = parameters };
    }

    /// <summary>Puts the lists in place of their parameters; texts, comments and quoted names stay as they
    /// are.</summary>
    private static string Replace(string sql, Dictionary<string, string> names)
    {
        var result = new StringBuilder(sql.Length);
        for (var at = 0; at < sql.Length;)
        {
            var end = End(sql, at);
            var token = sql[at..end];
            result.Append(sql[at] == '@' && names.TryGetValue(token, out var list) ? list : token);
            at = end;
        }

        return result.ToString();
    }

    /// <summary>Where the token that begins here ends.</summary>
    private static int End(string sql, int at)
    {
        int Behind(string end, int from) =>
            sql.IndexOf(end, from, StringComparison.Ordinal) is var i and >= 0 ? i + end.Length : sql.Length;

        var next = at + 1 < sql.Length ? sql[at + 1] : '\0';
        switch (sql[at])
        {
            case '\'':
                return Behind("'", at + 1);
            case '"':
                return Behind("\"", at + 1);
            case '[':
                return Behind("]", at + 1);
            case '-' when next == '-':
                return Behind("\n", at);
            case '/' when next == '*':
                return Behind("*/", at + 2);
            default:
                var end = at + 1;
                while (IsName(sql[at]) && end < sql.Length && IsName(sql[end]))
                {
                    end++;
                }

                return end;
        }
    }

    private static bool IsName(char c) => char.IsLetterOrDigit(c) || c is '_' or '@' or '#' or '$';
}
