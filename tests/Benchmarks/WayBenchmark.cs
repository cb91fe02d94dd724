// The whole way, twenty times: a blocking storm begins at a random moment of the collector's 10 s beat and
// must become a stored chain, an alert and a mail.
using AxMonitor.Sandbox;
using AxMonitor.Tests.Shared;
using Dapper;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Benchmarks;

/// <summary>Times onset → stored → alert → mail with the default intervals.</summary>
internal static class WayBenchmark
{
    private const int Runs = 20;
    private const string Scenario = "blocking-storm";

    public static async Task RunAsync(CancellationToken cancellationToken)
    {
        var random = new Random(1);
        var stored = new List<double>();
        var alerted = new List<double>();
        var mailed = new List<double>();
        for (var run = 0; run < Runs; run++)
        {
            // A sandbox of its own per run: nothing of an earlier incident (throttle, suppression) can hold
            // the mail back.
            using var data = new TempFolder();
            await using var sandbox = await SandboxHost.StartAsync(
                new SandboxOptions
                {
                    SqlPort = 0,
                    HttpPort = 0,
                    DeskPort = 0,
                    DataFolder = data.Path,
                },
                cancellationToken
            );
            await Task.Delay(TimeSpan.FromSeconds(5 + (random.NextDouble() * 10)), cancellationToken);
            var mail = sandbox.Mail.NextAsync(cancellationToken);
            sandbox.Workload.StartScenario(Scenario);
            var onset = sandbox.Workload.OnsetAt(Scenario)!.Value;
            var received = await mail;
            await using var connection = new SqlConnection(sandbox.RepositoryConnectionString);
            var (savedAt, openedAt) = await connection.QueryFirstAsync<(DateTime, DateTime)>(
                """
                SELECT MIN(j.EndedAt), MIN(a.OpenedAt)
                FROM alert.Alert AS a
                INNER JOIN fact.BlockingIncidentSnapshot AS s ON a.SubjectKind = N'BlockingIncident' AND s.IncidentId = a.SubjectId
                INNER JOIN fact.BlockingSnapshot AS b ON b.SnapshotId = s.SnapshotId
                INNER JOIN ops.JobRun AS j ON j.RunId = b.RunId;
                """
            );

            // An evaluation may see the chain in the instant between its commit and the end of the run that
            // saved it.
            stored.Add(((savedAt < openedAt ? savedAt : openedAt) - onset).TotalSeconds);
            alerted.Add((openedAt - onset).TotalSeconds);
            mailed.Add((received.ReceivedAt.UtcDateTime - onset).TotalSeconds);
            await Console.Error.WriteLineAsync(
                $"run {run + 1}: stored {stored[^1]:0.00} s, alert {alerted[^1]:0.00} s, mail {mailed[^1]:0.00} s"
            );
        }

        Console.WriteLine("| step | p50 s | p95 s |");
        Console.WriteLine("|---|---|---|");
        Console.WriteLine(Row("onset → stored chain", stored));
        Console.WriteLine(Row("onset → open alert", alerted));
        Console.WriteLine(Row("onset → delivered mail", mailed));
    }

    private static string Row(string step, List<double> seconds) =>
        $"| {step} | {Figures.Format(Figures.Percentile(seconds, 0.5), "0.00")} | {Figures.Format(Figures.Percentile(seconds, 0.95), "0.00")} |";
}
