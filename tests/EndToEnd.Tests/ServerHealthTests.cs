// Waits, counters, processors and memory of the simulated server, read by their collectors and saved by their
// procedures, under a clock that is moved minute by minute: what the repository tells is what happened.

using AxMonitor.Sandbox.AxWorkload;
using AxMonitor.Sandbox.Stepped;

namespace AxMonitor.EndToEnd.Tests;

[TestFixture]
public sealed class ServerHealthTests
{
    private static readonly DateTime Start = new(2026, 3, 3, 9, 0, 0, DateTimeKind.Utc);
    private WatchedDay _day = null!;

    [SetUp]
    public async Task Prepare() =>
        _day = await WatchedDay.PrepareAsync(Start, new AxInstallationOptions(), CancellationToken.None);

    [TearDown]
    public async Task Stop() => await _day.DisposeAsync();

    [Test]
    public async Task A_block_shows_minute_by_minute_while_it_lasts_and_its_time_is_told_once()
    {
        await RunMinutesAsync(3, "Waits");
        _day.Ax.StartScenario(AxWorkloadScenarios.BlockingStorm);
        await RunMinutesAsync(20, "Waits");
        _day.Ax.StopScenario(AxWorkloadScenarios.BlockingStorm);
        await RunMinutesAsync(3, "Waits");

        var lockRates = await MetricAsync("waits.wait_ms_per_s", "lock");
        var inFlight = await MetricAsync("waits.inflight_ms", "lock");
        IReadOnlyList<(long WaitMs, long CreditedMs)> sums = await _day.QueryAsync<(long, long)>(
            "SELECT SUM(w.WaitMs), SUM(w.CreditedMs) FROM fact.Wait AS w INNER JOIN dim.WaitType AS t ON t.WaitTypeId = w.WaitTypeId WHERE t.CategoryName = N'lock';",
            CancellationToken.None
        );
        using (Assert.EnterMultipleScope())
        {
            Assert.That(lockRates, Has.Length.EqualTo(25), "the first sample has no predecessor");
            Assert.That(lockRates[..2], Has.All.LessThan(400));
            Assert.That(lockRates[3..22], Has.All.InRange(12_000, 12_400), "twelve sessions wait all the time");
            Assert.That(lockRates[^2..], Has.All.LessThan(400), "the credit at the end adds nothing");
            Assert.That(inFlight[22], Is.InRange(12 * 1_190_000, 12 * 1_205_000));
            Assert.That(sums[0].CreditedMs, Is.GreaterThan(12 * 1_190_000));
            Assert.That(
                sums[0].WaitMs,
                Is.EqualTo(sums[0].CreditedMs).Within(1_000),
                "short waits in flight at the first or last sample apart"
            );
        }
    }

    [Test]
    public async Task Every_counter_that_is_wanted_is_there_and_has_a_value_each_minute()
    {
        await RunMinutesAsync(4, "Counters");
        IReadOnlyList<(string? Missing, int Values, int Resets, string Continuity)> captures = await _day.QueryAsync<(
            string?,
            int,
            int,
            string
        )>(
            "SELECT c.MissingCounters, c.ValueCount, c.ResetCount, c.Continuity FROM fact.CounterCapture AS c ORDER BY c.CapturedAt;",
            CancellationToken.None
        );
        var without = await _day.QueryAsync<string>(
            "SELECT c.MetricName FROM config.Counter AS c WHERE NOT EXISTS (SELECT 1 FROM fact.Metric AS f INNER JOIN config.Metric AS m ON m.MetricId = f.MetricId WHERE m.MetricName = c.MetricName);",
            CancellationToken.None
        );
        using (Assert.EnterMultipleScope())
        {
            Assert.That(captures.Select(c => c.Missing), Has.All.Null);
            Assert.That(captures.Select(c => c.Resets), Has.All.Zero);
            Assert.That(captures.Select(c => c.Continuity), Is.EqualTo(new[] { "first", "continued", "continued", "continued" }));
            Assert.That(captures.Skip(1).Select(c => c.Values).Distinct().Count(), Is.EqualTo(1));
            Assert.That(without, Is.Empty);
            Assert.That(await MetricAsync("counters.batch_requests_per_s", ""), Has.All.InRange(200, 1200));
        }
    }

    [Test]
    public async Task Minutes_of_processor_use_that_were_missed_come_later_and_none_comes_twice()
    {
        await RunMinutesAsync(5, "Cpu");
        _day.Ax.StartScenario(AxWorkloadScenarios.CpuSaturation);
        _day.Time.MoveTo(_day.Time.Now.AddMinutes(90));
        await RunMinutesAsync(3, "Cpu");

        var use = await MetricAsync("cpu.sql_percent", "");
        var gaps = await _day.QueryAsync<int>(
            "SELECT DATEDIFF(second, LAG(c.CapturedAt) OVER (ORDER BY c.CapturedAt), c.CapturedAt) FROM fact.Cpu AS c ORDER BY c.CapturedAt OFFSET 1 ROWS;",
            CancellationToken.None
        );
        using (Assert.EnterMultipleScope())
        {
            Assert.That(gaps, Has.All.EqualTo(60));
            Assert.That(use, Has.Length.InRange(97, 98));
            Assert.That(use[^90..], Has.All.GreaterThan(80));
            Assert.That((await MetricAsync("cpu.runnable_tasks_per_scheduler", ""))[^1], Is.GreaterThan(1));
        }
    }

    [Test]
    public async Task Queries_that_wait_for_memory_are_told_with_their_AX_user()
    {
        _day.Ax.StartScenario(AxWorkloadScenarios.PlanRegression);
        await RunMinutesAsync(3, "Memory");
        IReadOnlyList<(int Waiting, int Named)> grants = await _day.QueryAsync<(int, int)>(
            "SELECT COUNT(*), COUNT(g.AxUser) FROM fact.MemoryGrant AS g WHERE g.GrantedKb IS NULL AND g.CapturedAt = (SELECT MAX(c.CapturedAt) FROM fact.MemoryCapture AS c);",
            CancellationToken.None
        );
        using (Assert.EnterMultipleScope())
        {
            Assert.That(grants[0].Waiting, Is.EqualTo(6));
            Assert.That(grants[0].Named, Is.EqualTo(6));
            Assert.That((await MetricAsync("memory.grants_waiting", ""))[^1], Is.EqualTo(6));
            Assert.That(
                (await MetricAsync("memory.node_page_life_expectancy_s", "001"))[^1],
                Is.LessThan((await MetricAsync("memory.node_page_life_expectancy_s", "000"))[^1])
            );
            Assert.That((await MetricAsync("memory.clerk_mb", "MEMORYCLERK_SQLBUFFERPOOL"))[^1], Is.GreaterThan(20_000));
        }
    }

    private async Task RunMinutesAsync(int minutes, string collector)
    {
        for (var minute = 0; minute < minutes; minute++)
        {
            _day.Time.MoveTo(_day.Time.Now.AddMinutes(1));
            var run = await _day.RunOnceAsync(collector, CancellationToken.None);
            Assert.That(run.Error, Is.Null);
        }
    }

    private async Task<double[]> MetricAsync(string metric, string key) =>
        [
            .. await _day.QueryAsync<double>(
                $"SELECT f.Value FROM fact.Metric AS f INNER JOIN config.Metric AS m ON m.MetricId = f.MetricId INNER JOIN dim.MetricKey AS k ON k.KeyId = f.KeyId WHERE m.MetricName = N'{metric}' AND k.KeyText = N'{key}' ORDER BY f.CapturedAt;",
                CancellationToken.None
            ),
        ];
}
