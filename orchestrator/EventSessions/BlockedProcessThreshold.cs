// The server's option without which no blocked process is ever reported. It is server-wide, so it is changed
// only on demand, and only when RECONFIGURE puts nothing else into effect.
using Dapper;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Orchestrator.EventSessions;

/// <summary>Reads and sets 'blocked process threshold (s)'.</summary>
public static class BlockedProcessThreshold
{
    private const int Longest = 86_400;
    private const int Shortest = 5;

    // 'min server memory (MB)' shows 0 configured and 16 in use on a server where nobody touched it.
    private const string ReadOptions = """
        SELECT c.name AS Name, CAST(c.value AS bigint) AS Configured, CAST(c.value_in_use AS bigint) AS InUse
        FROM sys.configurations AS c
        WHERE c.name IN (N'blocked process threshold (s)', N'show advanced options')
           OR (c.is_dynamic = 1 AND c.value <> c.value_in_use AND NOT (c.name = N'min server memory (MB)' AND CAST(c.value AS bigint) = 0));
        """;

    /// <summary>Why a number of seconds cannot be set; null when it can.</summary>
    public static string? Refusal(int seconds) =>
        seconds switch
        {
            < 0 or > Longest =>
                $"The blocked process threshold cannot be {seconds} seconds; right is 0 (off) or {Shortest} to {Longest}.",
            > 0 and < Shortest =>
                $"A blocked process threshold of {seconds} seconds is refused: values of 1 to 4 keep the server's deadlock monitor "
                    + $"running all the time; right is 0 (off) or {Shortest} to {Longest}.",
            _ => null,
        };

    /// <summary>What is set, and the T-SQL that sets <paramref name="wanted"/>; null changes
    /// nothing.</summary>
    public static async Task<ThresholdChange> PlanAsync(SqlConnection connection, int? wanted, CancellationToken cancel)
    {
        var options = (
            await connection.QueryAsync<ServerOption>(new CommandDefinition(ReadOptions, cancellationToken: cancel))
        ).ToDictionary(o => o.Name, StringComparer.Ordinal);
        if (
            !options.Remove("blocked process threshold (s)", out var threshold)
            || !options.Remove("show advanced options", out var advanced)
        )
        {
            throw new InvalidOperationException(
                "sys.configurations does not show 'blocked process threshold (s)' and 'show advanced options'."
            );
        }

        var old = (int)threshold.InUse;
        if (wanted is not { } seconds || (threshold.InUse == seconds && threshold.Configured == seconds))
        {
            return new ThresholdChange(old, old, "");
        }

        if (options.Count > 0)
        {
            throw new InvalidOperationException(
                $"The threshold is not set: RECONFIGURE would also put into effect {string.Join(", ", options.Values.Select(o => $"'{o.Name}' = {o.Configured} (now {o.InUse})"))}. "
                    + "Settle these first."
            );
        }

        var set = $"EXEC sys.sp_configure N'blocked process threshold (s)', {seconds};\nRECONFIGURE;\n";
        var statements =
            advanced.InUse == 1
                ? set
                : $"EXEC sys.sp_configure N'show advanced options', 1;\nRECONFIGURE;\n{set}EXEC sys.sp_configure N'show advanced options', 0;\nRECONFIGURE;\n";
        return new ThresholdChange(old, seconds, statements);
    }

    private sealed record ServerOption(string Name, long Configured, long InUse);
}
