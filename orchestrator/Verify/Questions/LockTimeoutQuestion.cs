// What a lock time-out does where metadata is locked: whether functions that look at an object give up with
// 1222, answer, or wait.
using System.Diagnostics;
using System.Globalization;
using Dapper;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Orchestrator.Verify.Questions;

/// <summary>Answered by a table that is being altered in a database of its own.</summary>
internal sealed class LockTimeoutQuestion : IOpenQuestion
{
    private const int LockTimeoutMs = 50;
    private const int Seconds = 10;

    public string Text => "Does LOCK_TIMEOUT let functions over metadata end with error 1222?";

    public async Task<IReadOnlyList<VerifyRow>> AnswerAsync(VerifyContext context, CancellationToken cancel)
    {
        var database = await context.ScratchAsync(cancel);
        await using var holder = await context.OpenAsync(cancel, database);
        await RunAsync(holder, "CREATE TABLE dbo.Altered (Id int NOT NULL CONSTRAINT PK_Altered PRIMARY KEY);", cancel);
        var id = await holder.ExecuteScalarAsync<int>(
            new CommandDefinition("SELECT OBJECT_ID(N'dbo.Altered');", cancellationToken: cancel)
        );
        await RunAsync(holder, "BEGIN TRANSACTION; ALTER TABLE dbo.Altered ADD Added int NULL;", cancel);
        return
        [
            await AskAsync(
                context,
                database,
                "HAS_PERMS_BY_NAME",
                "SELECT COALESCE(HAS_PERMS_BY_NAME(N'dbo.Altered', N'OBJECT', N'SELECT'), -1);",
                cancel
            ),
            await AskAsync(
                context,
                database,
                "sys.dm_db_index_physical_stats",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"SELECT COUNT(*) FROM sys.dm_db_index_physical_stats(DB_ID(), {id}, NULL, NULL, N'LIMITED') AS s;"
                ),
                cancel
            ),
            await AskAsync(context, database, "OBJECT_NAME", $"SELECT LEN(OBJECT_NAME({id}));", cancel),
        ];
    }

    private static async Task<VerifyRow> AskAsync(
        VerifyContext context,
        string database,
        string subject,
        string sql,
        CancellationToken cancel
    )
    {
        await using var connection = await context.OpenAsync(cancel, database);
        await RunAsync(connection, $"SET LOCK_TIMEOUT {LockTimeoutMs};", cancel);
        var began = Stopwatch.GetTimestamp();
        try
        {
            await using SqlCommand command = new(sql, connection) { CommandTimeout = Seconds };
            var answer = await command.ExecuteScalarAsync(cancel);
            return VerifyRow.Told(
                subject,
                $"answers {answer ?? "nothing"} while the table is being altered",
                Stopwatch.GetElapsedTime(began).TotalMilliseconds
            );
        }
        catch (SqlException e) when (!cancel.IsCancellationRequested)
        {
            var ms = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            return e.Number switch
            {
                1222 => VerifyRow.Told(subject, "gives up with 1222", ms),
                -2 => VerifyRow.Differs(subject, $"waits in spite of LOCK_TIMEOUT {LockTimeoutMs}", ms),
                _ => VerifyRow.NotJudged(subject, ErrorText.Of(e)),
            };
        }
    }

    private static async Task RunAsync(SqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = VerifyContext.Command(connection, sql);
        await command.ExecuteNonQueryAsync(cancel);
    }
}
