// Half a day of the simulated installation, midnight included, through every collector. Afterwards the
// repository's totals are compared with the simulator's own ledger and with the counters the server shows:
// nothing is missing, nothing is there twice.
using AxMonitor.Sandbox.Stepped;
using Dapper;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Sandbox.AxWorkload.Tests;

[TestFixture]
internal sealed class WatchedDayTests
{
    private const int Hours = 12;

    // A Tuesday, from the afternoon until after midnight.
    private static readonly DateTime Start = new(2026, 3, 3, 13, 0, 0, DateTimeKind.Utc);
    private static readonly int[] DeadlockHours = [2, 3, 7, 11];

    // What is read from a bookmark is complete at any interval, counters add up over any, and what the others
    // see now and then is not counted here: longer intervals make the day shorter.
    private static readonly (string Collector, int IntervalMs)[] Intervals =
    [
        ("Attentions", 300_000),
        ("AxSessions", 300_000),
        ("BlockedProcesses", 300_000),
        ("Counters", 300_000),
        ("Cpu", 300_000),
        ("Deadlocks", 300_000),
        ("Errors", 300_000),
        ("FileIo", 300_000),
        ("LongQueries", 300_000),
        ("Memory", 300_000),
        ("TempDb", 300_000),
        ("Waits", 300_000),
        ("Requests", 60_000),
    ];

    private WatchedDay _day = null!;
    private IReadOnlyDictionary<string, Counter> _waitsBefore = null!;
    private IReadOnlyDictionary<string, Counter> _waitsAfter = null!;
    private IReadOnlyDictionary<string, Counter> _filesBefore = null!;
    private IReadOnlyDictionary<string, Counter> _filesAfter = null!;

