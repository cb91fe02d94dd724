// Brings the event sessions of a watched instance to the state its scripts describe. The scripts decide and
// act by themselves; here they are found, run in order, and their answers are collected.
using System.Data;
using AxMonitor.Orchestrator.Configuration;
using Dapper;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Orchestrator.EventSessions;

/// <summary>Deploys event sessions.</summary>
/// <param name="folder">Folder of the scripts; *.drop.sql are not run.</param>
public sealed class EventSessionDeployment(string folder)
{
    private const string DropSuffix = ".drop.sql";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>Where the scripts are beside the program.</summary>
    public static string DefaultFolder => Path.Combine(AppContext.BaseDirectory, "xe-sessions");

    /// <summary>Does it, or with <paramref name="isDryRun"/> tells what would be done.</summary>
    /// <exception cref="InvalidOperationException">Permissions are missing, scripts are missing, or the
    /// threshold cannot be set.</exception>
    public async Task<DeploymentResult> RunAsync(
        string instance,
        string connectionString,
        bool isDryRun,
        int? threshold,
        CancellationToken cancel
    )
    {
        var scripts = Scripts();
        await using var connection = new SqlConnection(
            ConnectionStrings.Complete(connectionString, "AxMonitor deploy", Patience)
        );
        await connection.OpenAsync(cancel);
        var missing = await MissingGrantsAsync(connection, threshold is not null, cancel);
        if (missing.Count > 0 && (!isDryRun || missing.Any(g => g.Contains("VIEW SERVER STATE", StringComparison.Ordinal))))
        {
            throw new InvalidOperationException(
                $"The login of instance '{instance}' may not do this. An administrator of the server has to run: USE master; {string.Join(' ', missing)}"
            );
        }

        // Whether the threshold can be set is known before anything is changed.
        var change = await BlockedProcessThreshold.PlanAsync(connection, threshold, cancel);
        await connection.ExecuteAsync(
            new CommandDefinition(
                "sys.sp_set_session_context",
                new { key = "AxMonitor.DryRun", value = isDryRun ? 1 : 0 },
                commandType: CommandType.StoredProcedure,
                cancellationToken: cancel
            )
        );
        var sessions = new List<EventSessionChange>();
        foreach (var script in scripts)
        {
            sessions.Add(
                await connection.QuerySingleAsync<EventSessionChange>(
                    new CommandDefinition(script.Text, cancellationToken: cancel)
                )
            );
        }

        if (!isDryRun && change.Statements.Length > 0)
        {
            await connection.ExecuteAsync(new CommandDefinition(change.Statements, cancellationToken: cancel));
        }

        return new DeploymentResult(instance, isDryRun, sessions, change, missing);
    }

    /// <summary>The scripts of all event sessions, what they include in place.</summary>
    /// <exception cref="InvalidOperationException">Scripts are missing.</exception>
    public IReadOnlyList<ScriptText> Scripts()
    {
        string[] scripts = Directory.Exists(folder)
            ?
            [
                .. Directory
                    .EnumerateFiles(folder, "*.sql")
                    .Where(f => !f.EndsWith(DropSuffix, StringComparison.OrdinalIgnoreCase))
                    .Order(StringComparer.Ordinal),
            ]
            : [];
        return scripts.Length > 0
            ? [.. scripts.Select(ScriptText.Read)]
            : throw new InvalidOperationException(
                $"There are no scripts of event sessions in '{folder}'; restore them from the release."
            );
    }

    private static async Task<IReadOnlyList<string>> MissingGrantsAsync(
        SqlConnection connection,
        bool setsThreshold,
        CancellationToken cancel
    )
    {
        string[] needed = setsThreshold
            ? ["VIEW SERVER STATE", "ALTER ANY EVENT SESSION", "ALTER SETTINGS"]
            : ["VIEW SERVER STATE", "ALTER ANY EVENT SESSION"];
        var missing = new List<string>();
        foreach (var permission in needed)
        {
            var grant = await connection.ExecuteScalarAsync<string?>(
                new CommandDefinition(
                    "SELECT CASE WHEN COALESCE(HAS_PERMS_BY_NAME(NULL, NULL, @permission), 0) = 0 THEN N'GRANT ' + @permission + N' TO ' + QUOTENAME(SUSER_SNAME()) + N';' END;",
                    new { permission },
                    cancellationToken: cancel
                )
            );
            if (grant is not null)
            {
                missing.Add(grant);
            }
        }

        return missing;
    }
}
