// The installation is read by many connections while its timer moves it on: nobody sees it half changed, and
// a step that fails is reported instead of ending the process.
using AxMonitor.Engine.Programs;
using AxMonitor.Sandbox.AxWorkload.Clocks;

namespace AxMonitor.Sandbox.AxWorkload.Tests;

[TestFixture]
internal sealed class ConcurrencyTests
{
    private const int Readers = 3;
    private const int Steps = 120;

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
        "server_event_sessions",
        "server_event_session_events",
        "server_event_session_targets",
        "dm_xe_sessions",
        "dm_xe_session_targets",
    ];

    [Test]
    public async Task Readers_beside_the_timer_always_get_whole_rows()
    {
        SteppedClock clock = new(WatchedAx.Start);
        using ServerInstance engine = new(new EngineOptions { Time = clock });
        using AxInstallation ax = new(
            new AxInstallationOptions
            {
                Seed = 5,
                Time = clock,
                Timetable = AxTimetable.Parse(
                    "deadlock at +1m every 5m; blocking-storm at +2m every 6m; aos-down at +4m for 3m; number-sequence-block at +1m for 1m every 4m"
                ),
            }
        );
        List<Exception> failures = [];
        ax.Failed = failures.Add;
        ax.Attach(engine);
        using CancellationTokenSource ended = new();

        // Rows are read after the call has returned, as the engine reads them.
        var readers = Enumerable
            .Range(0, Readers)
            .Select(reader =>
                Task.Run(() =>
                {
                    for (var pass = reader; pass < Views.Length || !ended.IsCancellationRequested; pass++)
                    {
                        var view = Views[pass % Views.Length];
                        Assert.That(ax.Rows(view, [], []).Select(row => row.Count).ToList(), Has.None.Zero, view);
                    }
                })
            )
            .ToList();
        for (var step = 0; step < Steps; step++)
        {
            clock.Advance(TimeSpan.FromSeconds(5));
        }

        await ended.CancelAsync();
        await Task.WhenAll(readers);
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
