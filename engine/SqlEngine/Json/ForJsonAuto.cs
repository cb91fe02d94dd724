// FOR JSON AUTO: the rows of each further table become an array inside the object of the table before it.
using System.Text;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Json;

/// <summary>Serialises rows as FOR JSON AUTO does.</summary>
public static class ForJsonAuto
{
    /// <summary>Binds the clause to the select list. The result is nvarchar(max); NULL when there are no
    /// rows.</summary>
    /// <param name="options">The clause.</param>
    /// <param name="names">Column names; dots are part of them.</param>
    /// <param name="types">Column types.</param>
    /// <param name="isJson">Per column: it is JSON already.</param>
    /// <param name="sources">Per column the table as FROM names it; null for expressions.</param>
    /// <exception cref="SqlError">13600 no table, 13601 the same name twice, 13605 unnamed column,
    /// 13620.</exception>
    public static Func<IEnumerable<SqlValue[]>, SqlValue> Bind(
        ForJsonOptions options,
        IReadOnlyList<string> names,
        IReadOnlyList<SqlType> types,
        IReadOnlyList<bool> isJson,
        IReadOnlyList<string?> sources
    )
    {
        ForJson.RequireWrapper(options);
        var levels = AutoLevels.Of(sources);
        if (levels.Count == 0)
        {
            throw new SqlError(
                13600,
                16,
                1,
                "FOR JSON AUTO requires at least one table for generating JSON objects. Use FOR JSON PATH or add a FROM clause with a table name."
            );
        }

        foreach (var level in levels)
        {
            RequireNames(level, names);
        }

        return rows =>
        {
            var builder = new StringBuilder();
            var hasMembers = false;
            AutoLevels.Walk(
                levels,
                rows.Select(row => Texts(row, types, isJson)),
                (level, row, follows) =>
                {
                    if (follows)
                    {
                        builder.Append(',');
                    }
                    else if (level > 0)
                    {
                        builder.Append(hasMembers ? ",\"" : "\"");
                        JsonText.AppendEscaped(builder, levels[level].Name);
                        builder.Append("\":[");
                    }

                    hasMembers = WriteMembers(builder, levels[level], row, names, options.IncludeNullValues);
                },
                (level, isLast) => builder.Append(isLast && level > 0 ? "}]" : "}")
            );
            return builder.Length == 0 ? SqlValue.Null : ForJson.Wrapped(options, builder);
        };
    }

    private static string?[] Texts(SqlValue[] row, IReadOnlyList<SqlType> types, IReadOnlyList<bool> isJson)
    {
        var texts = new string?[row.Length];
        for (var i = 0; i < row.Length; i++)
        {
            texts[i] =
                row[i].IsNull ? null
                : isJson[i] ? row[i].AsString()
                : ForJson.ValueText(types[i], row[i]);
        }

        return texts;
    }

    private static bool WriteMembers(
        StringBuilder builder,
        AutoLevel level,
        string?[] row,
        IReadOnlyList<string> names,
        bool includesNulls
    )
    {
        builder.Append('{');
        var count = 0;
        foreach (var column in level.Columns)
        {
            if (row[column] is null && !includesNulls)
            {
                continue;
            }

            builder.Append(count++ == 0 ? "\"" : ",\"");
            JsonText.AppendEscaped(builder, names[column]);
            builder.Append("\":").Append(row[column] ?? "null");
        }

        return count > 0;
    }

    private static void RequireNames(AutoLevel level, IReadOnlyList<string> names)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var column in level.Columns)
        {
            if (names[column].Length == 0)
            {
                throw ForJson.Unnamed();
            }

            if (!seen.Add(names[column]))
            {
                throw ForJson.Conflict(names[column]);
            }
        }
    }
}
