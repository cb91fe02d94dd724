// `axmonitor backtest`: what a rule, or limits that are tried, would have raised in the stored history.
using System.CommandLine;
using System.Data;
using System.Globalization;
using System.Text.Json;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Repository;
using Dapper;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Orchestrator.Commands;

/// <summary>Replays a rule over the past.</summary>
internal static class BacktestCommand
{
    private const int Refused = 50042;
    private const int MostLines = 100;
    private static readonly string[] Headings = ["Opened", "Instance", "Key", "Severity", "Open for", "Peak", "Confirmed"];
    private static readonly JsonSerializerOptions JsonFormat = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>The command.</summary>
    public static Command Build(TextWriter output, Func<ParseResult, Func<OrchestratorOptions, Task<int>>, Task<int>> guarded)
    {
        var rule = new Argument<string>("RULE") { Description = "Name of the rule, enabled or not." };
        var from = new Option<DateTimeOffset?>("--from")
        {
            Description = "Begin, UTC unless it says otherwise; default: 7 days before the end.",
        };
        var to = new Option<DateTimeOffset?>("--to") { Description = "End; default: now." };
        var step = new Option<int>("--step")
        {
            Description = "Seconds between two evaluations.",
            DefaultValueFactory = _ => 60,
        };
        var measure = new Option<string?>("--measure") { Description = "Whose limits are tried, where the rule has several." };
        var warning = new Option<double?>("--warning") { Description = "Warns at this value instead of the rule's." };
        var critical = new Option<double?>("--critical") { Description = "Critical at this value; with --warning alone: never." };
        var json = new Option<bool>("--json") { Description = "Prints the result as one JSON document." };
        var command = new Command("backtest", "Replays a rule over the stored history: how many alerts, when and how long.")
        {
            rule,
            from,
            to,
            step,
            measure,
            warning,
            critical,
            json,
        };
        command.SetAction(
            (parsed, cancel) =>
                guarded(
                    parsed,
                    async options =>
                    {
                        var end = parsed.GetValue(to) ?? TimeProvider.System.GetUtcNow();
                        var request = new DynamicParameters();
                        request.Add("RuleName", parsed.GetValue(rule), DbType.String, size: 128);
                        request.Add("From", (parsed.GetValue(from) ?? end.AddDays(-7)).UtcDateTime, DbType.DateTime2);
                        request.Add("To", end.UtcDateTime, DbType.DateTime2);
                        request.Add("StepMs", (int)Math.Min(int.MaxValue, parsed.GetValue(step) * 1000L), DbType.Int32);
                        request.Add("WarnValue", parsed.GetValue(warning), DbType.Double);
                        request.Add("CriticalValue", parsed.GetValue(critical), DbType.Double);
                        request.Add("MeasureName", parsed.GetValue(measure), DbType.String, size: 64);
                        return await RunAsync(
                            new RepositoryConnection(options, TimeProvider.System),
                            request,
                            parsed.GetValue(json),
                            Terminal.Of(output),
                            output,
                            cancel
                        );
                    }
                )
        );
        return command;
    }

    private static async Task<int> RunAsync(
        RepositoryConnection repository,
        DynamicParameters request,
        bool isJson,
        Terminal terminal,
        TextWriter output,
        CancellationToken cancel
    )
    {
        request.Add("ChangedBy", $"{Environment.UserName}@{Environment.MachineName}", DbType.String, size: 128);
        request.Add("Now", DateTime.UtcNow, DbType.DateTime2);
        request.Add("RunId", dbType: DbType.Int32, direction: ParameterDirection.Output);
        await using var connection = await repository.OpenAsync(cancel);
        try
        {
            await terminal.WithProgressAsync(async report =>
            {
                connection.InfoMessage += (_, messages) =>
                    RaisedTexts.Of(messages).ToList().ForEach(text => report(Progress(text)));
                return await connection.ExecuteAsync(
                    new CommandDefinition(
                        "alert.Backtest",
                        request,
                        commandTimeout: 0,
                        commandType: CommandType.StoredProcedure,
                        cancellationToken: cancel
                    )
                );
            });
        }
        catch (SqlException e) when (e.Number == Refused)
        {
            throw new ConfigurationException([e.Message]);
        }

        var kept = new { RunId = request.Get<int>("RunId") };
        var run = await connection.QuerySingleAsync<Run>("report.BacktestRuns", kept, commandType: CommandType.StoredProcedure);
        var alerts = (
            await connection.QueryAsync<Raised>("report.BacktestAlerts", kept, commandType: CommandType.StoredProcedure)
        ).ToList();
        if (isJson)
        {
            await output.WriteLineAsync(JsonSerializer.Serialize(new { run, alerts }, JsonFormat));
            return 0;
        }

        await output.WriteLineAsync(Summary(run));
        var opened = alerts.Where(a => a.OpenedAt is not null).ToList();
        await terminal.WriteAsync(
            Headings,
            opened.Take(MostLines).Select(a => Cells(a).Select(Terminal.Escape).ToArray()),
            opened.Take(MostLines).Select(a => string.Join("  ", Cells(a)))
        );
        if (opened.Count > MostLines)
        {
            await output.WriteLineAsync($"And {opened.Count - MostLines} more; --json has them all.");
        }

        return 0;
    }

