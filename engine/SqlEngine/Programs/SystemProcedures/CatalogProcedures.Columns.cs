// sp_columns and sp_sproc_columns, and their forms _90 and _100, which drivers ask for: columns and
// parameters with the numbers that ODBC has for their types.
using System.Globalization;

namespace AxMonitor.Engine.Programs.SystemProcedures;

internal static partial class CatalogProcedures
{
    // The three forms of a procedure differ in what they know. The oldest knows no types of 2005 and 2008: it
    // tells (max) as text, xml as ntext and the newer dates as nvarchar. @4 is the form, @5 the ODBC version.
    private const string Oldest = "80";
    private const string With2005 = "90";
    private const string With2008 = "100";

    // By name of the base type: ODBC's number, and the server's own for a column that takes no NULL and for
    // one that does.
    private const string TypeNumbers = """
        JOIN
        (
            VALUES
                (N'bit', -7, 50, 50), (N'tinyint', -6, 48, 38), (N'smallint', 5, 52, 38), (N'int', 4, 56, 38),
                (N'bigint', -5, 63, 108), (N'decimal', 3, 55, 106), (N'numeric', 2, 63, 108), (N'money', 3, 60, 110),
                (N'smallmoney', 3, 122, 110), (N'real', 7, 59, 109), (N'float', 6, 62, 109), (N'date', 91, 0, 0),
                (N'time', -154, 0, 0), (N'datetime2', 93, 0, 0), (N'datetimeoffset', -155, 0, 0),
                (N'datetime', 93, 61, 111), (N'smalldatetime', 93, 58, 111), (N'char', 1, 47, 39),
                (N'varchar', 12, 39, 39), (N'text', -1, 35, 35), (N'nchar', -8, 47, 39), (N'nvarchar', -9, 39, 39),
                (N'ntext', -10, 35, 35), (N'binary', -2, 45, 37), (N'varbinary', -3, 37, 37), (N'image', -4, 34, 34),
                (N'timestamp', -2, 45, 45), (N'uniqueidentifier', -11, 37, 37), (N'xml', -152, 0, 0),
                (N'sql_variant', -150, 39, 39), (N'table', -153, 0, 0)
        ) AS n (name, odbc, own, own_nullable) ON n.name = b.name
        CROSS APPLY
        (
            SELECT is_max = CASE WHEN c.max_length = -1 AND b.name <> N'xml' THEN 1 ELSE 0 END,
                is_newer_date = CASE WHEN b.name IN (N'date', N'time', N'datetime2', N'datetimeoffset') THEN 1 ELSE 0 END,
                digits = CASE b.name WHEN N'money' THEN 19 WHEN N'smallmoney' THEN 10 WHEN N'datetime' THEN 23
                    WHEN N'smalldatetime' THEN 16 WHEN N'date' THEN 10
                    WHEN N'time' THEN 8 + CASE WHEN c.scale > 0 THEN 1 + c.scale ELSE 0 END WHEN N'datetime2' THEN 19 + CASE
                        WHEN c.scale > 0 THEN 1 + c.scale ELSE 0 END
                    WHEN N'datetimeoffset' THEN 26 + CASE WHEN c.scale > 0 THEN 1 + c.scale ELSE 0 END
                        WHEN N'uniqueidentifier' THEN 36 WHEN N'sql_variant' THEN 8000
                    WHEN N'text' THEN 2147483647 WHEN N'image' THEN 2147483647 WHEN N'ntext' THEN 1073741823
                        WHEN N'float' THEN CASE WHEN c.precision > 24 THEN 15 ELSE 7 END
                    WHEN N'real' THEN 7 WHEN N'timestamp' THEN 8 WHEN N'nchar' THEN c.max_length / 2
                        WHEN N'nvarchar' THEN c.max_length / 2
                    ELSE CASE WHEN c.precision > 0 THEN c.precision ELSE c.max_length END END
        ) AS f
        CROSS APPLY
        (
            SELECT DATA_TYPE = CASE WHEN @4 = N'80' AND f.is_max = 1 THEN CASE b.name WHEN N'varchar' THEN -1
                WHEN N'nvarchar' THEN -10 ELSE -4 END
                    WHEN @4 = N'80' AND b.name = N'xml' THEN -10 WHEN @4 <> N'100' AND f.is_newer_date = 1 THEN -9
                    WHEN @5 = N'2' AND n.odbc = 93 THEN 11 WHEN @5 = N'2' AND n.odbc = 91 THEN 9 ELSE n.odbc END,
                PREC = CASE WHEN @4 = N'80' AND (b.name = N'xml' OR (f.is_max = 1 AND b.name = N'nvarchar')) THEN 1073741823
                    WHEN @4 = N'80' AND f.is_max = 1 THEN 2147483647 WHEN f.is_max = 1 OR b.name IN (N'xml', N'table') THEN 0
                        ELSE f.digits END,
                LENGTH = CASE WHEN @4 = N'80' AND (b.name = N'xml' OR (f.is_max = 1 AND b.name = N'nvarchar')) THEN 2147483646
                    WHEN @4 = N'80' AND f.is_max = 1 THEN 2147483647 WHEN f.is_max = 1 OR b.name IN (N'xml', N'table') THEN 0
                    WHEN @4 <> N'100' AND f.is_newer_date = 1 THEN f.digits * 2
                    WHEN b.name IN (N'datetime2', N'datetime', N'smalldatetime') THEN 16
                    ELSE CASE b.name WHEN N'date' THEN 6 WHEN N'time' THEN 12 WHEN N'datetimeoffset' THEN 20
                        WHEN N'money' THEN 21 WHEN N'smallmoney' THEN 12
                        WHEN N'decimal' THEN c.precision + 2 WHEN N'numeric' THEN c.precision + 2
                            WHEN N'text' THEN 2147483647 WHEN N'image' THEN 2147483647
                        WHEN N'ntext' THEN 2147483646 WHEN N'sql_variant' THEN 8000 ELSE c.max_length END END,
                SCALE = CASE WHEN b.name = N'datetime' THEN 3 WHEN b.name IN (N'smallmoney', N'money') THEN 4
                    WHEN b.name IN (N'float', N'real', N'date') OR c.precision = 0 THEN NULL
                    WHEN @4 <> N'100' AND f.is_newer_date = 1 THEN NULL ELSE c.scale END,
                RADIX = CASE WHEN n.odbc IN (-6, -5, 2, 3, 4, 5, 6, 7, -150) THEN 10 END,
                IS_BYTES = CASE WHEN n.odbc IN (1, 12, -1, -8, -9, -10, -2, -3, -4, -150, -152) OR (@4 <> N'100'
                    AND f.is_newer_date = 1) THEN 1 END
        ) AS d
        """;

