// The sandbox's self-check: one scenario from its onset to the delivered mail and the report, timed at each
// step.
using System.Text.Json;
using Dapper;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Sandbox;

/// <summary>Runs a scenario once and reports how long each step took.</summary>
internal static class OnceRun
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    /// <returns>0 when every step happened within the limit, 1 otherwise.</returns>
    public static async Task<int> RunAsync(
        SandboxHost host,
        TimeSpan limit,
        TextWriter output,
        TextWriter errors,
        CancellationToken cancellationToken
    )
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(limit);
        var onset = host.ScenarioOnsetAt ?? throw new SandboxException($"Scenario {host.Options.Scenario} has not begun.");
        var step = "chain stored in the repository";
        try
        {
            await FirstAsync<StoredChain>(host, ChainQuery("1 = 1"), deadline.Token);

            step = "open alert";
            var opened = await FirstAsync<OpenedAlert>(
                host,
                "SELECT TOP (1) IncidentId = a.SubjectId, OpenedAt = a.OpenedAt FROM alert.Alert AS a WHERE a.SubjectKind = N'BlockingIncident' AND a.OpenedAt IS NOT NULL ORDER BY a.AlertId;",
                deadline.Token
            );

            // Everyday load has short blocks of its own: what counts is the chain that the alert is about.
            var stored = await FirstAsync<StoredChain>(host, ChainQuery($"s.IncidentId = {opened.IncidentId}"), deadline.Token);

            step = "alert mail delivered";
            var mail = await host.Mail.FirstAsync(deadline.Token);

            step = $"chain in the report {host.ChainReportUrl(opened.IncidentId)}";
            var report = await ReportAsync(host, opened.IncidentId, deadline.Token);

            await output.WriteLineAsync(
                JsonSerializer.Serialize(
                    new
                    {
                        scenario = host.Options.Scenario,
                        seed = host.Options.Seed,
                        // An evaluation may see the chain in the instant between its commit and the end of
                        // the run that saved it.
                        onsetToStoredSeconds = Seconds(
                            onset,
                            stored.StoredAt < opened.OpenedAt ? stored.StoredAt : opened.OpenedAt
                        ),
                        onsetToAlertSeconds = Seconds(onset, opened.OpenedAt),
                        onsetToMailSeconds = Seconds(onset, mail.ReceivedAt.UtcDateTime),
                        rows = stored.ChainRows,
                        reportBytes = report,
                    }
                )
            );
            return 0;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            await errors.WriteLineAsync($"Missing after {limit.TotalSeconds:0} s: {step}.");
            return 1;
        }
    }

    private static double Seconds(DateTime from, DateTime to) => Math.Round((to - from).TotalSeconds, 3);

    // The repository tells nobody when a row arrives, so the self-check looks for it as a reader would, at a
    // fixed pace.
    private static async Task<T> FirstAsync<T>(SandboxHost host, string sql, CancellationToken cancellationToken)
        where T : class
    {
        using var pace = new PeriodicTimer(LookEvery, host.Options.Time);
        await using var connection = new SqlConnection(host.RepositoryConnectionString);
        await connection.OpenAsync(cancellationToken);
        while (true)
        {
            var row = await connection.QueryFirstOrDefaultAsync<T>(
                new CommandDefinition(sql, cancellationToken: cancellationToken)
            );
            if (row is not null)
            {
                return row;
            }

            await pace.WaitForNextTickAsync(cancellationToken);
        }
    }

    private static async Task<long> ReportAsync(SandboxHost host, long incidentId, CancellationToken cancellationToken)
    {
        using var pace = new PeriodicTimer(LookEvery, host.Options.Time);
        using var browser = new HttpClient();
        while (true)
        {
            using var response = await browser.GetAsync(host.ChainReportUrl(incidentId), cancellationToken);
            var html = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            if (
                response.IsSuccessStatusCode
                && System.Text.Encoding.UTF8.GetString(html).Contains("LCK_M_", StringComparison.Ordinal)
            )
            {
                return html.Length;
            }

            await pace.WaitForNextTickAsync(cancellationToken);
        }
    }

    // First snapshot of a chain: when the run that saved it ended; and the rows of the chain at its largest.
    private static string ChainQuery(string condition) =>
        $"""
            SELECT TOP (1) StoredAt = j.EndedAt, ChainRows = MAX(1 + s.VictimCount) OVER ()
            FROM fact.BlockingIncidentSnapshot AS s
            INNER JOIN fact.BlockingSnapshot AS b ON b.SnapshotId = s.SnapshotId AND b.CapturedAt = s.CapturedAt
            INNER JOIN ops.JobRun AS j ON j.RunId = b.RunId
            WHERE {condition}
            ORDER BY b.CapturedAt;
            """;

    private sealed record StoredChain(DateTime StoredAt, int ChainRows);

    private sealed record OpenedAlert(long IncidentId, DateTime OpenedAt);
}