    /// <summary>'Step 120 of 1440' with its share.</summary>
    private static string Progress(string message) =>
        message.Split(' ') is ["Step", var step, "of", var count]
        && double.TryParse(step, CultureInfo.InvariantCulture, out var done)
        && double.TryParse(count, CultureInfo.InvariantCulture, out var all)
            ? string.Create(CultureInfo.InvariantCulture, $"{message} ({100 * done / all:0} %)")
            : message;

    private static string Summary(Run run)
    {
        var limits = run.WarnValue is null
            ? "its own limits"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{run.MeasureName} warning at {run.WarnValue}, "
                    + $"critical at {(run.CriticalValue is { } c ? c.ToString(CultureInfo.InvariantCulture) : "no value")}"
            );
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{run.RuleName}, {run.FromAt:yyyy-MM-dd HH:mm} to {run.ToAt:yyyy-MM-dd HH:mm} UTC, {limits}: "
                + $"{run.AlertCount} alerts ({run.AlertsPerDay:0.0} a day), {run.CriticalCount} of them critical, "
                + $"open for {run.OpenMinutes:0.0} minutes in all; "
                + $"beside {run.ConfirmedCount} of them somebody acknowledged an alert of the instance. "
                + $"{run.PendingOnlyCount} more went away before they opened. Kept as back-test {run.RunId}."
        );
    }

    private static string[] Cells(Raised alert) =>
        [
            alert.OpenedAt!.Value.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
            alert.InstanceName,
            alert.AlertKey,
            alert.Severity,
            alert.ResolvedAt is null
                ? "until the end"
                : TimeSpan.FromMilliseconds(alert.OpenMs ?? 0).ToString("d\\.hh\\:mm\\:ss", CultureInfo.InvariantCulture),
            alert.PeakValue is { } peak ? peak.ToString("0.##", CultureInfo.InvariantCulture) : "",
            alert.IsConfirmed ? "yes" : "",
        ];

    private sealed record Run
    {
        public int RunId { get; init; }
        public string RuleName { get; init; } = "";
        public DateTime FromAt { get; init; }
        public DateTime ToAt { get; init; }
        public int StepMs { get; init; }
        public string? MeasureName { get; init; }
        public double? WarnValue { get; init; }
        public double? CriticalValue { get; init; }
        public int AlertCount { get; init; }
        public int CriticalCount { get; init; }
        public int PendingOnlyCount { get; init; }
        public int ConfirmedCount { get; init; }
        public decimal OpenMinutes { get; init; }
        public double? AlertsPerDay { get; init; }
    }

    private sealed record Raised
    {
        public string InstanceName { get; init; } = "";
        public string AlertKey { get; init; } = "";
        public string Severity { get; init; } = "";
        public DateTime PendingAt { get; init; }
        public DateTime? OpenedAt { get; init; }
        public DateTime? CriticalAt { get; init; }
        public DateTime? ResolvedAt { get; init; }
        public long? OpenMs { get; init; }
        public string? MeasureName { get; init; }
        public double? PeakValue { get; init; }
        public bool IsConfirmed { get; init; }
    }
}
