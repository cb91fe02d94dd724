// The installation over time: repeatable whatever the steps, told truly by its own ledger, with a past,
// office hours, and incidents that show in its tables.
using AxMonitor.Sandbox.AxWorkload.Ledger;
using AxMonitor.Sandbox.AxWorkload.Load;

namespace AxMonitor.Sandbox.AxWorkload.Tests;

[TestFixture]
internal sealed class LifeTests
{
    private static readonly string[] Tables =
    [
        "BATCHJOB",
        "BATCH",
        "BATCHJOBHISTORY",
        "BATCHHISTORY",
        "SYSCLIENTSESSIONS",
        "SYSSERVERSESSIONS",
        "SYSUSERLOG",
        "NUMBERSEQUENCETABLE",
        "BATCHSERVERCONFIG",
    ];
    private static readonly string[] Views =
    [
        "dm_exec_sessions",
        "dm_exec_requests",
        "dm_tran_active_transactions",
        "dm_os_waiting_tasks",
    ];

    private static readonly AxInstallationOptions Eventful = new()
    {
        Seed = 5,
        Timetable = AxTimetable.Parse(
            "blocking-storm at +7m for 3m; aos-down at +20m for 12m; batch-backlog at +40m for 10m; number-sequence-block at +55m for 4m; deadlock at +10m every 15m for 1m"
        ),
    };

    // No collector reads them.
    private static readonly string[] Unused = ["BATCHJOBALERTS", "NUMBERSEQUENCELIST", "SYSDATABASELOG", "SYSTRACETABLESQL"];

    [Test]
    public void Every_table_of_the_batch_framework_and_of_sessions_tells_something_and_a_waiting_task_for_whom_it_waits()
    {
        using var ax = new WatchedAx(new AxInstallationOptions { Seed = 5, History = TimeSpan.FromHours(2) });
        ax.Clock.Advance(TimeSpan.FromMinutes(30));
        ax.Ax.Advance();
        var empty = ax.Query("SELECT name FROM sys.tables WHERE name LIKE N'BATCH%' OR name LIKE N'SYS%' OR name LIKE N'NUMBERSEQ%'")
            .Where(table => ax.Query($"SELECT TOP (1) 1 FROM dbo.{table}").Count == 0);
        Assert.That(empty, Is.EquivalentTo(Unused));
        Assert.That(
            ax.Query(
                """
                SELECT COUNT(*)
                FROM dbo.BATCHCONSTRAINTS AS c
                INNER JOIN dbo.BATCH AS b ON b.RECID = c.BATCHID
                INNER JOIN dbo.BATCH AS d ON d.RECID = c.DEPENDSONBATCHID AND d.BATCHJOBID = b.BATCHJOBID
                WHERE b.CAPTION = N'Firm planned orders' AND d.CAPTION LIKE N'Master planning helper%'
                """
            ),
            Is.EqualTo(new[] { "16" }),
            "four plannings with four helpers each"
        );
    }

    [Test]
    public void However_often_time_is_moved_on_tables_views_events_and_ledger_come_out_the_same()
    {
        using var often = new WatchedAx(Eventful);
        using var once = new WatchedAx(Eventful);
        for (var i = 0; i < 500; i++)
        {
            often.Clock.Advance(TimeSpan.FromSeconds(9));
            _ = often.Ax.Rows(Views[i % Views.Length], [], []).Count();
        }

        once.Ax.AdvanceTo(once.Clock.GetUtcNow().UtcDateTime.AddSeconds(4500));
        once.Clock.AdvanceTo(WatchedAx.Start.AddSeconds(4500));
        often.Ax.Advance();
        once.Ax.Advance();

        foreach (var table in Tables)
        {
            var columns = once.Query(
                $"SELECT name FROM sys.columns WHERE object_id = OBJECT_ID(N'dbo.{table}') AND name <> N'RECURRENCEDATA' ORDER BY column_id"
            );
            var query = $"SELECT {string.Join(", ", columns.Select(c => $"CONCAT({c}, N'')"))} FROM dbo.{table} ORDER BY RECID";
            Assert.That(once.Query(query), Is.EqualTo(often.Query(query)), table);
        }

        foreach (var view in Views)
        {
            Assert.That(Text(once, view), Is.EqualTo(Text(often, view)), view);
        }

        Assert.That(
            once.Ax.Ledger.TaskExecutions(DateTime.MinValue, DateTime.MaxValue),
            Is.EqualTo(often.Ax.Ledger.TaskExecutions(DateTime.MinValue, DateTime.MaxValue))
        );
        Assert.That(
            once.Ax.Ledger.Logons(DateTime.MinValue, DateTime.MaxValue),
            Is.EqualTo(often.Ax.Ledger.Logons(DateTime.MinValue, DateTime.MaxValue))
        );
        Assert.That(
            once.Ax.Ledger.Deadlocks(DateTime.MinValue, DateTime.MaxValue).Select(d => d.At),
            Is.EqualTo(often.Ax.Ledger.Deadlocks(DateTime.MinValue, DateTime.MaxValue).Select(d => d.At))
        );
        Assert.That(once.Ax.Ledger.Deadlocks(DateTime.MinValue, DateTime.MaxValue), Has.Count.EqualTo(5));
    }

