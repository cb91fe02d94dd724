// The part of `axmonitor check` for Database Mail: whether the service's login may send and see what became
// of it, and whether it is switched on. It sends none.
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Repository;
using Dapper;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Orchestrator.Commands;

/// <summary>Checks the way to Database Mail.</summary>
public static class DatabaseMailCheck
{
    private const string Subject = "Database Mail";

    /// <summary>What is found.</summary>
    public static async Task<CheckFinding> RunAsync(
        DatabaseMailOptions mail,
        RepositoryConnection repository,
        CancellationToken cancel
    )
    {
        try
        {
            await using var connection = await repository.OpenAsync(cancel);
            var found = await connection.QuerySingleAsync<(bool IsOn, bool MaySend, bool MaySee)>(
                new CommandDefinition(
                    """
                    SELECT
                        IsOn = CAST(COALESCE((
                            SELECT CAST(c.value_in_use AS int)
                            FROM sys.configurations AS c
                            WHERE c.name = N'Database Mail XPs'), 0) AS bit),
                        MaySend = CAST(COALESCE(HAS_PERMS_BY_NAME(N'msdb.dbo.sp_send_dbmail', N'OBJECT', N'EXECUTE'), 0) AS bit),
                        MaySee = CAST(CASE
                            WHEN HAS_PERMS_BY_NAME(N'msdb.dbo.sysmail_allitems', N'OBJECT', N'SELECT') = 1
                             AND HAS_PERMS_BY_NAME(N'msdb.dbo.sysmail_event_log', N'OBJECT', N'SELECT') = 1 THEN 1
                            ELSE 0
                        END AS bit);
                    """,
                    commandTimeout: repository.CommandTimeoutSeconds,
                    cancellationToken: cancel
                )
            );
            return found switch
            {
                { IsOn: false } => Bad(
                    "is switched off",
                    "EXEC sys.sp_configure N'show advanced options', 1; RECONFIGURE; "
                        + "EXEC sys.sp_configure N'Database Mail XPs', 1; RECONFIGURE;"
                ),
                { MaySend: false } or { MaySee: false } => Bad(
                    "may not be used by this login",
                    "make it a user of msdb and add it there to the role DatabaseMailUserRole; give that user the profile "
                        + mail.Profile
                ),
                _ => new CheckFinding(Subject, IsGood: true, $"may be used; profile {mail.Profile}", Remedy: null),
            };
        }
        catch (SqlException e)
        {
            return Bad($"cannot be asked: {e.Message}", "see the finding about the repository");
        }
    }

    private static CheckFinding Bad(string what, string remedy) => new(Subject, IsGood: false, what, remedy);
}
