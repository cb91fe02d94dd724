// Wait statistics of the simulated server: they only grow, incidents show in the waits they cause, and a lock
// wait is credited when it ends.
using AxMonitor.Engine.Programs;
using AxMonitor.Sandbox.AxWorkload.Server;

namespace AxMonitor.Sandbox.AxWorkload.Tests;

internal sealed class WaitAreaTests
{
    private static readonly WaitArea Area = new();

    [Test]
    public void There_are_as_many_wait_types_as_on_a_server_each_once()
    {
        var names = WaitKinds.All.Select(k => k.Name).ToArray();

        Assert.That(names, Is.Unique);
        Assert.That(names, Has.Length.GreaterThan(300));
        Assert.That(names, Has.All.Length.LessThanOrEqualTo(60));
    }

    [Test]
    public void Nothing_ever_falls_and_signal_is_part_of_the_wait()
    {
        var reading = new AreaReading();
        var last = new Dictionary<string, IReadOnlyDictionary<string, object?>>();
        for (var minute = 0; minute < 400; minute++)
        {
            var at = AreaReading.Start.AddMinutes(minute);
            if (minute == 100)
            {
                reading.Incidents.Begin(AxWorkloadScenarios.IoStall, at);
                reading.Incidents.Begin(AxWorkloadScenarios.CpuSaturation, at);
            }
            else if (minute == 200)
            {
                reading.Incidents.End(AxWorkloadScenarios.IoStall, at);
                reading.Incidents.End(AxWorkloadScenarios.CpuSaturation, at);
            }

            foreach (var row in reading.Rows(Area, "dm_os_wait_stats", at))
            {
                var name = (string)row["wait_type"]!;
                Assert.That((long)row["signal_wait_time_ms"]!, Is.LessThanOrEqualTo((long)row["wait_time_ms"]!), name);
                if (last.TryGetValue(name, out var before))
                {
                    foreach (var column in row.Keys.Where(k => k != "wait_type"))
                    {
                        Assert.That((long)row[column]!, Is.GreaterThanOrEqualTo((long)before[column]!), $"{name} {column}");
                    }
                }

                last[name] = row;
            }
        }
    }

    [TestCase(AxWorkloadScenarios.IoStall, "PAGEIOLATCH_SH")]
    [TestCase(AxWorkloadScenarios.IoStall, "WRITELOG")]
    [TestCase(AxWorkloadScenarios.CpuSaturation, "SOS_SCHEDULER_YIELD")]
    [TestCase(AxWorkloadScenarios.PlanRegression, "RESOURCE_SEMAPHORE")]
    public void An_incident_shows_in_the_waits_it_causes(string incident, string waitType)
    {
        var quiet = new AreaReading();
        var busy = new AreaReading();
        var from = AreaReading.Start.AddHours(4);
        busy.Incidents.Begin(incident, from);

        var (quietMs, busyMs) = (Grown(quiet), Grown(busy));
        Assert.That(busyMs, Is.GreaterThan(4 * quietMs));
        Assert.That(busyMs, Is.GreaterThan(10_000));

        // A total that was read at a later time does not go back, so the earlier reading comes first.
        long Grown(AreaReading reading)
        {
            var before = Ms(reading, from);
            return Ms(reading, from.AddMinutes(5)) - before;
        }

        long Ms(AreaReading reading, DateTime at) =>
            (long)reading.Rows(Area, "dm_os_wait_stats", at).Single(r => (string)r["wait_type"]! == waitType)["wait_time_ms"]!;
    }

    [Test]
    public void A_lock_wait_is_credited_when_it_ends_with_all_of_its_time()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero));
        using var engine = new ServerInstance(new EngineOptions { Time = time });
        using var ax = new AxInstallation(new AxInstallationOptions { Time = time, BackgroundBlocking = false });
        ax.Attach(engine);
        var quiet = LockMs(ax, () => time.Advance(TimeSpan.FromMinutes(10)));
        ax.StartScenario(AxWorkloadScenarios.BlockingStorm);
        var lasting = LockMs(ax, () => time.Advance(TimeSpan.FromMinutes(10)));
        var inFlight = ax.Rows("dm_os_waiting_tasks", [], []).Sum(r => (long)r["wait_duration_ms"]!);
        var ended = LockMs(ax, () => ax.StopScenario(AxWorkloadScenarios.BlockingStorm));

        Assert.That(inFlight, Is.GreaterThan(12 * 590_000));
        Assert.That(lasting, Is.EqualTo(quiet).Within(quiet / 2), "nothing is credited while it lasts");
        Assert.That(ended, Is.EqualTo(inFlight).Within(12));
    }

    [Test]
    public void A_deadlock_ends_both_waits_without_anybody_looking()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero));
        using var engine = new ServerInstance(new EngineOptions { Time = time });
        using var ax = new AxInstallation(new AxInstallationOptions { Time = time, BackgroundBlocking = false });
        ax.Attach(engine);
        var before = Tasks(ax);
        ax.StartScenario(AxWorkloadScenarios.Deadlock);
        time.Advance(TimeSpan.FromSeconds(20));
        var longest = (long)Row(ax, "LCK_M_X")["max_wait_time_ms"]!;

        Assert.That(Tasks(ax), Is.GreaterThanOrEqualTo(before + 2));
        Assert.That(longest, Is.EqualTo(4700).Within(1001));
    }

    private static long Tasks(AxInstallation ax) => (long)Row(ax, "LCK_M_X")["waiting_tasks_count"]!;

    private static IReadOnlyDictionary<string, object?> Row(AxInstallation ax, string type) =>
        ax.Rows("dm_os_wait_stats", [], []).Single(r => (string)r["wait_type"]! == type);

    private static long LockMs(AxInstallation ax, Action happens)
    {
        var before = Sum();
        happens();
        return Sum() - before;

        long Sum() =>
            ax.Rows("dm_os_wait_stats", [], [])
                .Where(r => ((string)r["wait_type"]!).StartsWith("LCK_M_", StringComparison.Ordinal))
                .Sum(r => (long)r["wait_time_ms"]!);
    }
}
