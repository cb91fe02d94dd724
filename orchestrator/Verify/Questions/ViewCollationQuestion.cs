// Which collation the names in server-wide views have, seen from a database of another one.
using AxMonitor.Orchestrator.Verify.Checks;
using Dapper;

namespace AxMonitor.Orchestrator.Verify.Questions;

/// <summary>Answered by the catalog of system views.</summary>
internal sealed class ViewCollationQuestion : IOpenQuestion
{
    public string Text => "Which collation have the names in sys.configurations, sys.dm_xe_sessions and sys.dm_xe_session_events?";

    public async Task<IReadOnlyList<VerifyRow>> AnswerAsync(VerifyContext context, CancellationToken cancel)
    {
        await using var connection = await context.OpenAsync(cancel, CollationCheck.DatabaseOf(context));
        var columns = (
            await connection.QueryAsync<(string Name, string Collation, string Own)>(
                new CommandDefinition(
                    """
                    SELECT
                        Name = OBJECT_NAME(c.object_id) + N'.' + c.name,
                        Collation = CAST(c.collation_name AS nvarchar(128)),
                        Own = CAST(DATABASEPROPERTYEX(DB_NAME(), N'Collation') AS nvarchar(128))
                    FROM sys.all_columns AS c
                    WHERE c.object_id IN (
                              OBJECT_ID(N'sys.configurations'), OBJECT_ID(N'sys.dm_xe_sessions'), OBJECT_ID(N'sys.dm_xe_session_events'))
                      AND c.name IN (N'name', N'event_name')
                      AND c.collation_name IS NOT NULL
                    ORDER BY Name;
                    """,
                    cancellationToken: cancel
                )
            )
        ).AsList();
        var failed = context.RowsOf<CollationCheck>().Where(row => row.Verdict == Verdict.Differs).ToList();
        return
        [
            .. columns.Count == 0
                ? [VerifyRow.NotJudged("whole question", "the catalog lists no columns of these views")]
                : columns.Select(column =>
                    VerifyRow.Told(
                        column.Name,
                        column.Collation
                            + (
                                string.Equals(column.Collation, column.Own, StringComparison.OrdinalIgnoreCase)
                                    ? ", that of the database"
                                    : $" in a database of {column.Own}"
                            )
                    )
                ),
            failed.Count == 0
                ? VerifyRow.Same("collectors that compare without naming one", "none fails, see Collations")
                : VerifyRow.Differs(
                    "collectors that compare without naming one",
                    string.Join(", ", failed.Select(row => row.Subject)) + ", see Collations"
                ),
        ];
    }
}
