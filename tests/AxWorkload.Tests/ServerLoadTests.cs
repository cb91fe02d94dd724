// The load all server-wide DMVs are derived from: repeatable, only growing where it counts, and moved by
// incidents.
using AxMonitor.Sandbox.AxWorkload.Server;

namespace AxMonitor.Sandbox.AxWorkload.Tests;

internal sealed class ServerLoadTests
{
    private static readonly DateTime Start = new(2026, 3, 3, 6, 0, 0, DateTimeKind.Utc);

    private static ServerLoad Load(IncidentTimetable? incidents = null, int seed = 7) =>
        new(seed, incidents ?? new IncidentTimetable(), TimeZoneInfo.Utc, Start);

    [Test]
    public void The_same_seed_gives_the_same_totals_however_often_they_are_asked_for()
    {
        var often = Load();
        var once = Load();
        for (var minute = 1; minute < 300; minute++)
        {
            often.Total("reads", l => l.ReadsPerSecond, Start.AddMinutes(minute));
        }

        var at = Start.AddMinutes(300).AddSeconds(3.7);
        Assert.That(
            often.Total("reads", l => l.ReadsPerSecond, at),
            Is.EqualTo(once.Total("reads", l => l.ReadsPerSecond, at)).Within(1e-6)
        );
        Assert.That(
            Load(seed: 8).Total("reads", l => l.ReadsPerSecond, at),
            Is.Not.EqualTo(once.Total("reads", l => l.ReadsPerSecond, at)).Within(1)
        );
    }

    [Test]
    public void A_total_never_falls_while_incidents_begin_and_end()
    {
        var incidents = new IncidentTimetable();
        var load = Load(incidents);
        var last = 0.0;
        for (var step = 0; step < 2000; step++)
        {
            var at = Start.AddSeconds(1.3 * step);
            if (step == 500)
            {
                incidents.Begin(AxWorkloadScenarios.PlanRegression, at);
            }
            else if (step == 900)
            {
                incidents.End(AxWorkloadScenarios.PlanRegression, at);
            }

            var total = load.Total("reads", l => l.ReadsPerSecond, at);
            Assert.That(total, Is.GreaterThanOrEqualTo(last), $"step {step}");
            last = total;
        }
    }

    [Test]
    public void After_a_step_back_of_the_clock_a_total_stands_still()
    {
        var load = Load();
        var before = load.Total("reads", l => l.ReadsPerSecond, Start.AddMinutes(10));

        Assert.That(load.Total("reads", l => l.ReadsPerSecond, Start.AddMinutes(5)), Is.EqualTo(before));
        Assert.That(load.Total("reads", l => l.ReadsPerSecond, Start.AddMinutes(11)), Is.GreaterThan(before));
    }

    [Test]
    public void A_restart_begins_at_zero()
    {
        var load = Load();
        load.Total("reads", l => l.ReadsPerSecond, Start.AddHours(2));
        load.Restart(Start.AddHours(2));

        Assert.That(load.Total("reads", l => l.ReadsPerSecond, Start.AddHours(2)), Is.Zero);
        Assert.That(load.Total("reads", l => l.ReadsPerSecond, Start.AddHours(2).AddMinutes(1)), Is.GreaterThan(0));
    }

    [TestCase(AxWorkloadScenarios.IoStall, 50)]
    [TestCase(AxWorkloadScenarios.PlanRegression, 0)]
    public void An_io_stall_alone_makes_reads_slow(string incident, double slowerByMs)
    {
        var incidents = new IncidentTimetable();
        incidents.Begin(incident, Start.AddMinutes(10));
        var load = Load(incidents);

        Assert.That(
            load.At(Start.AddMinutes(12)).ReadLatencyMs - Load().At(Start.AddMinutes(12)).ReadLatencyMs,
            slowerByMs > 0 ? Is.GreaterThan(slowerByMs) : Is.Zero
        );
        Assert.That(load.At(Start.AddMinutes(9)), Is.EqualTo(Load().At(Start.AddMinutes(9))));
    }

    [Test]
    public void Office_hours_are_busier_than_night_and_weekend()
    {
        var load = Load();
        var tuesdayMorning = load.At(new DateTime(2026, 3, 10, 10, 15, 0, DateTimeKind.Utc)).Activity;

        Assert.That(tuesdayMorning, Is.GreaterThan(2 * load.At(new DateTime(2026, 3, 10, 4, 50, 0, DateTimeKind.Utc)).Activity));
        Assert.That(tuesdayMorning, Is.GreaterThan(2 * load.At(new DateTime(2026, 3, 14, 10, 15, 0, DateTimeKind.Utc)).Activity));
        Assert.That(
            load.At(new DateTime(2026, 3, 31, 10, 15, 0, DateTimeKind.Utc)).Activity,
            Is.GreaterThan(1.1 * tuesdayMorning)
        );
    }
}
