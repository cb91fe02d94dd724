// What an AX database really holds where the documentation is silent: the rhythm of heartbeats, states of
// servers, columns of the batch tables, the tokens of context_info.
using System.Diagnostics;
using System.Globalization;
using Dapper;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Orchestrator.Verify.Questions;

/// <summary>Answered by the AX database, where one is named.</summary>
internal sealed class AxQuestion : IOpenQuestion
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(150);

    public string Text => "What does AX write: heartbeats, states of servers, columns of batch tables, context_info?";

    public async Task<IReadOnlyList<VerifyRow>> AnswerAsync(VerifyContext context, CancellationToken cancel)
    {
        if (context.Request.AxDatabaseName is not { } database)
        {
            return [VerifyRow.NotJudged("whole question", "no AX database was named with --ax-database")];
        }

        await using var connection = await context.OpenAsync(cancel, database);
        return
        [
            await TriedAsync(
                "heartbeat (SYSSERVERSESSIONS.LASTUPDATEDATETIME)",
                s => HeartbeatAsync(context, connection, s, cancel),
                cancel
            ),
            await TriedAsync("SYSSERVERSESSIONS.STATUS", s => StatesAsync(connection, s, cancel), cancel),
            await TriedAsync("columns of BATCH", s => ColumnsAsync(connection, s, "BATCH", cancel), cancel),
            await TriedAsync("columns of BATCHHISTORY", s => ColumnsAsync(connection, s, "BATCHHISTORY", cancel), cancel),
            await TriedAsync("third token of context_info", s => TokensAsync(connection, s, cancel), cancel),
        ];
    }

    private static async Task<VerifyRow> TriedAsync(string subject, Func<string, Task<VerifyRow>> ask, CancellationToken cancel)
    {
        try
        {
            return await ask(subject);
        }
        catch (SqlException e) when (!cancel.IsCancellationRequested)
        {
            return VerifyRow.NotJudged(subject, ErrorText.Of(e));
        }
    }

    private static async Task<VerifyRow> HeartbeatAsync(
        VerifyContext context,
        SqlConnection connection,
        string subject,
        CancellationToken cancel
    )
    {
        var limit = context.Request.ParallelTime * 2;
        limit = limit < Longest ? limit : Longest;
        var last = new Dictionary<long, DateTime>();
        List<double> steps = [];
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            foreach (
                var (id, at) in await connection.QueryAsync<(long Id, DateTime At)>(
                    new CommandDefinition(
                        "SELECT CAST(s.RECID AS bigint), s.LASTUPDATEDATETIME FROM dbo.SYSSERVERSESSIONS AS s WHERE s.STATUS = 1;",
                        cancellationToken: cancel
                    )
                )
            )
            {
                if (last.TryGetValue(id, out var before) && at > before)
                {
                    steps.Add((at - before).TotalSeconds);
                }

                last[id] = at;
            }

            if (last.Count == 0)
            {
                return VerifyRow.NotJudged(subject, "no AX server runs");
            }

            if (Stopwatch.GetElapsedTime(began) >= limit)
            {
                return steps.Count == 0
                    ? VerifyRow.NotJudged(subject, $"it did not change within {limit.TotalSeconds:0} s")
                    : VerifyRow.Told(
                        subject,
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{last.Count} servers, renewed after {steps.Min():0} to {steps.Max():0} s"
                        )
                    );
            }

            await Task.Delay(BetweenLooks, context.Time, cancel);
        }
    }

    private static async Task<VerifyRow> StatesAsync(SqlConnection connection, string subject, CancellationToken cancel)
    {
        var states = (
            await connection.QueryAsync<int>(
                new CommandDefinition(
                    "SELECT DISTINCT CAST(s.STATUS AS int) FROM dbo.SYSSERVERSESSIONS AS s ORDER BY 1;",
                    cancellationToken: cancel
                )
            )
        ).AsList();
        return states.TrueForAll(state => state is 0 or 1)
            ? VerifyRow.Same(subject, "0 and 1 only")
            : VerifyRow.Differs(subject, "also " + string.Join(", ", states.Where(state => state is not (0 or 1))));
    }

    private static async Task<VerifyRow> ColumnsAsync(
        SqlConnection connection,
        string subject,
        string table,
        CancellationToken cancel
    )
    {
        var columns = (
            await connection.QueryAsync<string>(
                new CommandDefinition(
                    "SELECT c.name FROM sys.columns AS c WHERE c.object_id = OBJECT_ID(N'dbo.' + @table) ORDER BY c.name;",
                    new { table },
                    cancellationToken: cancel
                )
            )
        ).AsList();
        return columns.Count == 0
            ? VerifyRow.NotJudged(subject, "the table is not there, or hidden from the login")
            : VerifyRow.Told(subject, string.Join(", ", columns));
    }

    private static async Task<VerifyRow> TokensAsync(SqlConnection connection, string subject, CancellationToken cancel)
    {
        var texts = (
            await connection.QueryAsync<string>(
                new CommandDefinition(
                    """
                    SELECT RTRIM(REPLACE(CAST(s.context_info AS varchar(128)), CHAR(0), ''))
                    FROM sys.dm_exec_sessions AS s
                    WHERE s.program_name LIKE N'Microsoft Dynamics AX%' AND DATALENGTH(s.context_info) > 0;
                    """,
                    cancellationToken: cancel
                )
            )
        ).AsList();
        var thirds = texts
            .Select(text => text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(tokens => tokens.Length >= 3)
            .Select(tokens => tokens[2])
            .ToList();
        // How it looks, not what it is.
        return thirds.Count == 0
            ? VerifyRow.NotJudged(subject, $"none of {texts.Count} AX sessions has one")
            : VerifyRow.Told(
                subject,
                $"{thirds.Count} of {texts.Count} AX sessions have one: {thirds.Count(t => t.All(char.IsAsciiDigit))} are numbers, {thirds.Min(t => t.Length)} to {thirds.Max(t => t.Length)} characters long"
            );
    }
}
