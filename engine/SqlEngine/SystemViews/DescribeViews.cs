// sys.dm_exec_describe_first_result_set: the columns of what a batch or procedure returns first, without
// running it.
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.SystemViews;

/// <summary>A column of a result set that was described, not run.</summary>
public sealed record DescribedColumn(string Name, SqlType Type, bool IsNullable, bool IsIdentity);

/// <summary>sys.dm_exec_describe_first_result_set and its sibling for objects.</summary>
internal static class DescribeViews
{
    private const string Columns =
        "is_hidden bit?, column_ordinal int?, name sysname?, is_nullable bit?, system_type_id int?, system_type_name nvarchar(256)?, max_length smallint?, precision tinyint?, scale tinyint?, "
        + "collation_name sysname?, user_type_id int?, user_type_database sysname?, user_type_schema sysname?, user_type_name sysname?, assembly_qualified_type_name nvarchar(4000)?, xml_collection_id int?, "
        + "xml_collection_database sysname?, xml_collection_schema sysname?, xml_collection_name sysname?, is_xml_document bit?, is_case_sensitive bit?, is_fixed_length_clr_type bit?, source_server sysname?, "
        + "source_database sysname?, source_schema sysname?, source_table sysname?, source_column sysname?, is_identity_column bit?, is_part_of_unique_key bit?, is_updateable bit?, is_computed_column bit?, "
        + "is_sparse_column_set bit?, ordinal_in_order_by_list smallint?, order_by_list_length smallint?, order_by_is_descending smallint?, error_number int?, error_severity int?, error_state int?, "
        + "error_message nvarchar(4000)?, error_type int?, error_type_desc nvarchar(60)?";

    private const int ErrorAt = 35;
    private const int Width = 41;

    public static IEnumerable<SystemView> All =>
        [
            SystemView.Function(
                "dm_exec_describe_first_result_set",
                "nvarchar(max), nvarchar(max), tinyint",
                Columns,
                static (c, a) =>
                    Rows(() => c.DescribeFirstResultSet(a[0].IsNull ? "" : a[0].AsString(), a[1].IsNull ? "" : a[1].AsString())),
                permission: null
            ),
            SystemView.Function(
                "dm_exec_describe_first_result_set_for_object",
                "int, tinyint",
                Columns,
                static (c, a) => Rows(() => c.DescribeFirstResultSet(a[0].IsNull ? 0 : (int)a[0].AsInt64())),
                permission: null
            ),
        ];

    private static IEnumerable<object?[]> Rows(Func<IReadOnlyList<DescribedColumn>> describe)
    {
        try
        {
            return [.. describe().Select(Row)];
        }
        catch (SqlError error)
        {
            var row = new object?[Width];
            row[ErrorAt] = error.Number;
            row[ErrorAt + 1] = (int)error.Severity;
            row[ErrorAt + 2] = (int)error.State;
            row[ErrorAt + 3] = error.Message;
            (row[ErrorAt + 4], row[ErrorAt + 5]) = error.Number switch
            {
                11514 => (4, "DYNAMIC_SQL"),
                11525 or 11526 => (10, "TEMPORARY_TABLE"),
                _ when error.Severity == 15 => (2, "SYNTAX"),
                _ => (1, "MISC"),
            };
            return [row];
        }
    }

    private static object?[] Row(DescribedColumn column, int index)
    {
        var type = column.Type;
        var row = new object?[Width];
        row[0] = false;
        row[1] = index + 1;
        row[2] = column.Name.Length == 0 ? null : column.Name;
        row[3] = column.IsNullable;
        row[4] = TypeFacts.SystemTypeId(type);
        row[5] = TypeRules.Format(type);
        row[6] = (short)TypeFacts.MaxLength(type);
        row[7] = (byte)TypeFacts.Precision(type);
        row[8] = (byte)TypeFacts.Scale(type);
        row[9] = type.IsCharacter ? type.Collation?.Name : null;
        row[19] = false;
        row[20] = type.IsCharacter && type.Collation is { } collation && collation.Name.Contains("_CS", StringComparison.Ordinal);
        row[21] = false;
        row[27] = column.IsIdentity;
        row[31] = false;
        return row;
    }
}
