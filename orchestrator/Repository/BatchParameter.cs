// A column of a bookmark or header row on its way to becoming a parameter: name, SQL type and value as the
// server gave them.
using System.Data;
using System.Data.Common;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Orchestrator.Repository;

/// <summary>A value with the SQL type of the column it came from, so that datetime2 is not rounded to
/// datetime on the way.</summary>
public sealed record BatchParameter(string Name, SqlDbType Type, object? Value)
{
    /// <summary>The columns of the reader's current row, or NULLs of the same types when there is no
    /// row.</summary>
    public static IReadOnlyList<BatchParameter> FromRow(DbDataReader reader, bool hasRow)
    {
        var parameters = new List<BatchParameter>(reader.FieldCount);
        for (var i = 0; i < reader.FieldCount; i++)
        {
            var value = hasRow && !reader.IsDBNull(i) ? reader.GetValue(i) : null;
            parameters.Add(new BatchParameter(reader.GetName(i), TypeNamed(reader.GetDataTypeName(i)), value));
        }

        return parameters;
    }

    /// <summary>As a parameter of a command.</summary>
    public SqlParameter ToSqlParameter() =>
        new("@" + Name, Type)
        {
            Value = Value ?? DBNull.Value,
            // Without a size a text parameter would take the length of its value, and every length would be a
            // plan of its own.
            Size = Type switch
            {
                SqlDbType.NVarChar when Value is not string { Length: > 4000 } => 4000,
                SqlDbType.NVarChar or SqlDbType.VarBinary or SqlDbType.VarChar => -1,
                _ => 0,
            },
        };

    private static SqlDbType TypeNamed(string name)
    {
        var plain = name.Contains('.', StringComparison.Ordinal) ? name[(name.LastIndexOf('.') + 1)..] : name;
        return plain.ToLowerInvariant() switch
        {
            "numeric" => SqlDbType.Decimal,
            "sql_variant" => SqlDbType.Variant,
            "rowversion" => SqlDbType.Timestamp,
            "sysname" => SqlDbType.NVarChar,
            var other when Enum.TryParse<SqlDbType>(other, ignoreCase: true, out var type) => type,
            _ => throw new InvalidOperationException(
                $"Column type '{name}' cannot become a parameter; use a SQL Server system type."
            ),
        };
    }
}
