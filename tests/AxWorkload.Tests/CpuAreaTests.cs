// Processors of the simulated server: a memory of four hours, in agreement with the load, and queues when it
// is saturated.
using System.Xml.Linq;
using AxMonitor.Sandbox.AxWorkload.Server;

namespace AxMonitor.Sandbox.AxWorkload.Tests;

internal sealed class CpuAreaTests
{
    private static readonly CpuArea Area = new();

    [Test]
    public void The_last_four_hours_are_remembered_a_record_a_minute()
    {
        var records = Records(new AreaReading(), AreaReading.Start.AddHours(9).AddSeconds(20));
        var ids = records.Select(r => (long)r.Xml.Attribute("id")!).ToArray();

        Assert.That(ids, Has.Length.EqualTo(256));
        Assert.That(ids, Is.EqualTo(Enumerable.Range(0, 256).Select(i => ids[0] + i)));
        Assert.That(records.Zip(records.Skip(1)).Select(p => p.Second.Ms - p.First.Ms), Has.All.EqualTo(60_000));
        Assert.That(records[^1].Ms, Is.EqualTo(60_000 + (9 * 3_600_000)));
    }

    [Test]
    public void A_record_once_written_stays_the_same()
    {
        var reading = new AreaReading();
        var before = Records(reading, AreaReading.Start.AddMinutes(30)).Select(r => r.Xml.ToString()).ToArray();
        reading.Incidents.Begin(AxWorkloadScenarios.CpuSaturation, AreaReading.Start.AddMinutes(30));
        var after = Records(reading, AreaReading.Start.AddMinutes(40)).Select(r => r.Xml.ToString()).ToArray();

        Assert.That(after.Take(30), Is.EqualTo(before));
        Assert.That(Sql(after[^1]), Is.GreaterThan(Sql(before[^1]) + 50));
    }

    [Test]
    public void Saturated_processors_have_queues_and_idle_ones_have_not()
    {
        var quiet = new AreaReading();
        var busy = new AreaReading();
        var at = AreaReading.Start.AddHours(4);
        busy.Incidents.Begin(AxWorkloadScenarios.CpuSaturation, at.AddMinutes(-5));

        Assert.That(Runnable(quiet, at), Is.LessThan(9));
        Assert.That(Runnable(busy, at), Is.GreaterThan(40));
        Assert.That(busy.Rows(Area, "dm_os_schedulers", at), Has.Count.EqualTo(20), "as sys.dm_os_sys_info says");
    }

    private static int Runnable(AreaReading reading, DateTime at) =>
        reading
            .Rows(Area, "dm_os_schedulers", at)
            .Where(r => (string)r["status"]! == "VISIBLE ONLINE")
            .Sum(r => (int)r["runnable_tasks_count"]!);

    private static int Sql(string record) => (int)XElement.Parse(record).Descendants("ProcessUtilization").Single();

    private static (long Ms, XElement Xml)[] Records(AreaReading reading, DateTime at) =>
        [
            .. reading
                .Rows(Area, "dm_os_ring_buffers", at)
                .Where(r => (string)r["ring_buffer_type"]! == "RING_BUFFER_SCHEDULER_MONITOR")
                .Select(r => ((long)r["timestamp"]!, XElement.Parse((string)r["record"]!))),
        ];
}
