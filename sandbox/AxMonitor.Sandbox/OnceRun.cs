// The sandbox's self-check: one scenario from its onset to the delivered mail that names its culprit, timed at
// each step.
using System.Text.Encodings.Web;
using System.Text.Json;
using Dapper;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Sandbox;

/// <summary>Runs a scenario once and reports how long each step took.</summary>
internal static class OnceRun
{
    // A line for people and programs, in no page: + and < may stand as they are.
    private static readonly JsonSerializerOptions LineOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    /// <returns>0 when every step happened within the limit, 1 otherwise.</returns>
    public static async Task<int> RunAsync(
        SandboxHost host,
        ScenarioExpectation expected,
        TextWriter output,
        TextWriter errors,
        CancellationToken cancellationToken
    )
    {
        if (host.Options.ScenarioAfter > TimeSpan.Zero)
        {
            await Task.Delay(host.Options.ScenarioAfter, host.Options.Time, cancellationToken);
            host.BeginScenario();
        }

        using var limit = new CancellationTokenSource(expected.Limit, host.Options.Time);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        var onset = host.ScenarioOnsetAt ?? throw new SandboxException($"Scenario {host.Options.Scenario} has not begun.");
        var step = $"mail whose subject names {string.Join(", ", expected.SubjectParts)}";
        try
        {
            var mail = await host.Mail.FirstAsync(m => expected.IsNamedIn(m.Subject), deadline.Token);

            step = "alert stored with its evidence";
            var alert = await FirstAsync<StoredAlert>(
                host,
                """
                SELECT TOP (1)
                    r.RuleName,
                    a.OpenedAt,
                    IncidentId = CASE WHEN a.SubjectKind = N'BlockingIncident' THEN a.SubjectId END,
                    EvidenceCount = (SELECT COUNT(*) FROM alert.Evidence AS e WHERE e.AlertId = a.AlertId)
                FROM alert.Notification AS n
                INNER JOIN alert.Alert AS a ON a.AlertId = n.AlertId
                INNER JOIN config.AlertRule AS r ON r.RuleId = a.RuleId
                WHERE n.Subject = @Subject
                  AND a.EvidenceJson IS NOT NULL
                ORDER BY n.NotificationId;
                """,
                new { mail.Subject },
                deadline.Token
            );

            var chain = await ChainAsync(host, alert, deadline.Token);
            await output.WriteLineAsync(
                JsonSerializer.Serialize(
                    new
                    {
                        scenario = host.Options.Scenario,
                        seed = host.Options.Seed,
                        speed = host.Options.Speed,
                        rule = alert.RuleName,
                        subject = mail.Subject,
                        // An evaluation may see the chain in the instant between its commit and the end of
                        // the run that saved it.
                        onsetToStoredSeconds = chain is null
                            ? (double?)null
                            : Seconds(onset, chain.StoredAt < alert.OpenedAt ? chain.StoredAt : alert.OpenedAt),
                        onsetToAlertSeconds = Seconds(onset, alert.OpenedAt),
                        onsetToMailSeconds = Seconds(onset, mail.ReceivedAt.UtcDateTime),
                        evidence = alert.EvidenceCount,
                        rows = chain?.ChainRows,
                        reportBytes = chain?.ReportBytes,
                        mails = host.Mail.Subjects().Count,
                    },
                    LineOptions
                )
            );
            return 0;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            await errors.WriteLineAsync($"Missing after {expected.Limit.TotalSeconds:0} s: {step}.");
            foreach (var subject in host.Mail.Subjects())
            {
                await errors.WriteLineAsync($"  came: {subject}");
            }

            return 1;
        }
    }

    // Of blocking, the report has to show the chain that the alert is about.
    private static async Task<StoredChain?> ChainAsync(SandboxHost host, StoredAlert alert, CancellationToken cancellationToken)
    {
        if (alert.IncidentId is not { } incidentId)
        {
            return null;
        }

        var chain = await FirstAsync<StoredChain>(
            host,
            """
            SELECT TOP (1) StoredAt = j.EndedAt, ChainRows = MAX(1 + s.VictimCount) OVER ()
            FROM fact.BlockingIncidentSnapshot AS s
            INNER JOIN fact.BlockingSnapshot AS b ON b.SnapshotId = s.SnapshotId AND b.CapturedAt = s.CapturedAt
            INNER JOIN ops.JobRun AS j ON j.RunId = b.RunId
            WHERE s.IncidentId = @incidentId
            ORDER BY b.CapturedAt;
            """,
            new { incidentId },
            cancellationToken
        );
        return chain with { ReportBytes = await ReportAsync(host, incidentId, cancellationToken) };
    }

    private static double Seconds(DateTime from, DateTime to) => Math.Round((to - from).TotalSeconds, 3);

    // The repository tells nobody when a row arrives, so the self-check looks for it as a reader would, at a
    // fixed pace.
    private static async Task<T> FirstAsync<T>(
        SandboxHost host,
        string sql,
        object parameters,
        CancellationToken cancellationToken
    )
        where T : class
    {
        using var pace = new PeriodicTimer(LookEvery, host.Options.Time);
        await using var connection = new SqlConnection(host.RepositoryConnectionString);
        await connection.OpenAsync(cancellationToken);
        while (true)
        {
            var row = await connection.QueryFirstOrDefaultAsync<T>(
                new CommandDefinition(sql, parameters, cancellationToken: cancellationToken)
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

    private sealed record StoredChain
    {
        public DateTime StoredAt { get; init; }

        public int ChainRows { get; init; }

        public long ReportBytes { get; init; }
    }

    private sealed record StoredAlert(string RuleName, DateTime OpenedAt, long? IncidentId, int EvidenceCount);
}
