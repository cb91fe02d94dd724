// System procedures that drivers ask for metadata: procedures, and the columns that tell rows of a table
// apart.
namespace AxMonitor.Engine.Programs.SystemProcedures;

internal static partial class CatalogProcedures
{
    private const string OdbcType = """
        CAST(CASE t.name WHEN N'bit' THEN -7 WHEN N'tinyint' THEN -6 WHEN N'smallint' THEN 5 WHEN N'int' THEN 4 WHEN N'bigint' THEN -5 WHEN N'decimal' THEN 3
                        WHEN N'numeric' THEN 2 WHEN N'money' THEN 3 WHEN N'smallmoney' THEN 3 WHEN N'real' THEN 7 WHEN N'float' THEN 6 WHEN N'date' THEN -9 WHEN N'time' THEN -9
                        WHEN N'datetime2' THEN -9 WHEN N'datetimeoffset' THEN -9 WHEN N'datetime' THEN 11 WHEN N'smalldatetime' THEN 11 WHEN N'char' THEN 1 WHEN N'varchar' THEN 12
                        WHEN N'text' THEN -1 WHEN N'nchar' THEN -8 WHEN N'nvarchar' THEN -9 WHEN N'sysname' THEN -9 WHEN N'ntext' THEN -10 WHEN N'binary' THEN -2 WHEN N'varbinary' THEN -3
                        WHEN N'image' THEN -4 WHEN N'timestamp' THEN -2 WHEN N'uniqueidentifier' THEN -11 WHEN N'xml' THEN -10 WHEN N'sql_variant' THEN -150 ELSE 12 END AS smallint)
        """;

    private const string ProceduresText = """
        SELECT PROCEDURE_QUALIFIER = CAST(DB_NAME() AS sysname), PROCEDURE_OWNER = s.name,
            PROCEDURE_NAME = CAST(o.name + CASE o.type WHEN 'P ' THEN N';1' ELSE N';0' END AS nvarchar(134)), NUM_INPUT_PARAMS = -1, NUM_OUTPUT_PARAMS = -1, NUM_RESULT_SETS = -1,
            REMARKS = CAST(NULL AS varchar(254)), PROCEDURE_TYPE = CAST(2 AS smallint)
        FROM sys.objects AS o
        JOIN sys.schemas AS s ON s.schema_id = o.schema_id
        WHERE o.type IN ('P', 'FN', 'TF', 'IF') AND (@1 IS NULL OR o.name LIKE @1) AND (@2 IS NULL OR s.name LIKE @2)
        ORDER BY 1, 2, 3;
        """;

    private const string SpecialColumnsText = """
        SELECT SCOPE = CAST(CASE WHEN @3 = N'V' THEN NULL WHEN @4 = N'C' THEN 0 ELSE 1 END AS smallint), COLUMN_NAME = c.name, DATA_TYPE =
        """
        + "\n" + OdbcType
        + """
            , TYPE_NAME = CAST(t.name + CASE WHEN c.is_identity = 1 THEN N' identity' ELSE N'' END AS sysname),
            [PRECISION] = CAST(CASE WHEN c.precision > 0 THEN c.precision WHEN t.name IN (N'nchar', N'nvarchar', N'sysname') THEN c.max_length / 2 ELSE c.max_length END AS int),
            LENGTH = CAST(c.max_length AS int), SCALE = CAST(CASE WHEN c.precision > 0 THEN c.scale END AS smallint), PSEUDO_COLUMN = CAST(1 AS smallint)
        FROM sys.objects AS o
        JOIN sys.schemas AS s ON s.schema_id = o.schema_id
        JOIN sys.columns AS c ON c.object_id = o.object_id
        JOIN sys.types AS t ON t.user_type_id = c.user_type_id
        LEFT JOIN sys.index_columns AS k ON k.object_id = c.object_id AND k.column_id = c.column_id AND k.key_ordinal > 0
            AND k.index_id =
            (
                SELECT TOP (1) i.index_id FROM sys.indexes AS i
                WHERE i.object_id = o.object_id AND i.is_unique = 1 AND i.is_disabled = 0 AND i.has_filter = 0
                    AND (@5 = N'U' OR NOT EXISTS (SELECT 1 FROM sys.index_columns AS x JOIN sys.columns AS y ON y.object_id = x.object_id AND y.column_id = x.column_id
                        WHERE x.object_id = i.object_id AND x.index_id = i.index_id AND x.key_ordinal > 0 AND y.is_nullable = 1))
                ORDER BY i.is_primary_key DESC, i.index_id
            )
        WHERE o.type IN ('U', 'V') AND o.name = @1 AND (@2 IS NULL OR s.name = @2)
            AND ((@3 = N'R' AND k.index_id IS NOT NULL) OR (@3 = N'V' AND t.name = N'timestamp'))
        ORDER BY k.key_ordinal;
        """;

    public static CallResult StoredProcedures(SystemCall call)
    {
        call.Expect("@sp_name", "@sp_owner", "@sp_qualifier", "@fUsePattern");
        return Run(call, ProceduresText, call.Text(0, "@sp_name"), call.Text(1, "@sp_owner"));
    }

    public static CallResult SpecialColumns(SystemCall call)
    {
        call.Expect("@table_name", "@table_owner", "@qualifier", "@col_type", "@scope", "@nullable", "@ODBCVer");
        return Run(
            call,
            SpecialColumnsText,
            call.RequiredText(0, "@table_name"),
            call.Text(1, "@table_owner"),
            (call.Text(3, "@col_type") ?? "R").ToUpperInvariant(),
            (call.Text(4, "@scope") ?? "T").ToUpperInvariant(),
            (call.Text(5, "@nullable") ?? "U").ToUpperInvariant()
        );
    }
}
