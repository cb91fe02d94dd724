// Brings the event sessions of a watched instance to the state its scripts describe. The scripts decide and
// act by themselves; here they are found, run in order, and their answers are collected.
using System.Data;
using AxMonitor.Orchestrator.Configuration;
using Dapper;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Orchestrator.EventSessions;

/// <summary>Deploys event sessions.</summary>
/// <param name="folder">Folder of the scripts.</param>
/// <param name="step">Gets what is done next.</param>
public sealed class EventSessionDeployment(string folder, Action<string> step)
{
    private const string DropSuffix = ".drop.sql";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>Where the scripts are beside the program.</summary>
    public static string DefaultFolder => Path.Combine(AppContext.BaseDirectory, "xe-sessions");

    /// <summary>Does it, or with <paramref name="isDryRun"/> says what would be done.</summary>
    /// <exception cref="InvalidOperationException">Permissions or scripts are missing, or the threshold
    /// cannot be set.</exception>
    public async Task<DeploymentResult> RunAsync(
        string instance,
        string connectionString,
        bool isDryRun,
        int? threshold,
        CancellationToken cancel
    )
    {
        var scripts = SessionScripts();
        await using var connection = new SqlConnection(
            ConnectionStrings.Complete(connectionString, "AxMonitor deploy", Patience)
        );
        await connection.OpenAsync(cancel);
        await SetContextAsync(connection, "AxMonitor.BlockedProcessThreshold", threshold, cancel);
        await SetContextAsync(connection, "AxMonitor.DryRun", 1, cancel);
        IReadOnlyList<string> missing = [.. await connection.QueryAsync<string>(await ScriptAsync("MissingGrants.sql", cancel))];
        if (missing.Count > 0 && (!isDryRun || missing.Any(g => g.Contains("VIEW SERVER STATE", StringComparison.Ordinal))))
        {
            throw new InvalidOperationException(
                $"The login of instance '{instance}' may not do this. An administrator of the server has to run: USE master; {string.Join(' ', missing)}"
            );
        }

        // Whether the threshold can be set is known before anything is changed.
        var setThreshold = await ScriptAsync("BlockedProcessThreshold.sql", cancel);
        var change = await connection.QuerySingleAsync<ThresholdChange>(setThreshold);
        if (change.Refusal is not null)
        {
            throw new InvalidOperationException(change.Refusal);
        }

        await SetContextAsync(connection, "AxMonitor.DryRun", isDryRun ? 1 : 0, cancel);
        var sessions = new List<EventSessionChange>();
        foreach (var script in scripts)
        {
            step(Path.GetFileNameWithoutExtension(script.Parts[0].Path));
            sessions.Add(
                await connection.QuerySingleAsync<EventSessionChange>(
                    new CommandDefinition(script.Text, cancellationToken: cancel)
                )
            );
        }

        return new DeploymentResult(
            instance,
            isDryRun,
            sessions,
            await connection.QuerySingleAsync<ThresholdChange>(setThreshold),
            missing
        );
    }

    /// <summary>The scripts of all event sessions, what they include in place.</summary>
    /// <exception cref="InvalidOperationException">Scripts are missing.</exception>
    public IReadOnlyList<ScriptText> SessionScripts()
    {
        string[] scripts = Directory.Exists(folder)
            ?
            [
                .. Directory
                    .EnumerateFiles(folder, "AxMonitor_*.sql")
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

    private async Task<CommandDefinition> ScriptAsync(string name, CancellationToken cancel) =>
        new(await File.ReadAllTextAsync(Path.Combine(folder, name), cancel), cancellationToken: cancel);

    private static Task SetContextAsync(SqlConnection connection, string key, int? value, CancellationToken cancel) =>
        connection.ExecuteAsync(
            new CommandDefinition(
                "sys.sp_set_session_context",
                new { key, value },
                commandType: CommandType.StoredProcedure,
                cancellationToken: cancel
            )
        );
}
