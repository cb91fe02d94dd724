// Every inline function and view of the repository, compiled again: a chain of expressions that the optimizer
// multiplies shows here, as a long time or as an error of the compiler.
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Dapper;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Orchestrator.Verify.Checks;

/// <summary>Compiles the inline functions.</summary>
internal sealed partial class InlineFunctionsCheck : IVerifyCheck
{
    private const int MostMs = 1000;

    // "SQL Server parse and compile time: CPU time = %lu ms, elapsed time = %lu ms."
    private const int CompileTimeMessage = 3613;

    public string Name => "Inline functions";

    public string Explanation =>
        "Every inline function and view is applied to a row of a temporary table, in a text that no plan exists for. The time is that of the compilation, as SET STATISTICS TIME tells it, or else that of the first run less the second one's.";

    public bool NeedsRepository => true;

    public async Task<IReadOnlyList<VerifyRow>> RunAsync(VerifyContext context, CancellationToken cancel)
    {
        await using var connection = await context.OpenAsync(cancel);
        var columns = (
            await connection.QueryAsync<Argument>(
                new CommandDefinition(
                    """
                    SELECT
                        SchemaName = OBJECT_SCHEMA_NAME(o.object_id), ObjectName = o.name, IsView = CAST(CASE WHEN o.type = N'V' THEN 1 ELSE 0 END AS bit),
                        Number = p.parameter_id, ParameterName = p.name, TypeName = TYPE_NAME(p.system_type_id), MaxLength = CAST(p.max_length AS int),
                        PrecisionDigits = CAST(p.precision AS int), ScaleDigits = CAST(p.scale AS int), TableType = SCHEMA_NAME(t.schema_id) + N'.' + t.name
                    FROM sys.objects AS o
                    LEFT JOIN sys.parameters AS p ON p.object_id = o.object_id AND p.parameter_id > 0
                    LEFT JOIN sys.types AS t ON t.user_type_id = p.user_type_id AND t.is_table_type = 1
                    WHERE o.type IN (N'IF', N'V') AND o.is_ms_shipped = 0
                    ORDER BY SchemaName, ObjectName, Number;
                    """,
                    cancellationToken: cancel
                )
            )
        ).AsList();
        List<VerifyRow> rows = [];
        foreach (var item in columns.GroupBy(a => $"{a.SchemaName}.{a.ObjectName}", StringComparer.Ordinal))
        {
            context.Step("compiling " + item.Key);
            rows.Add(await CompileAsync(context, item.Key, [.. item], cancel));
        }

        return rows;
    }

    private static async Task<VerifyRow> CompileAsync(
        VerifyContext context,
        string name,
        IReadOnlyList<Argument> arguments,
        CancellationToken cancel
    )
    {
        // A session of its own: its temporary table and its option go with it.
        await using var connection = await context.OpenAsync(cancel);
        var compileMs = new List<double>();
        connection.InfoMessage += (_, told) =>
            compileMs.AddRange(
                told.Errors.Cast<SqlError>().Where(e => e.Number == CompileTimeMessage).Select(e => ElapsedOf(e.Message))
            );
        var (prepare, query) = Statements(name, arguments);
        try
        {
            await ExecuteAsync(connection, prepare, cancel);
            var isTold = await TellTimesAsync(connection, cancel);
            compileMs.Clear();
            var first = await ExecuteAsync(connection, query, cancel);
            var told = compileMs.Sum();
            var ms =
                isTold && compileMs.Count > 0 ? told : Math.Max(0, first - await ExecuteAsync(connection, query, cancel));
            return ms <= MostMs
                ? VerifyRow.Same(name, "compiles", ms)
                : VerifyRow.Differs(name, $"takes more than {MostMs} ms to compile", ms);
        }
        catch (SqlException e) when (!cancel.IsCancellationRequested)
        {
            return VerifyRow.Differs(
                name,
                (e.Number is 8623 or 8631 or 8632 ? "does not compile: " : "") + ErrorText.Of(e)
            );
        }
    }