    [Test]
    public void The_ledger_holds_each_run_that_the_history_holds_and_no_other()
    {
        using var watched = new WatchedAx(Eventful);
        for (var i = 0; i < 10; i++)
        {
            watched.Clock.Advance(TimeSpan.FromMinutes(6));
        }

        var ledger = watched
            .Ax.Ledger.TaskExecutions(DateTime.MinValue, DateTime.MaxValue)
            .Select(t =>
                $"{t.HistoryRecId}|{t.BatchId}|{t.ClassNumber}|{t.GroupId}|{t.ServerId}|{t.Status}|{t.RetryCount}|{(t.StartedAt ?? BatchStatus.NotSet).Ticks}|{(t.EndedAt ?? BatchStatus.NotSet).Ticks}"
            );
        var history = watched.Query(
            "SELECT RECID, BATCHID, CLASSNUMBER, GROUPID, SERVERID, STATUS, RETRYCOUNT, STARTDATETIME, ENDDATETIME FROM dbo.BATCHHISTORY ORDER BY RECID"
        );
        Assert.That(history, Is.EqualTo(ledger));
        Assert.That(history, Has.Count.GreaterThan(300));
    }

    [Test]
    public void Two_days_of_history_are_there_at_the_start_and_older_rows_are_removed_later()
    {
        using var watched = new WatchedAx(
            new AxInstallationOptions
            {
                Seed = 3,
                History = TimeSpan.FromDays(2),
                KeepsMore = TimeSpan.FromHours(1),
            }
        );
        var first = Oldest();
        Assert.That(first, Is.LessThan(WatchedAx.Start.AddDays(-2).AddMinutes(5).UtcDateTime));
        Assert.That(watched.Count("dbo.BATCHHISTORY"), Is.InRange(10_000, 25_000));
        Assert.That(watched.Count("dbo.SYSUSERLOG"), Is.InRange(800, 4_000));
        Assert.That(
            watched.Count(
                "dbo.BATCHHISTORY AS h WHERE NOT EXISTS (SELECT 1 FROM dbo.BATCHJOBHISTORY AS j WHERE j.RECID = h.BATCHJOBHISTORYID)"
            ),
            Is.Zero
        );

        watched.Clock.Advance(TimeSpan.FromHours(8));
        watched.Ax.Advance();
        Assert.That(Oldest(), Is.GreaterThan(first.AddHours(6)));
        Assert.That(
            watched.Ax.Ledger.TaskExecutions(DateTime.MinValue, DateTime.MaxValue),
            Has.Count.EqualTo(watched.Count("dbo.BATCHHISTORY"))
        );

        DateTime Oldest() =>
            new(
                long.Parse(
                    watched.Query("SELECT MIN(CREATEDDATETIME) FROM dbo.BATCHHISTORY")[0],
                    System.Globalization.CultureInfo.InvariantCulture
                ),
                DateTimeKind.Utc
            );
    }

    [Test]
    public void A_slow_leak_is_visible_in_the_history()
    {
        using var watched = new WatchedAx(
            new AxInstallationOptions
            {
                Seed = 3,
                History = TimeSpan.FromDays(6),
                Timetable = AxTimetable.Parse("slow-leak at -6d percent=25"),
            }
        );
        var runs = watched
            .Ax.Ledger.TaskExecutions(DateTime.MinValue, DateTime.MaxValue)
            .Where(t => t.Status == BatchStatus.Ended && t.ClassName == BatchClasses.Leaking)
            .ToArray();

        // One and a quarter to the fifth is three; the middle of the two days is compared.
        Assert.That(Median(5) / Median(0), Is.InRange(2.2, 4.2));

        double Median(int day)
        {
            var from = WatchedAx.Start.AddDays(day - 6).UtcDateTime;
            var seconds = runs.Where(r => r.StartedAt >= from && r.StartedAt < from.AddDays(1))
                .Select(r => (r.EndedAt!.Value - r.StartedAt!.Value).TotalSeconds)
                .Order()
                .ToArray();
            Assert.That(seconds, Has.Length.GreaterThan(50));
            return seconds[seconds.Length / 2];
        }
    }

