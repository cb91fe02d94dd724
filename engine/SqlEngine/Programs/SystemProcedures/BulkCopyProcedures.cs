// What bulk copy clients ask before they send rows.
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Programs.SystemProcedures;

/// <summary>sp_tablecollations_100.</summary>
internal static class BulkCopyProcedures
{
    // The five bytes are a collation as TDS writes it: LCID 0x0409, comparison flags, sort id 52 of
    // SQL_Latin1_General_CP1_CI_AS.
    private const string CollationsOfTable = """
        SELECT
            colid         = c.column_id,
            c.name,
            tds_collation = CAST(CASE WHEN c.collation_name IS NULL THEN NULL WHEN c.collation_name LIKE N'%[_]BIN2' THEN 0x0904000200 ELSE 0x0904D00034 END AS binary(5)),
            collation     = c.collation_name
        FROM sys.columns AS c
        WHERE c.object_id = OBJECT_ID(@object)
        ORDER BY c.column_id;
        """;

    /// <summary>sp_tablecollations_100 @object: one row per column of the table.</summary>
    public static CallResult TableCollations(SystemCall call)
    {
        call.Expect("@object");
        var name = call.RequiredText(0, "@object").TrimStart('.');
        var argument = new Argument("@object") { Type = SqlType.NVarChar(4000), Value = SqlValue.FromString(name) };
        return ProcedureCalls.DynamicSql(
            call.Session,
            call.Caller,
            CollationsOfTable,
            "@object nvarchar(4000)",
            [argument],
            call.Database
        );
    }
}
