// Two services over one repository, with the shipped settings; while a blocking storm goes on the one that
// works is killed, again and again. How long until the other one collects, judges and delivers, and whether
// anything came twice.
using System.Diagnostics;
using System.Globalization;
using AxMonitor.Sandbox.AxWorkload;
using Dapper;

namespace AxMonitor.Benchmarks;

/// <summary>Seconds from a kill to the work of the other service.</summary>
internal static class TakeOverBenchmark
{
    private const int Kills = 5;

    private const string Owners = """
        SELECT DISTINCT [Owner]
        FROM ops.Lease
        WHERE ExpiresAt > SYSUTCDATETIME() AND LeaseName LIKE N'collect:%';
        """;

    private const string Ran =
        "SELECT COUNT(*) FROM ops.JobRun WHERE JobName LIKE @Job AND Outcome = N'ok' AND StartedAt > @After;";

    // Captures of one moment under two numbers, incidents and alerts of the one storm beyond the first.
    private const string Twice = """
        SELECT
            Captures = (SELECT COUNT(*) FROM (SELECT s.CapturedAt FROM fact.BlockingSnapshot AS s GROUP BY s.InstanceId, s.CapturedAt HAVING COUNT(*) > 1) AS c),
            Incidents = (SELECT COUNT(*) - 1 FROM fact.BlockingIncident AS i),
            Alerts = (SELECT COUNT(*) - 1 FROM alert.Alert AS a WHERE a.SubjectKind = N'BlockingIncident');
        """;

    public static async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var stage = await ServiceStage.BuildAsync(
            new AxInstallationOptions { BackgroundBlocking = false },
            cancellationToken
        );
        var random = new Random(1);
        var working = stage.Start("service 0");
        stage.Ax.StartScenario(AxWorkloadScenarios.BlockingStorm);
        await stage.Mail.NextTakenAsync("INVENTSUM", cancellationToken);
        Console.WriteLine("| kill | leases taken over after s | first capture after s | rules judged after s |");
        Console.WriteLine("|---|---|---|---|");
        for (var kill = 1; kill <= Kills; kill++)
        {
            var name = FormattableString.Invariant($"service {kill}");
            var next = stage.Start(name);
            await RanAsync("collect:%", DateTime.UtcNow, 20);
            await Task.Delay(TimeSpan.FromSeconds(10 * random.NextDouble()), cancellationToken);
            working.Kill();
            await working.WaitForExitAsync(cancellationToken);
            var at = DateTime.UtcNow;
            var clock = Stopwatch.StartNew();
            using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
            while (!(await stage.Repository.QueryAsync<string>(Owners)).SequenceEqual([name]))
            {
                await pace.WaitForNextTickAsync(cancellationToken);
            }

            var taken = clock.Elapsed;
            await RanAsync("collect:Requests", at, 1);
            var captured = clock.Elapsed;
            await RanAsync("alert:Evaluate", at, 1);
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {kill} | {taken.TotalSeconds:0.0} | {captured.TotalSeconds:0.0} | {clock.Elapsed.TotalSeconds:0.0} |"
                )
            );
            working = next;
        }

        var twice = await stage.Repository.QuerySingleAsync<(int Captures, int Incidents, int Alerts)>(Twice);
        var mails = stage.Mail.Served.Where(m => m.IsTaken).Select(m => m.MessageId).ToList();
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"\nOf one storm, {Kills} kills: captures twice {twice.Captures}, incidents beyond the one {twice.Incidents}, alerts beyond the one {twice.Alerts}, mails {mails.Count}, of which sent twice {mails.Count - mails.Distinct(StringComparer.Ordinal).Count()}."
            )
        );

        async Task RanAsync(string job, DateTime after, int atLeast)
        {
            using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
            while (await stage.Repository.ExecuteScalarAsync<int>(Ran, new { Job = job, After = after }) < atLeast)
            {
                await pace.WaitForNextTickAsync(cancellationToken);
            }
        }
    }
}
