// sp_datatype_info: the types of the server as ODBC drivers ask for them.
namespace AxMonitor.Engine.Programs.SystemProcedures;

internal static partial class CatalogProcedures
{
    // Name, number of the system type, user type, ODBC number, precision, prefix, suffix, parameters,
    // case-sensitive, searchable, unsigned, money, identity,
    // least and greatest scale, radix.
    private const string DataTypesText = """
        SELECT TYPE_NAME = CAST(t.n AS sysname), DATA_TYPE = CAST(CASE WHEN @2 = N'2' AND t.dt = 93 THEN 11 ELSE t.dt END AS smallint), [PRECISION] = CAST(t.p AS int),
            LITERAL_PREFIX = CAST(t.pre AS varchar(32)), LITERAL_SUFFIX = CAST(t.suf AS varchar(32)), CREATE_PARAMS = CAST(t.par AS varchar(32)), NULLABLE = CAST(t.nul AS smallint),
            CASE_SENSITIVE = CAST(t.cs AS smallint), SEARCHABLE = CAST(t.se AS smallint), UNSIGNED_ATTRIBUTE = CAST(t.un AS smallint), MONEY = CAST(t.mo AS smallint),
            AUTO_INCREMENT = CAST(t.ai AS smallint), LOCAL_TYPE_NAME = CAST(t.n AS sysname), MINIMUM_SCALE = CAST(t.lo AS smallint), MAXIMUM_SCALE = CAST(t.hi AS smallint),
            SQL_DATA_TYPE = CAST(CASE WHEN @2 = N'2' AND t.dt = 93 THEN 9 WHEN t.dt = 93 THEN 9 ELSE t.dt END AS smallint), SQL_DATETIME_SUB = CAST(CASE WHEN t.dt = 93 THEN 3 END AS smallint),
            NUM_PREC_RADIX = CAST(t.rx AS int), INTERVAL_PRECISION = CAST(NULL AS smallint), USERTYPE = CAST(t.ut AS smallint)
        FROM
        (
            VALUES (N'sql_variant', -150, 8000, NULL, NULL, NULL, 1, 0, 2, NULL, 0, NULL, 0, 0, 10, 0), (N'uniqueidentifier', -11, 36, '''', '''', NULL, 1, 0, 2, NULL, 0, NULL, NULL, NULL, NULL, 0),
                (N'ntext', -10, 1073741823, 'N''', '''', NULL, 1, 0, 1, NULL, 0, NULL, NULL, NULL, NULL, 0), (N'xml', -10, 0, 'N''', '''', NULL, 1, 1, 0, NULL, 0, NULL, NULL, NULL, NULL, 0),
                (N'nvarchar', -9, 4000, 'N''', '''', 'max length', 1, 0, 3, NULL, 0, NULL, NULL, NULL, NULL, 0), (N'sysname', -9, 128, 'N''', '''', NULL, 0, 0, 3, NULL, 0, NULL, NULL, NULL, NULL, 18),
                (N'date', -9, 10, '''', '''', NULL, 1, 0, 3, NULL, 0, NULL, NULL, 0, NULL, 0), (N'time', -9, 16, '''', '''', 'scale', 1, 0, 3, NULL, 0, NULL, 0, 7, NULL, 0),
                (N'datetime2', -9, 27, '''', '''', 'scale', 1, 0, 3, NULL, 0, NULL, 0, 7, NULL, 0), (N'datetimeoffset', -9, 34, '''', '''', 'scale', 1, 0, 3, NULL, 0, NULL, 0, 7, NULL, 0),
                (N'nchar', -8, 4000, 'N''', '''', 'length', 1, 0, 3, NULL, 0, NULL, NULL, NULL, NULL, 0), (N'bit', -7, 1, NULL, NULL, NULL, 1, 0, 2, NULL, 0, NULL, 0, 0, NULL, 16),
                (N'tinyint', -6, 3, NULL, NULL, NULL, 1, 0, 2, 1, 0, 0, 0, 0, 10, 5), (N'tinyint identity', -6, 3, NULL, NULL, NULL, 0, 0, 2, 1, 0, 1, 0, 0, 10, 5),
                (N'bigint', -5, 19, NULL, NULL, NULL, 1, 0, 2, 0, 0, 0, 0, 0, 10, 0), (N'bigint identity', -5, 19, NULL, NULL, NULL, 0, 0, 2, 0, 0, 1, 0, 0, 10, 0),
                (N'image', -4, 2147483647, '0x', NULL, NULL, 1, 0, 0, NULL, 0, NULL, NULL, NULL, NULL, 20), (N'varbinary', -3, 8000, '0x', NULL, 'max length', 1, 0, 2, NULL, 0, NULL, NULL, NULL, NULL, 4),
                (N'binary', -2, 8000, '0x', NULL, 'length', 1, 0, 2, NULL, 0, NULL, NULL, NULL, NULL, 3), (N'timestamp', -2, 8, '0x', NULL, NULL, 0, 0, 2, NULL, 0, NULL, NULL, NULL, NULL, 80),
                (N'text', -1, 2147483647, '''', '''', NULL, 1, 0, 1, NULL, 0, NULL, NULL, NULL, NULL, 19), (N'char', 1, 8000, '''', '''', 'length', 1, 0, 3, NULL, 0, NULL, NULL, NULL, NULL, 1),
                (N'numeric', 2, 38, NULL, NULL, 'precision,scale', 1, 0, 2, 0, 0, 0, 0, 38, 10, 10), (N'numeric() identity', 2, 38, NULL, NULL, 'precision', 0, 0, 2, 0, 0, 1, 0, 0, 10, 10),
                (N'decimal', 3, 38, NULL, NULL, 'precision,scale', 1, 0, 2, 0, 0, 0, 0, 38, 10, 24), (N'money', 3, 19, '$', NULL, NULL, 1, 0, 2, 0, 1, 0, 4, 4, 10, 11),
                (N'smallmoney', 3, 10, '$', NULL, NULL, 1, 0, 2, 0, 1, 0, 4, 4, 10, 21), (N'decimal() identity', 3, 38, NULL, NULL, 'precision', 0, 0, 2, 0, 0, 1, 0, 0, 10, 24),
                (N'int', 4, 10, NULL, NULL, NULL, 1, 0, 2, 0, 0, 0, 0, 0, 10, 7), (N'int identity', 4, 10, NULL, NULL, NULL, 0, 0, 2, 0, 0, 1, 0, 0, 10, 7),
                (N'smallint', 5, 5, NULL, NULL, NULL, 1, 0, 2, 0, 0, 0, 0, 0, 10, 6), (N'smallint identity', 5, 5, NULL, NULL, NULL, 0, 0, 2, 0, 0, 1, 0, 0, 10, 6),
                (N'float', 6, 53, NULL, NULL, NULL, 1, 0, 2, 0, 0, 0, NULL, NULL, 2, 8), (N'real', 7, 24, NULL, NULL, NULL, 1, 0, 2, 0, 0, 0, NULL, NULL, 2, 23),
                (N'varchar', 12, 8000, '''', '''', 'max length', 1, 0, 3, NULL, 0, NULL, NULL, NULL, NULL, 2), (N'datetime', 93, 23, '''', '''', NULL, 1, 0, 3, NULL, 0, NULL, 3, 3, NULL, 12),
                (N'smalldatetime', 93, 16, '''', '''', NULL, 1, 0, 3, NULL, 0, NULL, 0, 0, NULL, 22)
        ) AS t (n, dt, p, pre, suf, par, nul, cs, se, un, mo, ai, lo, hi, rx, ut)
        WHERE @1 = N'0' OR CAST(@1 AS int) = CASE WHEN @2 = N'2' AND t.dt = 93 THEN 11 ELSE t.dt END
        ORDER BY DATA_TYPE, AUTO_INCREMENT, MONEY, USERTYPE;
        """;

    public static CallResult DataTypes(SystemCall call)
    {
        call.Expect("@data_type", "@ODBCVer");
        var culture = System.Globalization.CultureInfo.InvariantCulture;
        return Run(
            call,
            DataTypesText,
            (call.Number(0, "@data_type") ?? 0).ToString(culture),
            (call.Number(1, "@ODBCVer") ?? 2).ToString(culture)
        );
    }
}
