// sp_describe_first_result_set: the rows of sys.dm_exec_describe_first_result_set with what the protocol
// adds.
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Programs.SystemProcedures;

/// <summary>sp_describe_first_result_set.</summary>
internal static class DescribeProcedures
{
    private const string Text = """
        SELECT d.is_hidden, d.column_ordinal, d.name, d.is_nullable, d.system_type_id, d.system_type_name, d.max_length, d.precision, d.scale, d.collation_name, d.user_type_id,
            d.user_type_database, d.user_type_schema, d.user_type_name, d.assembly_qualified_type_name, d.xml_collection_id, d.xml_collection_database, d.xml_collection_schema,
            d.xml_collection_name, d.is_xml_document, d.is_case_sensitive, d.is_fixed_length_clr_type, d.source_server, d.source_database, d.source_schema, d.source_table, d.source_column,
            d.is_identity_column, d.is_part_of_unique_key, d.is_updateable, d.is_computed_column, d.is_sparse_column_set, d.ordinal_in_order_by_list, d.order_by_list_length,
            d.order_by_is_descending,
            tds_type_id = CASE WHEN d.is_nullable = 0 AND d.system_type_id IN (48, 52, 56, 58, 59, 60, 61, 62, 104, 122, 127)
                    THEN CASE d.system_type_id WHEN 104 THEN 50 ELSE d.system_type_id END
                WHEN d.system_type_id IN (48, 52, 56, 127) THEN 38 WHEN d.system_type_id = 104 THEN 104 WHEN d.system_type_id IN (59, 62) THEN 109
                WHEN d.system_type_id IN (60, 122) THEN 110 WHEN d.system_type_id IN (58, 61) THEN 111 WHEN d.system_type_id = 106 THEN 108 WHEN d.system_type_id = 189 THEN 173
                ELSE d.system_type_id END,
            tds_length = CASE WHEN d.max_length = -1 THEN 65535 ELSE CAST(d.max_length AS int) END,
            tds_collation_id = CASE d.collation_name WHEN N'SQL_Latin1_General_CP1_CI_AS' THEN 13632521 END,
            tds_collation_sort_id = CAST(CASE d.collation_name WHEN N'SQL_Latin1_General_CP1_CI_AS' THEN 52 END AS tinyint)
        FROM sys.dm_exec_describe_first_result_set(@tsql, @params, 0) AS d
        ORDER BY d.column_ordinal;
        """;

    public static CallResult FirstResultSet(SystemCall call)
    {
        call.Expect("@tsql", "@params", "@browse_information_mode");
        var sql = call.RequiredText(0, "@tsql");
        var declarations = call.Text(1, "@params") ?? "";
        try
        {
            Programs.FirstResultSet.OfBatch(call.Session, sql, declarations);
        }
        catch (SqlError error) when (error.Number is not (11514 or 11525 or 11526))
        {
            throw new SqlError(11501, 16, 2, "The batch could not be analyzed because of compile errors.") { Preceding = error };
        }

        return ProcedureCalls.DynamicSql(
            call.Session,
            call.Caller,
            Text,
            "@tsql nvarchar(max), @params nvarchar(max)",
            [Argument("@tsql", sql), Argument("@params", declarations)],
            call.Database
        );
    }

    private static Argument Argument(string name, string value) =>
        new(name) { Type = SqlType.NVarChar(SqlType.Max), Value = SqlValue.FromString(value) };
}
