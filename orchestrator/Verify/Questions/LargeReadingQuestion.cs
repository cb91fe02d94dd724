// What the dear readings cost: Requests while many sessions wait for one another, QueryStats by the number of
// cached plans, event files by the number of events.
using System.Diagnostics;
using System.Globalization;
using AxMonitor.Orchestrator.Verify.Checks;
using Dapper;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Orchestrator.Verify.Questions;

/// <summary>Answered by a storm in a database of its own, and by what the server holds.</summary>
internal sealed class LargeReadingQuestion : IOpenQuestion
{
    private const int FileSeconds = 30;
    private const int VictimSeconds = 150;

    // Their sessions are seen like those of others: AxMonitor leaves its own out.
    private const string Program = "Verify storm";
    private static readonly string[] EventCollectors = ["Deadlocks", "BlockedProcesses", "LongQueries", "Errors", "Attentions"];
    private static readonly TimeSpan StormPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200);

    public string Text => "How long take Requests in a storm, QueryStats with many plans, and large event files?";

    public async Task<IReadOnlyList<VerifyRow>> AnswerAsync(VerifyContext context, CancellationToken cancel) =>
        [
            await StormAsync(context, cancel),
            await PlansAsync(context, cancel),
            .. EventCollectors.Select(name => Collected(context, name)),
            await SystemHealthAsync(context, cancel),
        ];

    private static async Task<VerifyRow> StormAsync(VerifyContext context, CancellationToken cancel)
    {
        var subject = string.Create(CultureInfo.InvariantCulture, $"Requests with {context.Request.Victims} sessions waiting");
        var requests = (await context.Service.Operations.GetScheduleAsync(cancel)).FirstOrDefault(line =>
            line is { InstanceName: VerifyContext.InstanceName, CollectorName: "Requests", IsDue: true }
        );
        if (requests is null)
        {
            return VerifyRow.NotJudged(subject, "Requests is not collecting, see Collectors");
        }

        var database = await context.ScratchAsync(cancel);
        await using var head = await context.OpenAsync(cancel, database, Program);
        await RunAsync(head, "IF OBJECT_ID(N'dbo.Storm') IS NULL CREATE TABLE dbo.Storm (Id int NOT NULL CONSTRAINT PK_Storm PRIMARY KEY, Value int NOT NULL); IF NOT EXISTS (SELECT 1 FROM dbo.Storm) INSERT dbo.Storm (Id, Value) VALUES (1, 0);", cancel);
        await RunAsync(head, "BEGIN TRANSACTION; UPDATE dbo.Storm SET Value = Value + 1 WHERE Id = 1;", cancel);
        List<SqlConnection> sessions = [];
        List<Task> waiting = [];
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        try
        {
            for (var i = 0; i < context.Request.Victims; i++)
            {
                var session = await context.OpenAsync(cancel, database, Program);
                sessions.Add(session);
                waiting.Add(RunAsync(session, "UPDATE dbo.Storm SET Value = Value + 1 WHERE Id = 1;", end.Token));
            }

            var victims = await VictimsAsync(context, database, cancel);
            if (victims < context.Request.Victims)
            {
                return VerifyRow.NotJudged(
                    subject,
                    $"the server shows {victims} of them as waiting after {StormPatience.TotalSeconds:0} s"
                );
            }

            var outcome = await new CollectorCall(context.Service, context.Time).RunAsync(
                requests,
                context.Request.ConnectionString,
                cancel
            );
            return outcome.Error is null
                ? VerifyRow.Same(
                    subject,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{outcome.RowsRead} rows read in {outcome.SourceMs:0} ms of {requests.TimeoutMs} ms allowed, saved in {outcome.SaveMs:0} ms"
                    ),
                    outcome.SourceMs
                )
                : VerifyRow.Differs(subject, outcome.Refusal);
        }
        finally
        {
            await end.CancelAsync();
            foreach (var wait in waiting)
            {
                // Cancelled, or done after all: either is well.
                await wait.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            foreach (var session in sessions)
            {
                await session.DisposeAsync();
            }
        }
    }

    private static async Task<int> VictimsAsync(VerifyContext context, string database, CancellationToken cancel)
    {
        await using var connection = await context.OpenAsync(cancel, "master");
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            var victims = await connection.ExecuteScalarAsync<int>(
                new CommandDefinition(
                    "SELECT COUNT(*) FROM sys.dm_exec_requests AS r WHERE r.database_id = DB_ID(@database) AND r.blocking_session_id <> 0;",
                    new { database },
                    cancellationToken: cancel
                )
            );
            if (victims >= context.Request.Victims || Stopwatch.GetElapsedTime(began) > StormPatience)
            {
                return victims;
            }

            await Task.Delay(BetweenLooks, context.Time, cancel);
        }
    }

    private static async Task<VerifyRow> PlansAsync(VerifyContext context, CancellationToken cancel)
    {
        const string subject = "QueryStats";
        try
        {
            await using var connection = await context.OpenAsync(cancel, "master");
            var plans = await connection.ExecuteScalarAsync<long?>(
                new CommandDefinition(
                    "SELECT SUM(c.entries_count) FROM sys.dm_os_memory_cache_counters AS c WHERE c.type IN (N'CACHESTORE_SQLCP', N'CACHESTORE_OBJCP');",
                    cancellationToken: cancel
                )
            );
            var row = Collected(context, subject);
            return row with { Finding = $"{plans ?? 0} cached plans: {row.Finding}" };
        }
        catch (SqlException e) when (!cancel.IsCancellationRequested)
        {
            return VerifyRow.NotJudged(subject, "the number of cached plans: " + ErrorText.Of(e));
        }
    }

    private static VerifyRow Collected(VerifyContext context, string name) =>
        context.RowsOf<CollectorsCheck>().FirstOrDefault(row => row.Subject == name)
        ?? VerifyRow.NotJudged(name, "it was not run, see Collectors");

    private static async Task<VerifyRow> SystemHealthAsync(VerifyContext context, CancellationToken cancel)
    {
        const string subject = "all files of system_health";
        await using var connection = await context.OpenAsync(cancel, "master");
        try
        {
            var path = await connection.ExecuteScalarAsync<string?>(
                new CommandDefinition(
                    """
                    SELECT TOP (1) CAST(t.target_data AS xml).value(N'(/EventFileTarget/File/@name)[1]', N'nvarchar(500)')
                    FROM sys.dm_xe_sessions AS s
                    INNER JOIN sys.dm_xe_session_targets AS t ON t.event_session_address = s.address
                    WHERE s.name = N'system_health' AND t.target_name = N'event_file';
                    """,
                    cancellationToken: cancel
                )
            );
            if (path?.LastIndexOf("system_health", StringComparison.OrdinalIgnoreCase) is not >= 0)
            {
                return VerifyRow.NotJudged(subject, "it does not run, or writes no file");
            }

            var pattern = path[..(path.LastIndexOf("system_health", StringComparison.OrdinalIgnoreCase) + "system_health".Length)] + "*.xel";
            var began = Stopwatch.GetTimestamp();
            var events = await connection.ExecuteScalarAsync<long>(
                new CommandDefinition(
                    "SELECT COUNT_BIG(*) FROM sys.fn_xe_file_target_read_file(@pattern, NULL, NULL, NULL) AS f WHERE LEN(f.event_data) > 0;",
                    new { pattern },
                    commandTimeout: FileSeconds,
                    cancellationToken: cancel
                )
            );
            return VerifyRow.Told(subject, $"{events} events", Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }
        catch (SqlException e) when (!cancel.IsCancellationRequested)
        {
            return e.Number == -2
                ? VerifyRow.Told(subject, $"more than {FileSeconds} s in one reading")
                : VerifyRow.NotJudged(subject, ErrorText.Of(e));
        }
    }

    private static async Task RunAsync(SqlConnection connection, string sql, CancellationToken cancel)
    {
        await using SqlCommand command = new(sql, connection) { CommandTimeout = VictimSeconds };
        await command.ExecuteNonQueryAsync(cancel);
    }
}
