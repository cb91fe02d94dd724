// Every procedure behind a report, for the last hour.
using System.Data;
using System.Diagnostics;
using Dapper;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Orchestrator.Verify.Checks;

/// <summary>Runs the report procedures.</summary>
internal sealed class ReportsCheck : IVerifyCheck
{
    private const int FirstOwnError = 50000;
    private const int LastOwnError = 50999;

    public string Name => "Reports";

    public string Explanation =>
        "Every procedure of schema report for the last hour, with the keys of one thing (an incident, a deadlock) that is not there.";

    public bool NeedsRepository => true;

    public async Task<IReadOnlyList<VerifyRow>> RunAsync(VerifyContext context, CancellationToken cancel)
    {
        await using var connection = await context.OpenAsync(cancel);
        return await RunAsync(
            context,
            connection,
            await ProceduresAsync(connection, cancel),
            await CollectorsCheck.InstanceIdAsync(context.Service, VerifyContext.InstanceName, cancel),
            cancel
        );
    }

    /// <summary>The report procedures with their parameters.</summary>
    public static async Task<IReadOnlyList<ProcedureParameter>> ProceduresAsync(
        SqlConnection connection,
        CancellationToken cancel
    ) =>
        (
            await connection.QueryAsync<ProcedureParameter>(
                new CommandDefinition(
                    """
                    SELECT ProcedureName = o.name, ParameterName = p.name, TypeName = TYPE_NAME(p.system_type_id)
                    FROM sys.procedures AS o
                    LEFT JOIN sys.parameters AS p ON p.object_id = o.object_id
                    WHERE o.schema_id = SCHEMA_ID(N'report')
                    ORDER BY o.name, p.parameter_id;
                    """,
                    cancellationToken: cancel
                )
            )
        ).AsList();

    /// <summary>Runs them on a connection.</summary>
    public static async Task<IReadOnlyList<VerifyRow>> RunAsync(
        VerifyContext context,
        SqlConnection connection,
        IReadOnlyList<ProcedureParameter> procedures,
        int instanceId,
        CancellationToken cancel
    )
    {
        var now = context.Time.GetUtcNow().UtcDateTime;
        List<VerifyRow> rows = [];
        foreach (var procedure in procedures.GroupBy(p => p.ProcedureName, StringComparer.Ordinal))
        {
            context.Step("report." + procedure.Key);
            await using SqlCommand command = new("report." + procedure.Key, connection)
            {
                CommandType = CommandType.StoredProcedure,
                CommandTimeout = 60,
            };
            foreach (var parameter in procedure.Where(p => p.ParameterName is not null))
            {
                command.Parameters.Add(Value(parameter, instanceId, now));
            }

            rows.Add(await RunAsync(command, cancel));
        }

        return rows;
    }

    private static async Task<VerifyRow> RunAsync(SqlCommand command, CancellationToken cancel)
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            var count = 0;
            await using var reader = await command.ExecuteReaderAsync(cancel);
            do
            {
                while (await reader.ReadAsync(cancel))
                {
                    count++;
                }
            } while (await reader.NextResultAsync(cancel));

            return VerifyRow.Same(command.CommandText, $"{count} rows", Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }
        catch (SqlException e) when (!cancel.IsCancellationRequested && e.Number is >= FirstOwnError and <= LastOwnError)
        {
            return VerifyRow.Same(
                command.CommandText,
                $"says that there is no such thing: error {e.Number}",
                Stopwatch.GetElapsedTime(began).TotalMilliseconds
            );
        }
        catch (SqlException e) when (!cancel.IsCancellationRequested)
        {
            return VerifyRow.Differs(command.CommandText, ErrorText.Of(e), Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }
    }

    private static SqlParameter Value(ProcedureParameter parameter, int instanceId, DateTime now) =>
        parameter switch
        {
            { TypeName: "datetime2" } => new(parameter.ParameterName, SqlDbType.DateTime2)
            {
                Value = parameter.ParameterName == "@FromAt" ? now.AddHours(-1) : now,
            },
            { ParameterName: "@InstanceId" } => new(parameter.ParameterName, instanceId),
            { TypeName: "int" or "bigint" or "smallint" or "tinyint" or "bit" } => new(parameter.ParameterName, SqlDbType.Int)
            {
                Value = 0,
            },
            _ => new(parameter.ParameterName, DBNull.Value),
        };
}

/// <summary>A parameter of a procedure; without a name: the procedure has none.</summary>
internal sealed record ProcedureParameter
{
    public string ProcedureName { get; init; } = "";
    public string? ParameterName { get; init; }
    public string? TypeName { get; init; }
}
