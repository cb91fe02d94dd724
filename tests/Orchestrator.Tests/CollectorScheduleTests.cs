// The scheduler's entries follow what the repository says: what is new, changed, gone or waiting, and when
// each begins.
using AxMonitor.Orchestrator.Collect;
using AxMonitor.Orchestrator.Observe;
using AxMonitor.Orchestrator.Schedule;
using AxMonitor.Orchestrator.Tests.Doubles;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;

namespace AxMonitor.Orchestrator.Tests;

public sealed class CollectorScheduleTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private readonly IScheduler _scheduler = Substitute.For<IScheduler>();
    private Wired _wired = null!;
    private CollectorSchedule _schedule = null!;

    private DateTimeOffset Now => _wired.Time.GetUtcNow();

    [SetUp]
    public void Wire()
    {
        _wired = new Wired();
        _scheduler.ClearReceivedCalls();
        _schedule = new CollectorSchedule(
            _wired.Operations,
            _scheduler,
            null!,
            _wired.Glances(Substitute.For<IWatchedSource>(), Substitute.For<IWakesCollectors>()),
            _wired.Options,
            _wired.Health,
            new CollectorStates(_wired.Metrics),
            _wired.Limit,
            _wired.Time,
            NullLogger<CollectorSchedule>.Instance
        );
    }

    [TearDown]
    public void Unwire()
    {
        _schedule.Dispose();
        _wired.Dispose();
    }

    [Test]
    public void A_new_collector_begins_now_and_one_that_stays_is_left_alone()
    {
        _schedule.Apply([Samples.Collector()]);
        _schedule.Apply([Samples.Collector() with { State = "slowed", NextRunAt = Now.UtcDateTime.AddSeconds(7) }]);
        _scheduler.Received(1).Set("1/Requests", Now, Interval, Arg.Any<Action>());
        _scheduler.ReceivedWithAnyArgs(1).Set(default!, default, default, default!);
    }

    [Test]
    public void A_changed_interval_replaces_the_entry()
    {
        _schedule.Apply([Samples.Collector()]);
        _schedule.Apply([Samples.Collector() with { IntervalMs = 20_000 }]);
        _scheduler.Received(1).Set("1/Requests", Now, TimeSpan.FromSeconds(20), Arg.Any<Action>());
    }

    [Test]
    public void What_is_gone_or_waits_is_removed()
    {
        _schedule.Apply([Samples.Collector(), Samples.Collector("Waits")]);
        _schedule.Apply([Samples.Collector() with { IsDue = false }]);
        _scheduler.Received(1).Remove("1/Requests");
        _scheduler.Received(1).Remove("1/Waits");
    }

    [TestCase(4, 4)]
    [TestCase(-4, 0)]
    [TestCase(3600, 10)]
    public void The_first_run_is_when_the_repository_says_but_within_an_interval(int wantedInSeconds, int expectedInSeconds)
    {
        _schedule.Apply([Samples.Collector() with { NextRunAt = Now.UtcDateTime.AddSeconds(wantedInSeconds) }]);
        _scheduler.Received(1).Set("1/Requests", Now.AddSeconds(expectedInSeconds), Interval, Arg.Any<Action>());
    }
}