    // What both procedures tell of a type, up to the ordinal.
    private const string TypeLengths =
        "[PRECISION] = CAST(d.PREC AS int), LENGTH = CAST(d.LENGTH AS int), SCALE = CAST(d.SCALE AS smallint), RADIX = CAST(d.RADIX AS smallint)";

    private const string TypeOfDescriptor = """
        SQL_DATA_TYPE = CAST(CASE WHEN d.DATA_TYPE IN (9, 11, 91, 93) THEN 9 ELSE d.DATA_TYPE END AS smallint),
            SQL_DATETIME_SUB = CAST(CASE WHEN d.DATA_TYPE IN (9, 91) THEN 1 WHEN d.DATA_TYPE IN (11, 93) THEN 3 END AS smallint),
            CHAR_OCTET_LENGTH = CAST(CASE WHEN d.IS_BYTES = 1 THEN d.LENGTH END AS int)
        """;

    private const string TypesOfUsers = """
        SS_UDT_CATALOG_NAME = CAST(NULL AS nvarchar(128)), SS_UDT_SCHEMA_NAME = CAST(NULL AS nvarchar(128)),
            SS_UDT_ASSEMBLY_TYPE_NAME = CAST(NULL AS nvarchar(max)),
            SS_XML_SCHEMACOLLECTION_CATALOG_NAME = CAST(NULL AS nvarchar(128)),
                SS_XML_SCHEMACOLLECTION_SCHEMA_NAME = CAST(NULL AS nvarchar(128)),
            SS_XML_SCHEMACOLLECTION_NAME = CAST(NULL AS nvarchar(128)),
        """;

    public static CallResult Columns(SystemCall call)
    {
        call.Expect("@table_name", "@table_owner", "@table_qualifier", "@column_name", "@ODBCVer");
        return Columns(call, Oldest, call.Number(4, "@ODBCVer"), usesPattern: true);
    }

