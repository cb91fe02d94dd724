// FOR JSON PATH: rows to JSON text.
using System.Globalization;
using System.Text;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Json;

/// <summary>Serialises rows as FOR JSON PATH does.</summary>
public static class ForJson
{
    /// <summary>Binds the clause to the select list. The result is nvarchar(max); NULL when there are no
    /// rows.</summary>
    /// <param name="options">The clause.</param>
    /// <param name="names">Column names; dots nest.</param>
    /// <param name="types">Column types.</param>
    /// <param name="isJson">Per column: it is a FOR JSON subquery (without WITHOUT_ARRAY_WRAPPER), JSON_QUERY
    /// or JSON_MODIFY and must not be escaped.</param>
    /// <exception cref="SqlError">13601 conflicting paths, 13605 unnamed column, 13620 ROOT with
    /// WITHOUT_ARRAY_WRAPPER.</exception>
    public static Func<IEnumerable<SqlValue[]>, SqlValue> Bind(
        ForJsonOptions options,
        IReadOnlyList<string> names,
        IReadOnlyList<SqlType> types,
        IReadOnlyList<bool> isJson
    )
    {
        RequireWrapper(options);
        var root = new Member("", -1);
        for (var i = 0; i < names.Count; i++)
        {
            Place(root, names[i], i);
        }

        var writers = new Func<SqlValue, string>[types.Count];
        for (var i = 0; i < writers.Length; i++)
        {
            var type = types[i];
            writers[i] = isJson[i] ? static v => v.AsString() : v => ValueText(type, v);
        }

        return rows =>
        {
            var builder = new StringBuilder();
            var count = 0;
            foreach (var row in rows)
            {
                builder.Append(count++ == 0 ? "" : ",");
                WriteObject(builder, root, row, writers, options.IncludeNullValues);
            }

            return count == 0 ? SqlValue.Null : Wrapped(options, builder);
        };
    }

    /// <exception cref="SqlError">13620.</exception>
    internal static void RequireWrapper(ForJsonOptions options)
    {
        if (options is { Root: not null, WithoutArrayWrapper: true })
        {
            throw new SqlError(
                13620,
                16,
                1,
                "ROOT option and WITHOUT_ARRAY_WRAPPER option cannot be used together in FOR JSON. Remove one of these options."
            );
        }
    }

    /// <summary>The objects as the clause wants them: as a list, below a root, or bare.</summary>
    internal static SqlValue Wrapped(ForJsonOptions options, StringBuilder objects)
    {
        var list = options.WithoutArrayWrapper ? objects.ToString() : "[" + objects + "]";
        return SqlValue.FromString(options.Root is null ? list : $"{{\"{JsonText.Escape(options.Root)}\":{list}}}");
    }

    internal static SqlError Unnamed() =>
        new(
            13605,
            16,
            1,
            "Column expressions and data sources without names or aliases cannot be formatted as JSON text using FOR JSON clause. Add alias to the unnamed column or table."
        );

    internal static SqlError Conflict(string name) =>
        new(
            13601,
            16,
            1,
            $"Property '{name}' cannot be generated in JSON output due to a conflict with another column name or alias. Use different names and aliases for each column in SELECT list."
        );

    /// <summary>A non-NULL value as JSON: numbers and booleans bare, all else quoted.</summary>
    internal static string ValueText(SqlType type, SqlValue value)
    {
        switch (type.Kind)
        {
            case SqlTypeKind.Bit:
                return value.AsBool() ? "true" : "false";
            case SqlTypeKind.TinyInt or SqlTypeKind.SmallInt or SqlTypeKind.Int or SqlTypeKind.BigInt:
                return value.AsInt64().ToString(CultureInfo.InvariantCulture);
            case SqlTypeKind.Decimal or SqlTypeKind.Money or SqlTypeKind.SmallMoney:
                return DecimalMath.ToText(value.AsUnscaled(), type.Scale);
            case SqlTypeKind.Float:
                return value.AsDouble().ToString("e15", CultureInfo.InvariantCulture);
            case SqlTypeKind.Real:
                return value.AsDouble().ToString("e7", CultureInfo.InvariantCulture);
            case SqlTypeKind.SqlVariant:
                var variant = (SqlVariantValue)value.Ref!;
                return ValueText(variant.Type, variant.Value);
            case SqlTypeKind.Binary or SqlTypeKind.VarBinary or SqlTypeKind.Image or SqlTypeKind.RowVersion:
                return $"\"{JsonText.Escape(Convert.ToBase64String(value.AsBytes()))}\"";
            case SqlTypeKind.Date
            or SqlTypeKind.Time
            or SqlTypeKind.SmallDateTime
            or SqlTypeKind.DateTime
            or SqlTypeKind.DateTime2
            or SqlTypeKind.DateTimeOffset:
                return $"\"{DateText.Format(type, value, 126)}\"";
            case SqlTypeKind.UniqueIdentifier:
                return $"\"{value.AsGuid().ToString("D", CultureInfo.InvariantCulture).ToUpperInvariant()}\"";
            default:
                return $"\"{JsonText.Escape(type.IsCharacter ? value.AsString() : value.Ref!.ToString()!)}\"";
        }
    }

    private static void Place(Member root, string name, int column)
    {
        if (name.Length == 0)
        {
            throw Unnamed();
        }

        var parent = root;
        var steps = name.Split('.');
        for (var i = 0; i < steps.Length; i++)
        {
            var isLeaf = i == steps.Length - 1;
            var existing = parent.Members.FindIndex(m => string.Equals(m.Name, steps[i], StringComparison.Ordinal));

            // An object can only grow while it is the latest: its text is written in one go.
            if (existing >= 0 && (isLeaf || parent.Members[existing].Column >= 0 || existing != parent.Members.Count - 1))
            {
                throw Conflict(name);
            }

            if (existing < 0)
            {
                parent.Members.Add(new Member(steps[i], isLeaf ? column : -1));
            }

            parent = parent.Members[^1];
        }
    }

    private static void WriteObject(
        StringBuilder builder,
        Member parent,
        SqlValue[] row,
        Func<SqlValue, string>[] writers,
        bool includesNulls
    )
    {
        builder.Append('{');
        var count = 0;
        foreach (var member in parent.Members)
        {
            if (!includesNulls && IsEmpty(member, row))
            {
                continue;
            }

            builder.Append(count++ == 0 ? "\"" : ",\"");
            JsonText.AppendEscaped(builder, member.Name);
            builder.Append("\":");
            if (member.Column < 0)
            {
                WriteObject(builder, member, row, writers, includesNulls);
            }
            else
            {
                var value = row[member.Column];
                builder.Append(value.IsNull ? "null" : writers[member.Column](value));
            }
        }

        builder.Append('}');
    }

    private static bool IsEmpty(Member member, SqlValue[] row) =>
        member.Column >= 0 ? row[member.Column].IsNull : member.Members.TrueForAll(m => IsEmpty(m, row));

    private sealed class Member(string name, int column)
    {
        public string Name { get; } = name;

        /// <summary>The column of a leaf, -1 for an object.</summary>
        public int Column { get; } = column;

        public List<Member> Members { get; } = [];
    }
}
