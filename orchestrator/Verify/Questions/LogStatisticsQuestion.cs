// What sys.dm_db_log_stats says of databases that cannot be used in the ordinary way.
using Dapper;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Orchestrator.Verify.Questions;

/// <summary>Answered by a database of its own in several states, and by those that the server has in
/// others.</summary>
internal sealed class LogStatisticsQuestion : IOpenQuestion
{
    private const string Unused = "SELECT d.name, d.state_desc FROM sys.databases AS d WHERE d.state <> 0 ORDER BY d.state_desc;";

    public string Text => "What does sys.dm_db_log_stats return for databases in odd states?";

    public async Task<IReadOnlyList<VerifyRow>> AnswerAsync(VerifyContext context, CancellationToken cancel)
    {
        var database = await context.ScratchAsync(cancel);
        await using var connection = await context.OpenAsync(cancel, "master");
        List<VerifyRow> rows = [];
        foreach (var state in new[] { "READ_ONLY", "OFFLINE", "SINGLE_USER" })
        {
            rows.Add(await InStateAsync(context, connection, database, state, cancel));
        }

        var others = await connection.QueryAsync<(string Name, string State)>(
            new CommandDefinition(Unused, cancellationToken: cancel)
        );
        foreach (var group in others.GroupBy(o => o.State, StringComparer.Ordinal))
        {
            rows.Add(await AskAsync(connection, group.First().Name, "a database of the server in state " + group.Key, cancel));
        }

        if (!rows.Exists(row => row.Subject.Contains("RESTORING", StringComparison.Ordinal)))
        {
            rows.Add(VerifyRow.NotJudged("RESTORING", "the server has no such database, and making one needs a backup"));
        }

        rows.Add(await SecondaryAsync(connection, cancel));
        return rows;
    }

    private static async Task<VerifyRow> InStateAsync(
        VerifyContext context,
        SqlConnection connection,
        string database,
        string state,
        CancellationToken cancel
    )
    {
        var name = OwnDatabases.Quoted(database);
        try
        {
            await RunAsync(connection, $"ALTER DATABASE {name} SET {state} WITH ROLLBACK IMMEDIATE;", cancel);
            // Whoever has the only seat of a database keeps others out of it.
            await using var only = state == "SINGLE_USER" ? await context.OpenAsync(cancel, database) : null;
            return await AskAsync(connection, database, state, cancel);
        }
        catch (SqlException e) when (!cancel.IsCancellationRequested)
        {
            return VerifyRow.NotJudged(state, ErrorText.Of(e));
        }
        finally
        {
            var back = state switch
            {
                "READ_ONLY" => "READ_WRITE",
                "OFFLINE" => "ONLINE",
                _ => "MULTI_USER",
            };
            await RunAsync(connection, $"ALTER DATABASE {name} SET {back};", CancellationToken.None);
        }
    }

    private static async Task<VerifyRow> AskAsync(
        SqlConnection connection,
        string database,
        string subject,
        CancellationToken cancel
    )
    {
        try
        {
            var row = await connection.QueryFirstOrDefaultAsync<(string? Model, double? SizeMb)?>(
                new CommandDefinition(
                    "SELECT CAST(s.recovery_model AS nvarchar(60)), CAST(s.total_log_size_mb AS float) FROM sys.dm_db_log_stats(DB_ID(@database)) AS s;",
                    new { database },
                    cancellationToken: cancel
                )
            );
            return VerifyRow.Told(
                subject,
                row is not { } stats ? "no row"
                    : stats.SizeMb is null ? "a row without the size of the log"
                    : "a row with the size of the log"
            );
        }
        catch (SqlException e) when (!cancel.IsCancellationRequested)
        {
            return VerifyRow.Told(subject, ErrorText.Of(e));
        }
    }

    private static async Task<VerifyRow> SecondaryAsync(SqlConnection connection, CancellationToken cancel)
    {
        const string subject = "secondary of an availability group that cannot be read";
        try
        {
            var name = await connection.ExecuteScalarAsync<string?>(
                new CommandDefinition(
                    """
                    SELECT TOP (1) d.name
                    FROM sys.databases AS d
                    INNER JOIN sys.dm_hadr_database_replica_states AS s ON s.database_id = d.database_id
                    WHERE s.is_local = 1 AND s.is_primary_replica = 0;
                    """,
                    cancellationToken: cancel
                )
            );
            return name is null
                ? VerifyRow.NotJudged(subject, "the server holds no secondary")
                : await AskAsync(connection, name, subject, cancel);
        }
        catch (SqlException e) when (!cancel.IsCancellationRequested)
        {
            return VerifyRow.NotJudged(subject, ErrorText.Of(e));
        }
    }

    private static async Task RunAsync(SqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = VerifyContext.Command(connection, sql);
        await command.ExecuteNonQueryAsync(cancel);
    }
}