    /// <summary>sp_columns_90.</summary>
    public static CallResult Columns2005(SystemCall call)
    {
        call.Expect("@table_name", "@table_owner", "@table_qualifier", "@column_name", "@ODBCVer", "@fUsePattern");
        return Columns(call, With2005, call.Number(4, "@ODBCVer"), call.Number(5, "@fUsePattern") != 0);
    }

    /// <summary>sp_columns_100. No table has sparse columns, so every name scope shows the same.</summary>
    public static CallResult Columns2008(SystemCall call)
    {
        call.Expect(
            "@table_name",
            "@table_owner",
            "@table_qualifier",
            "@column_name",
            "@NameScope",
            "@ODBCVer",
            "@fUsePattern"
        );
        return Columns(call, With2008, call.Number(5, "@ODBCVer"), call.Number(6, "@fUsePattern") != 0);
    }

    public static CallResult ProcedureColumns(SystemCall call) => ProcedureColumns(call, Oldest);

    /// <summary>sp_sproc_columns_90.</summary>
    public static CallResult ProcedureColumns2005(SystemCall call) => ProcedureColumns(call, With2005);

    /// <summary>sp_sproc_columns_100.</summary>
    public static CallResult ProcedureColumns2008(SystemCall call) => ProcedureColumns(call, With2008);

    private static CallResult Columns(SystemCall call, string form, long? odbcVersion, bool usesPattern)
    {
        RequireHere(call, call.Text(2, "@table_qualifier"));
        return Run(
            call,
            ColumnsText(form, usesPattern),
            call.RequiredText(0, "@table_name"),
            call.Text(1, "@table_owner"),
            call.Text(3, "@column_name"),
            form,
            (odbcVersion ?? 2).ToString(CultureInfo.InvariantCulture)
        );
    }

    private static CallResult ProcedureColumns(SystemCall call, string form)
    {
        call.Expect("@procedure_name", "@procedure_owner", "@procedure_qualifier", "@column_name", "@ODBCVer", "@fUsePattern");
        RequireHere(call, call.Text(2, "@procedure_qualifier"));
        return Run(
            call,
            ProcedureColumnsText(form, call.Number(5, "@fUsePattern") != 0),
            call.Text(0, "@procedure_name"),
            call.Text(1, "@procedure_owner"),
            call.Text(3, "@column_name"),
            form,
            (call.Number(4, "@ODBCVer") ?? 2).ToString(CultureInfo.InvariantCulture)
        );
    }

    private static string ColumnsText(string form, bool usesPattern)
    {
        var op = usesPattern ? "LIKE" : "=";
        var facts =
            form == With2008
                ? "SS_IS_SPARSE = CAST(0 AS smallint), SS_IS_COLUMN_SET = CAST(0 AS smallint), SS_IS_COMPUTED = CAST(c.is_computed AS smallint), "
                    + "SS_IS_IDENTITY = CAST(c.is_identity AS smallint), "
                : "";
        return $"""
            SELECT TABLE_QUALIFIER = CAST(DB_NAME() AS sysname), TABLE_OWNER = s.name, TABLE_NAME = o.name,
                COLUMN_NAME = c.name, DATA_TYPE = CAST(d.DATA_TYPE AS smallint),
                TYPE_NAME = CAST(t.name + CASE WHEN c.is_identity = 0 THEN N'' WHEN b.name IN (N'decimal',
                    N'numeric') THEN N'() identity' ELSE N' identity' END AS sysname),
                {TypeLengths}, NULLABLE = CAST(c.is_nullable AS smallint), REMARKS = CAST(NULL AS varchar(254)),
                COLUMN_DEF = CAST(k.definition AS nvarchar(4000)), {TypeOfDescriptor}, ORDINAL_POSITION = c.column_id,
                IS_NULLABLE = CAST(CASE c.is_nullable WHEN 1 THEN 'YES' ELSE 'NO' END AS varchar(254)), {facts}
                {(form == Oldest ? "" : TypesOfUsers)} SS_DATA_TYPE = CAST(CASE c.is_nullable WHEN 1 THEN n.own_nullable ELSE n.own END AS tinyint)
            FROM sys.objects AS o
            JOIN sys.schemas AS s ON s.schema_id = o.schema_id
            JOIN sys.columns AS c ON c.object_id = o.object_id
            JOIN sys.types AS t ON t.user_type_id = c.user_type_id
            JOIN sys.types AS b ON b.user_type_id = c.system_type_id
            {TypeNumbers}
            LEFT JOIN sys.default_constraints AS k ON k.parent_object_id = c.object_id AND k.parent_column_id = c.column_id
            WHERE o.type IN ('U', 'V') AND o.name {op} @1 AND (@2 IS NULL OR s.name {op} @2) AND (@3 IS NULL OR c.name {op} @3)
            ORDER BY 1, 2, 3, ORDINAL_POSITION;
            """;
    }