    [Test]
    public void At_night_few_are_in_and_fewer_on_a_weekend()
    {
        using var watched = new WatchedAx();
        var (day, night, weekend) = (Running(0), Running(19), Running(4 * 24));

        Assert.That(night, Is.LessThan(day * 2 / 3));
        Assert.That(weekend, Is.LessThan(day / 2));

        int Running(int hours)
        {
            watched.Ax.AdvanceTo(WatchedAx.Start.AddHours(hours).UtcDateTime);
            return watched.Count("dbo.SYSCLIENTSESSIONS WHERE STATUS = 1 AND CLIENTTYPE = 0");
        }
    }

    [Test]
    public void Log_ons_are_in_the_user_log_and_in_the_ledger()
    {
        using var watched = new WatchedAx();
        watched.Clock.Advance(TimeSpan.FromHours(5));
        watched.Ax.Advance();
        var logons = watched.Ax.Ledger.Logons(DateTime.MinValue, DateTime.MaxValue);

        Assert.That(
            watched.Query("SELECT USERID, CREATEDDATETIME FROM dbo.SYSUSERLOG ORDER BY RECID"),
            Is.EqualTo(logons.Select(l => $"{l.UserId}|{l.At.Ticks}"))
        );
        Assert.That(
            logons.Select(l => l.SessionId).Distinct().Count(),
            Is.LessThan(logons.Count),
            "session numbers are used again"
        );
        Assert.That(logons.Select(l => l.SessionType).Distinct(), Is.SupersetOf(new[] { 0, 1, 5 }));
    }

    [Test]
    public void What_executes_is_the_same_task_in_SQL_session_AX_session_and_batch_table()
    {
        using var watched = new WatchedAx(
            new AxInstallationOptions { Seed = 3, Timetable = AxTimetable.Parse("number-sequence-block at +5m") }
        );
        watched.Clock.Advance(TimeSpan.FromMinutes(6));
        watched.Ax.Advance();
        var tasks = watched.Query(
            "SELECT b.SESSIONIDX, s.SERVERID, v.AOSID FROM dbo.BATCH AS b INNER JOIN dbo.SYSCLIENTSESSIONS AS s ON s.SESSIONID = b.SESSIONIDX AND s.STATUS = 1 AND s.SESSIONTYPE = 3 INNER JOIN dbo.SYSSERVERSESSIONS AS v ON v.SERVERID = s.SERVERID AND b.SERVERID = CONCAT(v.INSTANCE_NAME, N'@', LEFT(v.AOSID, CHARINDEX(N'@', v.AOSID) - 1)) WHERE b.STATUS = 2"
        );
        Assert.That(tasks, Has.Count.EqualTo(watched.Count("dbo.BATCH WHERE STATUS = 2")).And.Count.GreaterThanOrEqualTo(4));
        foreach (var task in tasks.Select(t => t.Split('|')))
        {
            Assert.That(
                watched.Query(
                    $"SELECT host_name FROM sys.dm_exec_sessions WHERE CONVERT(varchar(128), context_info) LIKE ' BATCHSVC {task[0]} %'"
                ),
                Is.EqualTo(new[] { task[2].Split('@')[0] })
            );
        }

        var blocked = watched
            .Query("SELECT session_id, blocking_session_id FROM sys.dm_exec_requests WHERE blocking_session_id <> 0")
            .SelectMany(r => r.Split('|'))
            .Distinct();
        foreach (var session in blocked)
        {
            var user = watched
                .Query($"SELECT CONVERT(varchar(128), context_info) FROM sys.dm_exec_sessions WHERE session_id = {session}")[0]
                .Trim('\0', ' ')
                .Split(' ');
            Assert.That(
                watched.Count($"dbo.BATCH WHERE STATUS = 2 AND SESSIONIDX = {user[1]}"),
                Is.EqualTo(1),
                "who takes part is a running task"
            );
        }
    }