    [OneTimeSetUp]
    public async Task Watch()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(30));
        _day = await WatchedDay.PrepareAsync(Start, new AxInstallationOptions(), deadline.Token);
        foreach (var (collector, interval) in Intervals)
        {
            await _day.CallAsync(
                "config.SetCollectorOverride",
                new
                {
                    InstanceName = "AXPROD",
                    CollectorName = collector,
                    IntervalMs = interval,
                    ChangedBy = nameof(WatchedDayTests),
                    Now = Start,
                },
                deadline.Token
            );
        }

        await RunOnceAsync(deadline.Token);
        _waitsBefore = await WaitsAsync(deadline.Token);
        _filesBefore = await FilesAsync(deadline.Token);
        // The day is about what collectors bring; the rules run along, but not at their pace.
        _day.Jobs = [("alert.Evaluate", TimeSpan.FromHours(1))];
        await _day.RunAsync(TimeSpan.FromHours(Hours), HourAsync, deadline.Token);
        await RunOnceAsync(deadline.Token);
        _waitsAfter = await WaitsAsync(deadline.Token);
        _filesAfter = await FilesAsync(deadline.Token);
    }

    [OneTimeTearDown]
    public async Task Stop() => await _day.DisposeAsync();

    [Test]
    public void No_run_failed() =>
        Assert.That(
            _day.Runs.Where(r => r.Error is not null).Select(r => $"{r.Collector} {r.At:HH:mm:ss}: {r.Error}").Distinct(),
            Is.Empty
        );

    [Test]
    public async Task Every_collector_ran_whenever_it_was_due()
    {
        var intervals = (
            await _day.QueryAsync<(string Collector, int IntervalMs)>(
                "SELECT CollectorName, IntervalMs FROM ops.CollectorPlan() WHERE IsEnabled = 1 AND CollectorName <> N'Preflight'",
                default
            )
        ).ToDictionary(c => c.Collector, c => TimeSpan.FromMilliseconds(c.IntervalMs));
        Assert.Multiple(() =>
        {
            foreach (var (collector, interval) in intervals)
            {
                var times = _day
                    .Runs.Where(r => r.Collector == collector && !r.WasDuplicate)
                    .Select(r => r.At)
                    .Where(at => at > Start && at < Start.AddHours(Hours))
                    .ToArray();
                Assert.That(
                    times,
                    Has.Length.InRange(
                        (TimeSpan.FromHours(Hours) / interval) - 1,
                        Math.Ceiling(TimeSpan.FromHours(Hours) / interval)
                    ),
                    collector
                );
                Assert.That(times.Zip(times.Skip(1), (a, b) => b - a).Distinct(), Is.All.EqualTo(interval), collector);
            }
        });
    }

    [Test]
    public async Task Every_task_execution_of_the_ledger_is_stored_once_as_it_was()
    {
        var expected = _day
            .Ax.Ledger.TaskExecutions(Start, _day.Time.Now.AddTicks(1))
            .Select(t => Line(t.HistoryRecId, t.BatchId, t.StartedAt, t.EndedAt, t.Status, t.ServerId))
            .Order(StringComparer.Ordinal)
            .ToArray();
        var stored = (
            await _day.QueryAsync<(
                long HistoryId,
                long BatchId,
                DateTime? StartedAt,
                DateTime? EndedAt,
                int Status,
                string ServerId
            )>(
                $"SELECT HistoryId, BatchId, StartedAt, EndedAt, StatusNumber, COALESCE(ServerId, N'') FROM fact.BatchExecution WHERE HistoryId >= {FirstHistoryId()}",
                default
            )
        )
            .Select(e => Line(e.HistoryId, e.BatchId, e.StartedAt, e.EndedAt, e.Status, e.ServerId))
            .Order(StringComparer.Ordinal)
            .ToArray();

        Assert.That(expected, Has.Length.GreaterThan(500));
        Assert.That(stored, Is.EqualTo(expected));

        static string Line(long historyId, long batchId, DateTime? startedAt, DateTime? endedAt, int status, string serverId) =>
            $"{historyId} task {batchId} {startedAt:s} – {endedAt:s} status {status} on {serverId}";
    }

    [Test]
    public async Task Nothing_is_left_running_that_the_ledger_has_ended()
    {
        var ended = _day
            .Ax.Ledger.TaskExecutions(Start, _day.Time.Now.AddTicks(1))
            .Where(t => t.StartedAt is not null)
            .Select(t => (t.BatchId, t.StartedAt!.Value))
            .ToHashSet();
        var running = await _day.QueryAsync<(long BatchId, DateTime StartedAt)>(
            "SELECT BatchId, StartedAt FROM fact.BatchExecution WHERE IsRunning = 1",
            default
        );

        Assert.That(
            running.Where(r => ended.Contains((r.BatchId, DateTime.SpecifyKind(r.StartedAt, DateTimeKind.Utc)))),
            Is.Empty
        );
    }

    [Test]
    public async Task Every_deadlock_of_the_ledger_is_stored_once()
    {
        var expected = _day
            .Ax.Ledger.Deadlocks(Start, _day.Time.Now.AddTicks(1))
            .Select(d => d.At)
            .Order()
            .Select(at => at.ToString("s"))
            .ToArray();
        var stored = (await _day.QueryAsync<DateTime>("SELECT DetectedAt FROM fact.Deadlock ORDER BY DetectedAt", default))
            .Select(at => at.ToString("s"))
            .ToArray();

        Assert.That(expected, Has.Length.GreaterThanOrEqualTo(DeadlockHours.Length));
        Assert.That(stored, Is.EqualTo(expected));
    }

    [Test]
    public async Task Every_slow_query_attention_and_error_of_the_ledger_is_stored_once()
    {
        var expected = _day
            .Ax.Ledger.Events(Start, _day.Time.Now.AddTicks(1))
            .Select(e => $"{e.EventName} {e.ErrorNumber} {e.At:s}")
            .Order(StringComparer.Ordinal)
            .ToArray();
        var stored = (
            await _day.QueryAsync<(string Name, int Number, DateTime At)>(
                """
                SELECT EventName, 0, EventAt FROM fact.LongQuery
                UNION ALL
                SELECT N'attention', 0, EventAt FROM fact.Attention
                UNION ALL
                SELECT N'error_reported', ErrorNumber, EventAt FROM fact.ErrorEvent WHERE ErrorNumber <> 1205
                """,
                default
            )
        ).Select(e => $"{e.Name} {e.Number} {e.At:s}").Order(StringComparer.Ordinal).ToArray();

        Assert.That(expected, Has.Length.GreaterThan(50));
        Assert.That(stored, Is.EqualTo(expected));
    }

    [Test]
    public async Task Wait_deltas_add_up_to_what_the_server_counted()
    {
        var stored = await _day.QueryAsync<(string WaitType, long Tasks, long CreditedMs)>(
            "SELECT t.WaitType, SUM(w.TaskCount), SUM(w.CreditedMs) FROM fact.Wait AS w INNER JOIN dim.WaitType AS t ON t.WaitTypeId = w.WaitTypeId GROUP BY t.WaitType",
            default
        );

        Assert.That(stored.Count(s => s.CreditedMs > 0), Is.GreaterThan(10));
        Assert.Multiple(() =>
        {
            foreach (var (waitType, tasks, creditedMs) in stored)
            {
                var before = _waitsBefore.GetValueOrDefault(waitType) ?? new Counter(waitType, 0, 0);
                Assert.That(
                    (tasks, creditedMs),
                    Is.EqualTo((_waitsAfter[waitType].Count - before.Count, _waitsAfter[waitType].Amount - before.Amount)),
                    waitType
                );
            }
        });
    }

    [Test]
    public async Task Reads_and_bytes_of_files_add_up_to_what_the_server_counted()
    {
        var stored = await _day.QueryAsync<(string DatabaseName, int FileId, long Reads, long Bytes)>(
            """
            SELECT f.DatabaseName, f.FileId, SUM(i.ReadCount), SUM(i.ReadBytes)
            FROM fact.FileIo AS i
            INNER JOIN dim.DatabaseFile AS f ON f.DatabaseFileId = i.DatabaseFileId
            GROUP BY f.DatabaseName, f.FileId
            """,
            default
        );

        Assert.That(stored, Is.Not.Empty);
        Assert.Multiple(() =>
        {
            foreach (var (database, fileId, reads, bytes) in stored)
            {
                var key = $"{database}:{fileId}";
                Assert.That(
                    (reads, bytes),
                    Is.EqualTo(
                        (_filesAfter[key].Count - _filesBefore[key].Count, _filesAfter[key].Amount - _filesBefore[key].Amount)
                    ),
                    key
                );
            }
        });
    }

    [Test]
    public async Task Every_minute_of_processor_time_is_there_once()
    {
        var minutes = await _day.QueryAsync<DateTime>("SELECT CapturedAt FROM fact.Cpu", default);
        var within = minutes
            .Where(m => m >= Start && m < Start.AddHours(Hours))
            .Select(m => m.Ticks / TimeSpan.TicksPerMinute)
            .ToArray();

        Assert.That(within.Distinct().Count(), Is.EqualTo(within.Length));
        Assert.That(within, Has.Length.InRange((Hours * 60) - 2, Hours * 60));
    }

    [Test]
    public async Task No_event_was_lost_and_nothing_is_in_quarantine()
    {
        Assert.That(await _day.QueryAsync<int>("SELECT COUNT(*) FROM fact.EventLoss", default), Is.EqualTo(new[] { 0 }));
        Assert.That(await _day.QueryAsync<int>("SELECT COUNT(*) FROM collect.Quarantine", default), Is.EqualTo(new[] { 0 }));
    }

    private long FirstHistoryId() => _day.Ax.Ledger.TaskExecutions(Start, _day.Time.Now.AddTicks(1)).Min(t => t.HistoryRecId);

    private async Task HourAsync(int hour)
    {
        _day.Ax.StopScenario(AxWorkloadScenarios.Deadlock);
        _day.Ax.StopScenario(AxWorkloadScenarios.BlockingStorm);
        if (DeadlockHours.Contains(hour))
        {
            _day.Ax.StartScenario(AxWorkloadScenarios.Deadlock);
        }

        if (hour == 5)
        {
            _day.Ax.StartScenario(AxWorkloadScenarios.BlockingStorm);
        }

        await _day.CallAsync("ops.RunMaintenance", new { Now = _day.Time.Now }, default);
    }

    private async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        foreach (
            var collector in await _day.QueryAsync<string>(
                "SELECT CollectorName FROM config.Collector WHERE IsEnabled = 1 ORDER BY CollectorName",
                cancellationToken
            )
        )
        {
            await _day.RunOnceAsync(collector, cancellationToken);
        }
    }

    private Task<IReadOnlyDictionary<string, Counter>> WaitsAsync(CancellationToken cancellationToken) =>
        CountersAsync("SELECT wait_type, waiting_tasks_count, wait_time_ms FROM sys.dm_os_wait_stats", cancellationToken);

    private Task<IReadOnlyDictionary<string, Counter>> FilesAsync(CancellationToken cancellationToken) =>
        CountersAsync(
            "SELECT CONCAT(DB_NAME(database_id), N':', file_id), num_of_reads, num_of_bytes_read FROM sys.dm_io_virtual_file_stats(NULL, NULL)",
            cancellationToken
        );

    private async Task<IReadOnlyDictionary<string, Counter>> CountersAsync(string sql, CancellationToken cancellationToken)
    {
        await using var connection = new SqlConnection(_day.WatchedConnectionString);
        var rows = await connection.QueryAsync<(string Name, long Count, long Amount)>(
            new CommandDefinition(sql, cancellationToken: cancellationToken)
        );
        return rows.ToDictionary(r => r.Name, r => new Counter(r.Name, r.Count, r.Amount), StringComparer.OrdinalIgnoreCase);
    }

    private sealed record Counter(string Name, long Count, long Amount);
}
