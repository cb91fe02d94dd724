// The simulated plan cache: counters that only grow while a plan lives, as much CPU as the load says, and the
// bad plan of an incident.
using AxMonitor.Engine.Types;
using AxMonitor.Sandbox.AxWorkload.Server;
using AxMonitor.Sandbox.AxWorkload.State;

namespace AxMonitor.Sandbox.AxWorkload.Tests;

internal sealed class QueryAreaTests
{
    private static readonly DateTime Start = new(2026, 3, 3, 6, 0, 0, DateTimeKind.Utc);

    private static ServerLoad Load(IncidentTimetable? incidents = null) =>
        new(7, incidents ?? new IncidentTimetable(), TimeZoneInfo.Utc, Start);

    [Test]
    public void The_catalogue_holds_some_two_hundred_statements_whose_shares_sum_up()
    {
        var all = QueryCatalogue.All;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(all, Has.Count.InRange(150, 300));
            Assert.That(all.Sum(p => p.Executions), Is.EqualTo(1).Within(1e-9));
            Assert.That(all.Sum(p => p.Cpu), Is.EqualTo(1).Within(1e-9));
            Assert.That(all.Select(p => p.Statement.Text).Distinct().Count(), Is.EqualTo(all.Count));
            Assert.That(all.Select(p => p.Body), Has.All.Matches<string>(b => b[0] is 'S' or 'U' or 'I' or 'D'));
        }
    }

    [Test]
    public void While_a_plan_lives_its_counters_only_grow_and_plans_come_and_go()
    {
        var load = Load();
        var cache = new PlanCache();
        var seen = new Dictionary<string, CachedPlan>();
        var handles = new HashSet<string>();
        for (var minute = 5; minute <= 600; minute += 5)
        {
            foreach (var plan in cache.At(load, Start.AddMinutes(minute)))
            {
                var key = $"{plan.Profile.Number} {plan.CompiledAt:O}";
                if (seen.TryGetValue(key, out var before))
                {
                    Assert.That(
                        (plan.Executions, plan.CpuMs, plan.Reads, plan.PhysicalReads),
                        Is.GreaterThanOrEqualTo((before.Executions, before.CpuMs, before.Reads, before.PhysicalReads)),
                        key
                    );
                    Assert.That(plan.LastRunAt, Is.InRange(plan.CompiledAt, Start.AddMinutes(minute)), key);
                }

                seen[key] = plan;
                handles.Add(Convert.ToHexString(plan.Handle(5)));
            }
        }

        var compilations = seen.Values.GroupBy(p => p.Profile.Number).Max(g => g.Count());
        using (Assert.EnterMultipleScope())
        {
            Assert.That(compilations, Is.GreaterThan(4), "some plans live for less than two hours");
            Assert.That(handles, Has.Count.LessThan(seen.Count), "a recompilation keeps the handle");
            Assert.That(handles, Has.Count.GreaterThan(QueryCatalogue.All.Count), "an eviction does not");
        }
    }

    [Test]
    public void The_cpu_of_all_statements_is_most_of_what_the_server_takes()
    {
        var load = Load();
        var cache = new PlanCache();
        var from = Start.AddHours(3);
        var to = from.AddMinutes(30);
        var used = QueryCatalogue.All.Sum(p => cache.Between(load, p, regressed: false, from, to).CpuMs);
        var taken = Enumerable.Range(0, 180).Sum(i => load.At(from.AddSeconds(10 * i)).SqlCpuPercent) * 10 * 80;
        Assert.That(used / taken, Is.InRange(0.8, 1.0));
    }

    [Test]
    public void A_plan_regression_gives_the_on_hand_query_another_plan_until_it_ends()
    {
        var incidents = new IncidentTimetable();
        var load = Load(incidents);
        var cache = new PlanCache();
        var good = OnHand(cache, load, Start.AddMinutes(59));
        incidents.Begin(AxWorkloadScenarios.PlanRegression, Start.AddMinutes(60));
        var bad = OnHand(cache, load, Start.AddMinutes(70));
        incidents.End(AxWorkloadScenarios.PlanRegression, Start.AddMinutes(80));
        var again = OnHand(cache, load, Start.AddMinutes(90));

        using (Assert.EnterMultipleScope())
        {
            Assert.That((good.Variant, bad.Variant, again.Variant), Is.EqualTo((0, 1, 0)));
            Assert.That((bad.CompiledAt, again.CompiledAt), Is.EqualTo((Start.AddMinutes(60), Start.AddMinutes(80))));
            Assert.That(bad.Reads / bad.Executions, Is.EqualTo(100 * good.Reads / good.Executions).Within(5).Percent);
            Assert.That(bad.CpuMs / bad.Executions, Is.GreaterThan(20 * good.CpuMs / good.Executions));
            Assert.That(again.CpuMs / again.Executions, Is.LessThan(2 * good.CpuMs / good.Executions));
            Assert.That(
                new[] { good, bad, again }.Select(p => Convert.ToHexString(p.Handle(5))).Distinct().Count(),
                Is.EqualTo(3)
            );
        }
    }

    [Test]
    public void Saturated_processors_are_the_work_of_one_report()
    {
        var incidents = new IncidentTimetable();
        incidents.Begin(AxWorkloadScenarios.CpuSaturation, Start.AddMinutes(60));
        var plans = new PlanCache().At(Load(incidents), Start.AddMinutes(70));
        Assert.That(
            plans.MaxBy(p => p.CpuMs / (Start.AddMinutes(70) - p.CompiledAt).TotalSeconds)!.Profile,
            Is.SameAs(QueryCatalogue.HeavyReportProfile)
        );
        Assert.That(
            new PlanCache().At(Load(), Start.AddMinutes(70)).Select(p => p.Profile),
            Has.None.SameAs(QueryCatalogue.HeavyReportProfile)
        );
    }

    [Test]
    public void A_restart_empties_the_cache()
    {
        var load = Load();
        var cache = new PlanCache();
        var before = cache.At(load, Start.AddHours(2));
        load.Restart(Start.AddHours(2));
        var after = cache.At(load, Start.AddHours(2).AddMinutes(1));
        Assert.That(after.Sum(p => p.Executions), Is.LessThan(before.Sum(p => p.Executions) / 20));
        Assert.That(after.Select(p => p.CompiledAt), Has.All.GreaterThanOrEqualTo(Start.AddHours(2)));
    }

    [Test]
    public void Query_Store_tells_what_the_plan_cache_tells()
    {
        var incidents = new IncidentTimetable();
        incidents.Begin(AxWorkloadScenarios.PlanRegression, Start.AddMinutes(60));
        incidents.End(AxWorkloadScenarios.PlanRegression, Start.AddMinutes(80));
        var load = Load(incidents);
        var cache = new PlanCache();
        var moment = new ServerMoment(Start.AddMinutes(100), new AxSnapshot(Start.AddMinutes(100), []), load, 5, "AX");
        var rows = new QueryStoreArea(cache).Rows("query_store_runtime_stats", [], moment);
        var onHand = (QueryCatalogue.OnHandProfile.Number + 1L) * 10;
        var bad = rows.Where(r => (long)r["plan_id"]! == onHand + 1).ToArray();
        var executions = rows.Where(r => (long)r["plan_id"]! / 10 == onHand / 10).Sum(r => (long)r["count_executions"]!);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(bad, Has.Length.EqualTo(2), "two intervals: 60 to 75, and 75 to 80");
            Assert.That(
                bad.Select(r => (double)r["avg_logical_io_reads"]!),
                Has.All.EqualTo(100 * QueryCatalogue.OnHandProfile.Reads).Within(1e-6)
            );
            Assert.That(
                executions,
                Is.EqualTo(cache.Between(load, QueryCatalogue.OnHandProfile, regressed: false, Start, moment.At).Executions)
                    .Within(10)
            );
            Assert.That(
                new QueryStoreArea(cache).Rows("query_store_plan", [SqlValue.FromInt64(4)], moment),
                Is.Empty,
                "another database"
            );
            Assert.That(rows.Select(r => r["runtime_stats_id"]), Is.Unique);
        }
    }

    private static CachedPlan OnHand(PlanCache cache, ServerLoad load, DateTime at) =>
        cache.At(load, at).Single(p => p.Profile == QueryCatalogue.OnHandProfile);
}
