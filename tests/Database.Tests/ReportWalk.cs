// Everything that report.* shows one login: each procedure with its defaults and with each key that leads
// to a row, and each view.
using System.Globalization;
using AxMonitor.Tests.Shared.Masking;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Database.Tests;

/// <summary>What the objects of schema report returned: rows by object and argument, and which of the planted
/// names stood in them.</summary>
internal sealed class ReportWalk
{
    private static readonly Dictionary<string, string> Keys = new(StringComparer.OrdinalIgnoreCase)
    {
        ["@IncidentId"] = "SELECT CAST(IncidentId AS nvarchar(40)) FROM fact.BlockingIncident",
        ["@DeadlockId"] = "SELECT CAST(DeadlockId AS nvarchar(40)) FROM fact.Deadlock",
        ["@AlertId"] = "SELECT CAST(AlertId AS nvarchar(40)) FROM alert.Alert",
        ["@ExecutionId"] = "SELECT CAST(ExecutionId AS nvarchar(40)) FROM fact.BatchExecution",
        ["@ClassNumber"] = "SELECT DISTINCT CAST(ClassNumber AS nvarchar(40)) FROM fact.BatchExecution",
        ["@QueryKey"] =
            "SELECT CONVERT(nvarchar(16), QueryHash, 2) FROM dim.Query UNION SELECT CONVERT(nvarchar(16), QueryHash, 2) FROM fact.LongQuery",
        ["@MetricName"] =
            "SELECT DISTINCT m.MetricName FROM rollup.Series AS s INNER JOIN config.Metric AS m ON m.MetricId = s.MetricId WHERE m.MetricName LIKE N'requests.%'",
        ["@RuleName"] = "SELECT DISTINCT r.RuleName FROM alert.Alert AS a INNER JOIN config.AlertRule AS r ON r.RuleId = a.RuleId",
    };

    public Dictionary<string, int> Rows { get; } = new(StringComparer.Ordinal);

    public SortedSet<string> Leaks { get; } = new(StringComparer.Ordinal);

    public SortedSet<string> LeakingObjects { get; } = new(StringComparer.Ordinal);

    /// <param name="server">Where the repository is; keys are looked up with its administrator.</param>
    /// <param name="connectionString">Of the login that is shown something.</param>
    public static async Task<ReportWalk> RunAsync(TestServer server, string connectionString)
    {
        Dictionary<string, List<string>> keys = new(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, sql) in Keys)
        {
            keys[name] = await TextsAsync(server.ConnectionString, sql);
        }

        ReportWalk walk = new();
        await using SqlConnection connection = new(connectionString);
        await connection.OpenAsync();
        foreach (var (procedure, parameters) in await ParametersAsync(server.ConnectionString))
        {
            await walk.ReadAsync(connection, $"EXEC {procedure};", procedure, null);
            foreach (var parameter in parameters.Where(keys.ContainsKey))
            {
                foreach (var key in keys[parameter])
                {
                    await walk.ReadAsync(connection, $"EXEC {procedure} {parameter} = @Key;", procedure, key);
                }
            }
        }

        foreach (
            var view in await TextsAsync(
                server.ConnectionString,
                "SELECT CONCAT(N'report.', name) FROM sys.views WHERE schema_id = SCHEMA_ID(N'report')"
            )
        )
        {
            await walk.ReadAsync(connection, $"SELECT * FROM {view};", view, null);
        }

        return walk;
    }

    /// <summary>Procedures of schema report with the names of their parameters.</summary>
    public static async Task<Dictionary<string, List<string>>> ParametersAsync(string connectionString)
    {
        Dictionary<string, List<string>> procedures = new(StringComparer.Ordinal);
        foreach (
            var text in await TextsAsync(
                connectionString,
                """
                SELECT CONCAT(N'report.', o.name, N' ', p.name)
                FROM sys.procedures AS o
                INNER JOIN sys.parameters AS p ON p.object_id = o.object_id
                WHERE o.schema_id = SCHEMA_ID(N'report')
                """
            )
        )
        {
            var parts = text.Split(' ');
            if (!procedures.TryGetValue(parts[0], out var parameters))
            {
                procedures.Add(parts[0], parameters = []);
            }

            parameters.Add(parts[1]);
        }

        return procedures;
    }

    private static async Task<List<string>> TextsAsync(string connectionString, string sql)
    {
        await using SqlConnection connection = new(connectionString);
        await connection.OpenAsync();
        await using SqlCommand command = new(sql, connection) { CommandTimeout = 120 };
        await using var reader = await command.ExecuteReaderAsync();
        List<string> texts = [];
        while (await reader.ReadAsync())
        {
            texts.Add(reader.GetString(0));
        }

        return texts;
    }

    private async Task ReadAsync(SqlConnection connection, string sql, string name, string? key)
    {
        await using SqlCommand command = new(sql, connection) { CommandTimeout = 120 };
        if (key is not null)
        {
            command.Parameters.AddWithValue("@Key", key);
        }

        var count = 0;
        try
        {
            await using var reader = await command.ExecuteReaderAsync();
            do
            {
                while (await reader.ReadAsync())
                {
                    count++;
                    for (var i = 0; i < reader.FieldCount; i++)
                    {
                        var value = Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture) ?? "";
                        if (PlantedNames.Pattern().Match(value) is { Success: true } found)
                        {
                            LeakingObjects.Add(name);
                            Leaks.Add($"{name}({key}).{reader.GetName(i)}: …{value[found.Index..Math.Min(value.Length, found.Index + 40)]}");
                        }
                    }
                }
            } while (await reader.NextResultAsync());
        }
        catch (SqlException exception) when (exception.Number >= 50000)
        {
            // A procedure that asks for a parameter says so.
        }

        Rows[$"{name} {key}"] = count;
    }
}
