// Reads the compact column lists in which system views are written down: "name sysname, object_id int,
// principal_id int?".
using System.Collections.Immutable;
using System.Globalization;
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.SystemViews;

/// <summary>Turns a list of names and types into columns. A question mark after the type means
/// nullable.</summary>
internal static class ColumnList
{
    public static ImmutableArray<ColumnDef> Parse(string text)
    {
        var columns = ImmutableArray.CreateBuilder<ColumnDef>();
        foreach (var item in Split(text))
        {
            var space = item.IndexOf(' ', StringComparison.Ordinal);
            var type = item[(space + 1)..];
            var nullable = type.EndsWith('?');
            columns.Add(
                new ColumnDef(item[..space], TypeOf(nullable ? type[..^1] : type), nullable)
                {
                    Ordinal = columns.Count,
                    ColumnId = columns.Count + 1,
                }
            );
        }

        return columns.ToImmutable();
    }

    public static ImmutableArray<SqlType> Types(string text) => [.. Split(text).Select(TypeOf)];

    // Commas inside parentheses belong to a type.
    private static IEnumerable<string> Split(string text)
    {
        var (start, depth) = (0, 0);
        for (var i = 0; i <= text.Length; i++)
        {
            if (i == text.Length || (text[i] == ',' && depth == 0))
            {
                var item = text[start..i].Trim();
                if (item.Length > 0)
                {
                    yield return item;
                }

                start = i + 1;
            }
            else
            {
                depth +=
                    text[i] == '(' ? 1
                    : text[i] == ')' ? -1
                    : 0;
            }
        }
    }

    private static SqlType TypeOf(string text)
    {
        var open = text.IndexOf('(', StringComparison.Ordinal);
        var name = open < 0 ? text : text[..open];
        var arguments =
            open < 0
                ? []
                : text[(open + 1)..^1]
                    .Split(',')
                    .Select(static a => a.Trim() == "max" ? SqlType.Max : int.Parse(a, CultureInfo.InvariantCulture))
                    .ToArray();
        return name switch
        {
            "sysname" => SqlType.SysName,
            "bit" => SqlType.Bit,
            "tinyint" => SqlType.TinyInt,
            "smallint" => SqlType.SmallInt,
            "int" => SqlType.Int,
            "bigint" => SqlType.BigInt,
            "real" => SqlType.Real,
            "float" => SqlType.Float,
            "numeric" => SqlType.Decimal(arguments[0], arguments[1]),
            "datetime" => SqlType.DateTime,
            "datetime2" => SqlType.DateTime2(arguments[0]),
            "datetimeoffset" => SqlType.DateTimeOffset(arguments[0]),
            "uniqueidentifier" => SqlType.UniqueIdentifier,
            "xml" => SqlType.Xml,
            "sql_variant" => SqlType.SqlVariant,
            "char" => SqlType.Char(arguments[0]),
            "varchar" => SqlType.VarChar(arguments[0]),
            "nchar" => SqlType.NChar(arguments[0]),
            "nvarchar" => SqlType.NVarChar(arguments[0]),
            "binary" => SqlType.Binary(arguments[0]),
            "varbinary" => SqlType.VarBinary(arguments[0]),
            _ => throw new ArgumentException(
                $"A system view's column list names the type '{text}', which ColumnList does not know.",
                nameof(text)
            ),
        };
    }
}
