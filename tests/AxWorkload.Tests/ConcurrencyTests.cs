// The installation is read by many connections while its timer moves it on: nobody sees it half changed, and a
// step that fails is reported instead of ending the process.
using AxMonitor.Engine.Programs;
using AxMonitor.Sandbox.AxWorkload.Clocks;

namespace AxMonitor.Sandbox.AxWorkload.Tests;

[TestFixture]
internal sealed class ConcurrencyTests
{
    private const int Readers = 4;
    private const int Passes = 60;

    private static readonly string[] Views =
    [
        "dm_exec_sessions",
        "dm_exec_requests",
        "dm_exec_connections",
        "dm_os_waiting_tasks",
        "dm_tran_session_transactions",
        "dm_tran_active_transactions",
        "dm_tran_database_transactions",
        "dm_os_performance_counters",
        "dm_os_wait_stats",
        "dm_exec_query_stats",
        "dm_db_session_space_usage",
        "dm_io_virtual_file_stats",
        "server_event_sessions",
        "server_event_session_events",
        "server_event_session_targets",
        "dm_xe_sessions",
        "dm_xe_session_targets",
    ];

    [Test]
    public async Task Readers_beside_the_timer_always_get_whole_rows()
    {
        FastClock clock = new(TimeProvider.System, 2000);
        using ServerInstance engine = new(new EngineOptions { Time = clock });
        using AxInstallation ax = new(
            new AxInstallationOptions
            {
                Seed = 5,
                Time = clock,
                Timetable = AxTimetable.Parse(
                    "deadlock at +5m every 30m; blocking-storm at +10m every 45m; aos-down at +2h for 20m every 4h; number-sequence-block at +20m for 4m every 20m"
                ),
            }
        );
        List<Exception> failures = [];
        ax.Failed = failure =>
        {
            lock (failures)
            {
                failures.Add(failure);
            }
        };
        ax.Attach(engine);

        // Rows are read after the call has returned, as the engine reads them.
        await Task.WhenAll(
            Enumerable
                .Range(0, Readers)
                .Select(reader =>
                    Task.Run(() =>
                    {
                        for (var pass = 0; pass < Passes; pass++)
                        {
                            var view = Views[(pass + (reader * 5)) % Views.Length];
                            var rows = ax.Rows(view, [], []).Select(row => row.Count).ToList();
                            Assert.That(rows, Has.None.Zero, view);
                        }
                    })
                )
        );

        Assert.That(failures, Is.Empty);
    }

    [Test]
    public void A_step_that_fails_is_reported_and_the_next_one_happens()
    {
        SteppedClock clock = new(WatchedAx.Start);
        FailingClock failing = new(clock);
        using ServerInstance engine = new(new EngineOptions { Time = clock });
        using AxInstallation ax = new(new AxInstallationOptions { Seed = 3, Time = failing });
        List<Exception> failures = [];
        ax.Failed = failures.Add;
        ax.Attach(engine);

        failing.Fails = true;
        clock.Advance(TimeSpan.FromMinutes(1));
        var failed = failures.Count;
        failing.Fails = false;
        clock.Advance(TimeSpan.FromMinutes(1));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(failed, Is.Positive);
            Assert.That(failures, Has.Count.EqualTo(failed), "the steps after it succeed");
            Assert.That(ax.Rows("dm_exec_sessions", [], []), Is.Not.Empty);
        }
    }

    /// <summary>A clock that cannot be read for a while; its timers go on.</summary>
    private sealed class FailingClock(SteppedClock clock) : TimeProvider
    {
        public bool Fails { get; set; }

        public override TimeZoneInfo LocalTimeZone => clock.LocalTimeZone;

        public override DateTimeOffset GetUtcNow() => Fails ? throw new IOException("no time") : clock.GetUtcNow();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            clock.CreateTimer(callback, state, dueTime, period);
    }
}