    private static (string Prepare, string Query) Statements(string name, IReadOnlyList<Argument> arguments)
    {
        var mark = $"/* verify {Guid.NewGuid():N} */";
        var own = arguments.Where(a => a.Number is not null).ToList();
        if (arguments[0].IsView)
        {
            return ("SET NOCOUNT ON;", $"SELECT f.* FROM {name} AS f; {mark}");
        }

        var scalars = own.Where(a => a.TableType is null).ToList();
        var prepare = new StringBuilder("SET NOCOUNT ON;");
        if (scalars.Count > 0)
        {
            prepare.Append(
                CultureInfo.InvariantCulture,
                $" CREATE TABLE #Argument ({string.Join(", ", scalars.Select(a => $"p{a.Number} {a.Declaration} NULL"))});"
            );
            prepare.Append(CultureInfo.InvariantCulture, $" INSERT #Argument VALUES ({string.Join(", ", scalars.Select(a => a.Value))});");
        }

        var tables = string.Concat(own.Where(a => a.TableType is not null).Select(a => $"DECLARE @t{a.Number} {a.TableType}; "));
        var call = $"{name}({string.Join(", ", own.Select(a => a.TableType is null ? $"a.p{a.Number}" : $"@t{a.Number}"))})";
        return (
            prepare.ToString(),
            scalars.Count > 0
                ? $"{tables}SELECT f.* FROM #Argument AS a CROSS APPLY {call} AS f; {mark}"
                : $"{tables}SELECT f.* FROM {call} AS f; {mark}"
        );
    }

    private static async Task<double> ExecuteAsync(SqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = VerifyContext.Command(connection, sql);
        var began = Stopwatch.GetTimestamp();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        do
        {
            while (await reader.ReadAsync(cancel))
            {
                // Only that it runs.
            }
        } while (await reader.NextResultAsync(cancel));

        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    private static async Task<bool> TellTimesAsync(SqlConnection connection, CancellationToken cancel)
    {
        try
        {
            await ExecuteAsync(connection, "SET STATISTICS TIME ON;", cancel);
            return true;
        }
        catch (SqlException) when (!cancel.IsCancellationRequested)
        {
            // The sandbox's engine has no such option; the time of two runs tells instead.
            return false;
        }
    }

    // The last number, whatever the language of the login.
    private static double ElapsedOf(string message) =>
        Number().Matches(message) is { Count: > 0 } numbers
            ? double.Parse(numbers[^1].Value, CultureInfo.InvariantCulture)
            : 0;

    [GeneratedRegex(@"\d+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Number();

    private sealed record Argument
    {
        public string SchemaName { get; init; } = "";
        public string ObjectName { get; init; } = "";
        public bool IsView { get; init; }
        public int? Number { get; init; }
        public string? ParameterName { get; init; }
        public string? TypeName { get; init; }
        public int? MaxLength { get; init; }
        public int? PrecisionDigits { get; init; }
        public int? ScaleDigits { get; init; }
        public string? TableType { get; init; }

        public string Declaration =>
            TypeName switch
            {
                "nvarchar" or "nchar" => $"{TypeName}({(MaxLength == -1 ? "max" : MaxLength / 2)}) COLLATE DATABASE_DEFAULT",
                "varchar" or "char" => $"{TypeName}({(MaxLength == -1 ? "max" : MaxLength)}) COLLATE DATABASE_DEFAULT",
                "sysname" => "nvarchar(128) COLLATE DATABASE_DEFAULT",
                "varbinary" or "binary" => $"{TypeName}({(MaxLength == -1 ? "max" : MaxLength)})",
                "decimal" or "numeric" => $"{TypeName}({PrecisionDigits}, {ScaleDigits})",
                "datetime2" or "time" or "datetimeoffset" => $"{TypeName}({ScaleDigits})",
                _ => TypeName!,
            };

        public string Value =>
            TypeName switch
            {
                // Not every text is a zone.
                _ when ParameterName is "@TimeZoneName" or "@TimeZone" or "@ZoneName" => "N'UTC'",
                // What takes JSON is of this type.
                "nvarchar" when MaxLength == -1 => "N'{}'",
                "nvarchar" or "nchar" or "varchar" or "char" or "sysname" => "N'1'",
                "xml" => "N'<event/>'",
                "varbinary" or "binary" => "0x01",
                "datetime2" or "datetime" or "date" or "datetimeoffset" or "smalldatetime" => "'2026-01-01T00:00:00'",
                "time" => "'12:00'",
                "uniqueidentifier" => "NEWID()",
                _ => "1",
            };
    }
}
