// Memory of the simulated server: its views add up, and a regressed plan leaves others waiting for a grant.
using AxMonitor.Engine.Programs;
using AxMonitor.Sandbox.AxWorkload.Server;

namespace AxMonitor.Sandbox.AxWorkload.Tests;

internal sealed class MemoryAreaTests
{
    private static readonly MemoryArea Area = new();

    [Test]
    public void Clerks_add_up_to_what_the_server_has_taken()
    {
        var clerks = new AreaReading().Rows(Area, "dm_os_memory_clerks", AreaReading.Start.AddHours(4));

        Assert.That(clerks.Select(c => c["memory_clerk_address"]).Select(a => Convert.ToHexString((byte[])a!)), Is.Unique);
        Assert.That(clerks.Sum(c => (long)c["pages_kb"]!), Is.EqualTo(Machine.CommittedKb).Within(Machine.NumaNodes));
        Assert.That(clerks.MaxBy(c => (long)c["pages_kb"]!)!["type"], Is.EqualTo("MEMORYCLERK_SQLBUFFERPOOL"));
    }

    [Test]
    public void Process_and_free_memory_fit_into_the_machine()
    {
        var reading = new AreaReading();
        var process = reading.Rows(Area, "dm_os_process_memory", AreaReading.Start).Single();
        var system = reading.Rows(Area, "dm_os_sys_memory", AreaReading.Start).Single();

        Assert.That((long)process["physical_memory_in_use_kb"]!, Is.GreaterThan(Machine.CommittedKb));
        Assert.That(
            (long)process["physical_memory_in_use_kb"]! + (long)system["available_physical_memory_kb"]!,
            Is.LessThan(Machine.PhysicalKb)
        );
    }

    [Test]
    public void A_regressed_plan_takes_the_memory_and_others_wait_as_the_counters_say()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 2, 10, 0, 0, TimeSpan.Zero));
        using var engine = new ServerInstance(new EngineOptions { Time = time });
        using var ax = new AxInstallation(new AxInstallationOptions { Time = time });
        ax.Attach(engine);
        ax.StartScenario(AxWorkloadScenarios.PlanRegression);
        time.Advance(TimeSpan.FromMinutes(3));

        var grants = ax.Rows("dm_exec_query_memory_grants", [], []).ToArray();
        var waiting = grants.Where(g => g["granted_memory_kb"] is null).ToArray();
        var sessions = ax.Rows("dm_exec_sessions", [], []).Select(s => s["session_id"]).ToHashSet();
        Assert.That(waiting, Has.Length.EqualTo(6));
        Assert.That(waiting.Select(g => (long)g["wait_time_ms"]!), Has.All.GreaterThan(0));
        Assert.That(grants.Select(g => g["session_id"]), Is.Unique.And.SubsetOf(sessions));
        Assert.That(Counter("Memory Grants Pending"), Is.EqualTo(waiting.Length));
        Assert.That(Counter("Memory Grants Outstanding"), Is.EqualTo(grants.Length - waiting.Length));
        Assert.That(Counter("Granted Workspace Memory (KB)"), Is.EqualTo(grants.Sum(g => (long?)g["granted_memory_kb"] ?? 0)));

        long Counter(string name) =>
            (long)ax.Rows("dm_os_performance_counters", [], []).Single(c => (string)c["counter_name"]! == name)["cntr_value"]!;
    }
}