    [Test]
    public void An_AOS_that_is_down_leaves_heartbeat_clients_and_tasks_behind_but_no_SQL_session_and_recovers()
    {
        using var watched = new WatchedAx();
        watched.Clock.Advance(TimeSpan.FromMinutes(3));
        while (watched.Count("dbo.BATCH WHERE STATUS = 2 AND SERVERID = N'01@AX-AOS04'") == 0)
        {
            watched.Clock.Advance(TimeSpan.FromSeconds(20));
        }

        watched.Ax.StartScenario(AxWorkloadScenarios.AosDown);
        var orphans = watched.Query("SELECT RECID FROM dbo.BATCH WHERE STATUS = 2 AND SERVERID = N'01@AX-AOS04' ORDER BY RECID");
        var clients = watched.Count("dbo.SYSCLIENTSESSIONS WHERE STATUS = 1 AND SERVERID = 4");
        var heartbeat = watched.Query("SELECT LASTUPDATEDATETIME FROM dbo.SYSSERVERSESSIONS WHERE SERVERID = 4");
        watched.Clock.Advance(TimeSpan.FromMinutes(30));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(orphans, Is.Not.Empty);
            Assert.That(
                watched.Query("SELECT RECID FROM dbo.BATCH WHERE STATUS = 2 AND SERVERID = N'01@AX-AOS04' ORDER BY RECID"),
                Is.EqualTo(orphans)
            );
            Assert.That(
                watched.Count("dbo.SYSCLIENTSESSIONS WHERE STATUS = 1 AND SERVERID = 4"),
                Is.EqualTo(clients).And.GreaterThan(3)
            );
            Assert.That(
                watched.Query("SELECT LASTUPDATEDATETIME FROM dbo.SYSSERVERSESSIONS WHERE SERVERID = 4 AND STATUS = 1"),
                Is.EqualTo(heartbeat)
            );
            Assert.That(watched.Count("sys.dm_exec_sessions WHERE host_name = N'AX-AOS04'"), Is.Zero);
            Assert.That(watched.Count("sys.dm_exec_sessions WHERE host_name = N'AX-AOS03'"), Is.EqualTo(30));
        }