    private static string ProcedureColumnsText(string form, bool usesPattern)
    {
        var op = usesPattern ? "LIKE" : "=";
        var facts =
            form == With2008
                ? "SS_TYPE_CATALOG_NAME = CAST(CASE WHEN b.name = N'table' THEN DB_NAME() END AS nvarchar(128)), "
                    + "SS_TYPE_SCHEMA_NAME = CAST(CASE WHEN b.name = N'table' THEN SCHEMA_NAME(t.schema_id) END AS nvarchar(128)), "
                : "";
        return $"""
            SELECT PROCEDURE_QUALIFIER = CAST(DB_NAME() AS sysname), PROCEDURE_OWNER = s.name,
                PROCEDURE_NAME = CAST(o.name + CASE o.type WHEN 'P ' THEN N';1' ELSE N';0' END AS nvarchar(134)),
                COLUMN_NAME = CAST(CASE WHEN c.name <> N'' THEN c.name WHEN o.type IN ('P', 'FN') THEN N'@RETURN_VALUE'
                    ELSE N'@TABLE_RETURN_VALUE' END AS sysname),
                COLUMN_TYPE = CAST(CASE WHEN c.parameter_id = 0 AND o.type IN ('TF', 'IF') THEN 3
                    WHEN c.parameter_id = 0 THEN 5 WHEN c.is_output = 1 THEN 2 ELSE 1 END AS smallint),
                DATA_TYPE = CAST(d.DATA_TYPE AS smallint), TYPE_NAME = CAST(t.name AS sysname), {TypeLengths},
                NULLABLE = CAST(CASE WHEN c.parameter_id = 0 AND o.type = 'P' THEN 0 ELSE 1 END AS smallint),
                    REMARKS = CAST(NULL AS varchar(254)), COLUMN_DEF = CAST(NULL AS nvarchar(4000)),
                {TypeOfDescriptor}, ORDINAL_POSITION = c.parameter_id,
                IS_NULLABLE = CAST(CASE WHEN c.parameter_id = 0 AND o.type = 'P' THEN 'NO' ELSE 'YES' END AS varchar(254)),
                    {facts}
                {(form == Oldest ? "" : TypesOfUsers)} SS_DATA_TYPE = CAST(CASE WHEN c.parameter_id = 0 AND o.type = 'P' THEN n.own ELSE n.own_nullable END AS tinyint)
            FROM sys.objects AS o
            JOIN sys.schemas AS s ON s.schema_id = o.schema_id
            JOIN
            (
                SELECT p.object_id, p.parameter_id, p.name, p.system_type_id, p.user_type_id, p.max_length, p.precision,
                    p.scale, p.is_output FROM sys.parameters AS p
                UNION ALL
                SELECT o.object_id, 0, N'', 56, 56, 4, 10, 0, 1 FROM sys.objects AS o WHERE o.type = 'P'
            ) AS c ON c.object_id = o.object_id
            JOIN sys.types AS t ON t.user_type_id = c.user_type_id
            JOIN
            (
                SELECT y.user_type_id, y.name FROM sys.types AS y WHERE y.user_type_id = y.system_type_id
                UNION ALL
                SELECT 243, N'table'
            ) AS b ON b.user_type_id = c.system_type_id
            {TypeNumbers}
            WHERE o.type IN ('P', 'FN', 'TF', 'IF') AND (@1 IS NULL OR o.name {op} @1) AND (@2 IS NULL OR s.name {op} @2)
                AND (@3 IS NULL OR c.name {op} @3)
            ORDER BY 1, 2, 3, ORDINAL_POSITION;
            """;
    }
}
