// Performance counters of the simulated server: as many as a server has, sums that only grow, and in
// agreement with the other views.
using AxMonitor.Sandbox.AxWorkload.Server;

namespace AxMonitor.Sandbox.AxWorkload.Tests;

internal sealed class CounterAreaTests
{
    private const string View = "dm_os_performance_counters";
    private static readonly CounterArea Area = new();

    [Test]
    public void There_are_as_many_counters_as_on_a_server_each_once_and_no_value_is_negative()
    {
        var rows = new AreaReading().Rows(Area, View, AreaReading.Start.AddHours(3));

        Assert.That(rows, Has.Count.GreaterThan(600));
        Assert.That(rows.Select(Name), Is.Unique);
        Assert.That(rows.Select(r => (long)r["cntr_value"]!), Has.All.GreaterThanOrEqualTo(0));
    }

    [Test]
    public void Sums_never_fall_while_incidents_begin_and_end()
    {
        var reading = new AreaReading();
        var last = new Dictionary<string, long>();
        for (var minute = 0; minute < 120; minute++)
        {
            var at = AreaReading.Start.AddMinutes(minute);
            if (minute == 30)
            {
                reading.Incidents.Begin(AxWorkloadScenarios.PlanRegression, at);
                reading.Incidents.Begin(AxWorkloadScenarios.TempDbGrowth, at);
            }
            else if (minute == 60)
            {
                reading.Incidents.End(AxWorkloadScenarios.PlanRegression, at);
                reading.Incidents.End(AxWorkloadScenarios.TempDbGrowth, at);
            }

            foreach (
                var row in reading
                    .Rows(Area, View, at)
                    .Where(r => (int)r["cntr_type"]! is (int)CounterType.Sum or (int)CounterType.Average)
            )
            {
                var (name, value) = (Name(row), (long)row["cntr_value"]!);
                Assert.That(value, Is.GreaterThanOrEqualTo(last.GetValueOrDefault(name)), name);
                last[name] = value;
            }
        }
    }

    [Test]
    public void Every_ratio_and_average_is_followed_by_its_base()
    {
        var rows = new AreaReading().Rows(Area, View, AreaReading.Start.AddHours(3));
        var divided = rows.Count(r => (int)r["cntr_type"]! is (int)CounterType.Ratio or (int)CounterType.Average);

        Assert.That(divided, Is.EqualTo(rows.Count(r => (int)r["cntr_type"]! == (int)CounterType.Base)));
        Assert.That(
            rows.Zip(rows.Skip(1))
                .Count(p =>
                    (int)p.First["cntr_type"]! is (int)CounterType.Ratio or (int)CounterType.Average
                    && (int)p.Second["cntr_type"]! == (int)CounterType.Base
                ),
            Is.EqualTo(divided)
        );
    }

    [Test]
    public void Lock_waits_agree_with_the_wait_statistics()
    {
        var reading = new AreaReading();
        var at = AreaReading.Start.AddHours(3);
        var waits = reading
            .Rows(new WaitArea(), "dm_os_wait_stats", at)
            .Where(r => ((string)r["wait_type"]!).StartsWith("LCK_M_", StringComparison.Ordinal))
            .ToArray();
        var counters = reading.Rows(Area, View, at).ToDictionary(Name, r => (long)r["cntr_value"]!);

        Assert.That(
            counters["SQLServer:Locks|Lock Waits/sec|_Total"],
            Is.EqualTo(waits.Sum(r => (long)r["waiting_tasks_count"]!))
        );
        Assert.That(counters["SQLServer:Locks|Lock Wait Time (ms)|_Total"], Is.EqualTo(waits.Sum(r => (long)r["wait_time_ms"]!)));
    }

    private static string Name(IReadOnlyDictionary<string, object?> row) =>
        $"{row["object_name"]}|{row["counter_name"]}|{row["instance_name"]}";
}