        watched.Ax.StopScenario(AxWorkloadScenarios.AosDown);
        watched.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.That(
            watched.Count(
                $"dbo.BATCH WHERE STATUS = 2 AND RECID IN ({string.Join(',', orphans)}) AND STARTDATETIME < DATEADD(minute, -10, SYSUTCDATETIME())"
            ),
            Is.Zero
        );
        Assert.That(
            watched.Count(
                "dbo.SYSSERVERSESSIONS WHERE SERVERID = 4 AND LASTUPDATEDATETIME > DATEADD(minute, -2, SYSUTCDATETIME())"
            ),
            Is.EqualTo(1)
        );
        Assert.That(watched.Count("sys.dm_exec_sessions WHERE host_name = N'AX-AOS04'"), Is.EqualTo(30));
    }

    [Test]
    public void A_backlog_lets_tasks_of_the_groups_of_one_server_wait_and_grow_old()
    {
        using var watched = new WatchedAx();
        watched.Ax.StartScenario(AxWorkloadScenarios.BatchBacklog);
        watched.Clock.Advance(TimeSpan.FromMinutes(40));

        Assert.That(watched.Count("dbo.BATCHSERVERCONFIG WHERE SERVERID = N'01@AX-AOS04' AND MAXBATCHSESSIONS > 0"), Is.Zero);
        Assert.That(
            watched.Count(
                "dbo.BATCH AS b INNER JOIN dbo.BATCHJOB AS j ON j.RECID = b.BATCHJOBID WHERE b.STATUS = 5 AND b.GROUPID IN (N'AIF', N'RETAIL') AND j.ORIGSTARTDATETIME < DATEADD(minute, -15, SYSUTCDATETIME())"
            ),
            Is.GreaterThan(2)
        );
        Assert.That(
            watched.Count(
                "dbo.BATCH WHERE STATUS = 5 AND GROUPID = N'ALERT' AND MODIFIEDDATETIME < DATEADD(minute, -5, SYSUTCDATETIME())"
            ),
            Is.Zero,
            "the other server works on"
        );

        watched.Ax.StopScenario(AxWorkloadScenarios.BatchBacklog);
        watched.Clock.Advance(TimeSpan.FromMinutes(15));
        Assert.That(
            watched.Count(
                "dbo.BATCH AS b INNER JOIN dbo.BATCHJOB AS j ON j.RECID = b.BATCHJOBID WHERE b.STATUS = 5 AND j.ORIGSTARTDATETIME < DATEADD(minute, -15, SYSUTCDATETIME())"
            ),
            Is.Zero
        );
    }

    [Test]
    public void After_a_restart_the_server_is_young_session_ids_are_others_and_tasks_have_failed()
    {
        using var watched = new WatchedAx();
        watched.Ax.StartScenario(AxWorkloadScenarios.BlockingStorm);
        watched.Clock.Advance(TimeSpan.FromMinutes(30));
        var before = watched.Query(
            "SELECT session_id, host_name FROM sys.dm_exec_sessions WHERE session_id > 1000 ORDER BY session_id"
        );
        var file = watched.Ax.Rows("dm_xe_session_targets", [], []).First()["target_data"];
        var waits = WaitMs();
        Assert.That(watched.Count("sys.dm_os_waiting_tasks WHERE wait_type LIKE N'LCK%'"), Is.EqualTo(12));

        watched.Ax.RestartServer();
        watched.Clock.Advance(TimeSpan.FromSeconds(40));
        var after = watched.Query(
            "SELECT session_id, host_name FROM sys.dm_exec_sessions WHERE session_id > 1000 ORDER BY session_id"
        );

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                watched.Count("sys.dm_os_sys_info WHERE sqlserver_start_time > DATEADD(minute, -1, SYSDATETIME())"),
                Is.EqualTo(1)
            );
            Assert.That(
                watched.Count("sys.databases WHERE name = N'tempdb' AND create_date > DATEADD(minute, -1, SYSDATETIME())"),
                Is.EqualTo(1)
            );
            Assert.That(after.Select(s => s.Split('|')[0]), Is.EqualTo(before.Select(s => s.Split('|')[0])), "the same ids");
            Assert.That(after, Is.Not.EqualTo(before), "of other servers");
            Assert.That(
                watched.Count("sys.dm_exec_sessions WHERE session_id > 1000 AND login_time < DATEADD(minute, -1, SYSDATETIME())"),
                Is.Zero
            );
            Assert.That(watched.Count("sys.dm_os_waiting_tasks WHERE wait_type LIKE N'LCK%'"), Is.Zero);
            Assert.That(
                watched.Count("dbo.BATCH WHERE STATUS = 2 AND STARTDATETIME < DATEADD(second, -45, SYSUTCDATETIME())"),
                Is.Zero
            );
            Assert.That(watched.Ax.Rows("dm_xe_session_targets", [], []).First()["target_data"], Is.Not.EqualTo(file));
            Assert.That(WaitMs(), Is.LessThan(waits / 4));
        }

        long WaitMs() => watched.Ax.Rows("dm_os_wait_stats", [], []).Sum(r => (long)r["wait_time_ms"]!);
    }

    [Test]
    public void Incidents_stand_in_the_ledger_with_begin_and_end()
    {
        using var watched = new WatchedAx();
        watched.Ax.StartScenario(AxWorkloadScenarios.IoStall, new AxScenarioParameters { Duration = TimeSpan.FromMinutes(2) });
        watched.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.That(watched.Ax.Strength(AxWorkloadScenarios.IoStall, watched.Clock.GetUtcNow().UtcDateTime), Is.EqualTo(1));
        watched.Clock.Advance(TimeSpan.FromMinutes(5));

        var start = WatchedAx.Start.UtcDateTime;
        Assert.That(watched.Ax.Strength(AxWorkloadScenarios.IoStall, watched.Clock.GetUtcNow().UtcDateTime), Is.Zero);
        Assert.That(
            watched.Ax.Strength(AxWorkloadScenarios.IoStall, start.AddMinutes(1)),
            Is.EqualTo(1),
            "the past is remembered"
        );
        Assert.That(
            watched.Ax.Ledger.Scenarios(start, start.AddHours(1)),
            Is.EqualTo(new[] { new AxScenarioRun(AxWorkloadScenarios.IoStall, start, start.AddMinutes(2)) })
        );
    }

    private static string Text(WatchedAx watched, string view) =>
        string.Join(
            '\n',
            watched
                .Ax.Rows(view, [], [])
                .Select(r =>
                    string.Join(',', r.Select(c => $"{c.Key}={(c.Value is byte[] bytes ? Convert.ToHexString(bytes) : c.Value)}"))
                )
        );
}
