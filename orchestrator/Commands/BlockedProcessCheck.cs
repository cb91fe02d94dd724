// The part of `axmonitor check` about what the collector BlockedProcesses depends on beside permissions: its event session runs,
// and the server reports blocked processes at all.
using AxMonitor.Orchestrator.Configuration;
using Dapper;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Orchestrator.Commands;

/// <summary>Checks an instance on which BlockedProcesses is scheduled.</summary>
public static class BlockedProcessCheck
{
    /// <summary>The collector that needs this.</summary>
    public const string CollectorName = "BlockedProcesses";

    private const string Query = """
        SELECT
            (SELECT COUNT(*) FROM sys.dm_xe_sessions AS s WHERE s.name = N'AxMonitor_Blocking') AS Running,
            (SELECT CAST(c.value_in_use AS int) FROM sys.configurations AS c WHERE c.name = N'blocked process threshold (s)') AS Threshold;
        """;

    /// <summary>What is found on one instance.</summary>
    public static async Task<PreflightFinding> RunAsync(string instance, string connectionName, string connectionString, TimeSpan patience, CancellationToken cancel)
    {
        var subject = "blocked processes on " + instance;
        var deploy = "axmonitor deploy xe --instance " + connectionName;
        try
        {
            await using var connection = new SqlConnection(ConnectionStrings.Complete(connectionString, "AxMonitor check", patience));
            await connection.OpenAsync(cancel);
            var (running, threshold) = await connection.QuerySingleAsync<(int Running, int Threshold)>(new CommandDefinition(Query, cancellationToken: cancel));
            return (running, threshold) switch
            {
                (0, 0) => Bad("the event session AxMonitor_Blocking does not run, and 'blocked process threshold (s)' is 0", deploy + " --set-blocked-process-threshold 10"),
                (0, _) => Bad("the event session AxMonitor_Blocking does not run", deploy),
                (_, 0) => Bad("'blocked process threshold (s)' is 0, so no blocked process is ever reported", deploy + " --set-blocked-process-threshold 10"),
                _ => new PreflightFinding(subject, IsGood: true, $"event session AxMonitor_Blocking runs, threshold {threshold} s", Remedy: null),
            };
        }
        catch (SqlException e)
        {
            return Bad($"the event session cannot be looked for: {e.Message}", "GRANT VIEW SERVER STATE to the login of the instance");
        }

        PreflightFinding Bad(string what, string remedy) => new(subject, IsGood: false, what, remedy);
    }
}
