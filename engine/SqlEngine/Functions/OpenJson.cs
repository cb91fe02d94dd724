// OPENJSON, with its default schema and with explicit columns.
using System.Globalization;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Json;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Functions;

/// <summary>Binds OPENJSON. Row arguments: the JSON text and, when given, the path.</summary>
public static class OpenJson
{
    /// <summary>Columns key, value, type.</summary>
    public static BoundTableFunction DefaultSchema(IReadOnlyList<SqlType> arguments)
    {
        var source = Source(arguments);
        IReadOnlyList<TableFunctionColumn> columns =
        [
            new("key", SqlType.NVarChar(4000, Collation.Binary2), IsNullable: false),
            new("value", SqlType.NVarChar(SqlType.Max)),
            new("type", SqlType.TinyInt, IsNullable: false),
        ];
        return new BoundTableFunction(columns, (a, _) => source(a) is { } root ? Children(root) : []);
    }

    /// <summary>Explicit columns. Errors 13608, 13609, 13618, 13624 ….</summary>
    public static BoundTableFunction WithSchema(IReadOnlyList<SqlType> arguments, IReadOnlyList<OpenJsonColumn> columns)
    {
        var source = Source(arguments);
        var readers = columns.Select(Reader).ToArray();
        return new BoundTableFunction(
            [.. columns.Select(static c => new TableFunctionColumn(c.Name, c.Type))],
            (a, _) =>
            {
                if (source(a) is not { } root)
                {
                    return [];
                }

                IReadOnlyList<JsonPart> rows = root.Kind == JsonKind.Array ? root.Items : [root];
                return rows.Select(row => Array.ConvertAll(readers, read => read(row)));
            }
        );
    }

    private static Func<SqlValue[], JsonPart?> Source(IReadOnlyList<SqlType> arguments)
    {
        var call = new BuiltInCall("openjson", arguments, []);
        call.Expect(1, 2);
        var json = call.Text(0);
        var path = arguments.Count == 2 ? call.Text(1) : null;
        return a =>
        {
            if (json(a) is not { } text)
            {
                return null;
            }

            var root = JsonText.Parse(text);
            if (path is null)
            {
                return root;
            }

            if (path(a) is not { } p)
            {
                return null;
            }

            var parsed = JsonPath.Parse(p);
            var found = parsed.Find(root);
            if (found is null || found.IsScalar)
            {
                return parsed.IsStrict
                    ? throw (found is null ? JsonFunctions.PropertyMissing() : JsonFunctions.ObjectMissing())
                    : null;
            }

            return found;
        };
    }

    private static IEnumerable<SqlValue[]> Children(JsonPart root)
    {
        for (var i = 0; i < root.Items.Count; i++)
        {
            yield return Row(i.ToString(CultureInfo.InvariantCulture), root.Items[i]);
        }

        foreach (var (name, value, _) in root.Members)
        {
            yield return Row(name, value);
        }

        static SqlValue[] Row(string key, JsonPart part) =>
            [
                SqlValue.FromString(key),
                SqlValue.FromString(part.IsScalar ? part.ScalarText : part.Raw),
                SqlValue.FromInt64((int)part.Kind),
            ];
    }

    private static Func<JsonPart, SqlValue> Reader(OpenJsonColumn column)
    {
        if (column.AsJson && !(column.Type is { Kind: SqlTypeKind.NVarChar, IsMax: true }))
        {
            throw new SqlError(
                13618,
                16,
                1,
                "AS JSON option can be specified only for column of nvarchar(max) type in WITH clause."
            );
        }

        var path = column.Path is null ? null : JsonPath.Parse(column.Path);
        var convert = Conversions.Get(
            SqlType.NVarChar(column.Type.IsCharacter ? SqlType.Max : 4000),
            column.Type,
            isExplicit: true
        );
        return row =>
        {
            var part = path is null ? (row.Kind == JsonKind.Object ? row.Member(column.Name) : null) : path.Find(row);
            if (part is null)
            {
                return path is { IsStrict: true } ? throw JsonFunctions.PropertyMissing() : SqlValue.Null;
            }

            if (column.AsJson)
            {
                return !part.IsScalar ? SqlValue.FromString(part.Raw)
                    : path is { IsStrict: true } ? throw JsonFunctions.ObjectMissing()
                    : SqlValue.Null;
            }

            if (!part.IsScalar)
            {
                return path is { IsStrict: true } ? throw JsonFunctions.ScalarMissing() : SqlValue.Null;
            }

            var text = part.ScalarText;
            if (text is null)
            {
                return SqlValue.Null;
            }

            return column.Type.IsBinary ? SqlValue.FromBytes(Convert.FromBase64String(text)) : convert(SqlValue.FromString(text));
        };
    }
}

/// <summary>One column of the WITH clause; without a path, the property of the column's name.</summary>
public sealed record OpenJsonColumn(string Name, SqlType Type, string? Path, bool AsJson);
