// The collector QueryStats against a plan cache told row by row: what it leaves out, whose text it brings,
// and when it reads the whole cache.

using System.Data;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Database.Tests;

[TestFixture]
public sealed class QueryStatsTests
{
    private static readonly DateTimeOffset Century = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private FakeTimeProvider _time = null!;
    private CollectorStage _stage = null!;

    [SetUp]
    public async Task Start()
    {
        _time = new FakeTimeProvider(DateTimeOffset.UtcNow.AddDays(-1));
        _stage = await CollectorStage.StartAsync(_time);
        _time.Advance(TimeSpan.FromDays(1));
    }

    [TearDown]
    public async Task Stop() => await _stage.DisposeAsync();

    [Test]
    public async Task The_first_reading_is_whole_and_brings_the_statement_without_its_parameter_list()
    {
        AddPlan(
            1,
            executions: 10,
            lastRun: _time.GetLocalNow().DateTime.AddDays(-2),
            text: "(@P1 bigint)SELECT 1 FROM INVENTSUM",
            start: 24
        );
        AddPlan(2, executions: 5, lastRun: _time.GetLocalNow().DateTime);

        var reading = await RunAsync();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(reading.Header["IsWhole"], Is.True);
            Assert.That(reading.Header["CacheEntryCount"], Is.EqualTo(2));
            Assert.That(reading.Of(1)["StatementText"], Is.EqualTo("SELECT 1 FROM INVENTSUM"));
            Assert.That(reading.Of(1)["ExecutionCount"], Is.EqualTo(10L));
            Assert.That(
                reading.Of(2)["StatementText"],
                Is.EqualTo(DBNull.Value),
                "its handle gives no text any more; the numbers stay"
            );
            Assert.That(reading.Of(1)["PlanText"], Is.EqualTo(DBNull.Value), "no plan unless it is asked for");
        }
    }

    [Test]
    public async Task A_later_reading_brings_what_has_ended_an_execution_since()
    {
        AddPlan(1, executions: 10, lastRun: _time.GetLocalNow().DateTime.AddMinutes(-30));
        AddPlan(2, executions: 5, lastRun: _time.GetLocalNow().DateTime.AddMinutes(-2), text: "SELECT 2");
        AddPlan(3, executions: 1, lastRun: _time.GetLocalNow().DateTime.AddMinutes(-30), lastElapsed: TimeSpan.FromMinutes(28));

        var reading = await RunAsync(since: TimeSpan.FromMinutes(5));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(reading.Header["IsWhole"], Is.False);
            Assert.That(
                reading.Numbers,
                Is.EquivalentTo(new[] { 2, 3 }),
                "the third began half an hour ago and ended two minutes ago"
            );
            Assert.That(reading.Of(2)["StatementText"], Is.EqualTo(DBNull.Value), "compiled long ago, and nobody asked");
        }
    }

    [Test]
    public async Task What_is_requested_comes_with_text_and_plan()
    {
        AddPlan(1, executions: 10, lastRun: _time.GetLocalNow().DateTime, text: "SELECT 1");
        AddPlan(2, executions: 10, lastRun: _time.GetLocalNow().DateTime, text: "SELECT 2");
        _stage.Watched.Add("dm_exec_text_query_plan", new() { ["encrypted"] = false, ["query_plan"] = "<ShowPlanXML/>" });

        var reading = await RunAsync(
            since: TimeSpan.FromMinutes(5),
            wanted: """<i k="query" n="0000000000000001"/><i k="plan" n="0000000000000102"/>"""
        );

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                (reading.Of(1)["StatementText"], reading.Of(1)["PlanText"]),
                Is.EqualTo(((object)"SELECT 1", (object)DBNull.Value))
            );
            Assert.That(reading.Of(2)["PlanText"], Is.EqualTo("<ShowPlanXML/>"));
        }
    }

    [Test]
    public async Task What_was_compiled_since_brings_its_text_unasked()
    {
        AddPlan(
            1,
            executions: 10,
            lastRun: _time.GetLocalNow().DateTime,
            text: "SELECT 1",
            compiled: _time.GetLocalNow().DateTime.AddMinutes(-1)
        );
        var reading = await RunAsync(since: TimeSpan.FromMinutes(5));
        Assert.That(reading.Of(1)["StatementText"], Is.EqualTo("SELECT 1"));
    }

    [TestCase(0, -1, TestName = "Another hour has begun")]
    [TestCase(60, 0, TestName = "The local clock was put forward, as in spring")]
    [TestCase(-60, 0, TestName = "The local clock was put back, as in autumn")]
    public async Task The_whole_cache_is_read_when(int localMinutes, int hours)
    {
        AddPlan(1, executions: 10, lastRun: _time.GetLocalNow().DateTime.AddHours(-20));
        var reading = await RunAsync(
            since: TimeSpan.FromMinutes(5),
            localShift: TimeSpan.FromMinutes(localMinutes),
            hourShift: hours
        );
        using (Assert.EnterMultipleScope())
        {
            Assert.That(reading.Header["IsWhole"], Is.True);
            Assert.That(reading.Rows.Rows, Has.Count.EqualTo(1));
        }
    }

    [Test]
    public async Task Where_the_limit_cuts_what_takes_most_time_for_its_age_stays()
    {
        AddPlan(1, executions: 1000, lastRun: _time.GetLocalNow().DateTime, compiled: _time.GetLocalNow().DateTime.AddDays(-3));
        AddPlan(2, executions: 500, lastRun: _time.GetLocalNow().DateTime, compiled: _time.GetLocalNow().DateTime.AddMinutes(-2));
        var reading = await RunAsync(rowLimit: 1);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(reading.Numbers, Is.EqualTo(new[] { 2 }));
            Assert.That(reading.Header["IsTruncated"], Is.True);
        }
    }

    [Test]
    public async Task A_large_cache_is_read_once_and_no_further_than_ten_times_the_limit()
    {
        for (var i = 1; i <= 60; i++)
        {
            AddPlan(i, executions: i, lastRun: _time.GetLocalNow().DateTime);
        }

        var within = await RunAsync(rowLimit: 20);
        var beyond = await RunAsync(rowLimit: 5);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(within.Numbers, Is.EqualTo(Enumerable.Range(41, 20).Reverse()), "60 were read, the largest 20 stay");
            Assert.That((within.Header["CacheEntryCount"], within.Header["IsTruncated"]), Is.EqualTo(((object)60, (object)true)));
            Assert.That(beyond.Numbers, Has.Length.EqualTo(5).And.All.LessThanOrEqualTo(60));
            Assert.That(beyond.Header["CacheEntryCount"], Is.EqualTo(DBNull.Value), "50 of 60 were read: nobody counted");
            Assert.That(beyond.Header["IsTruncated"], Is.True);
        }
    }

    [Test]
    public async Task Of_a_cache_beyond_the_limit_each_hour_has_its_part_and_what_ran_is_never_missed()
    {
        for (var i = 1; i <= 30; i++)
        {
            AddPlan(i, executions: i, lastRun: _time.GetLocalNow().DateTime.AddHours(-5));
        }

        // Its statement ran between, and is the cheapest of all.
        AddPlan(31, executions: 0, lastRun: _time.GetLocalNow().DateTime.AddMinutes(-30));
        _stage.Watched.Add(
            "dm_os_performance_counters",
            new()
            {
                ["object_name"] = "SQLServer:Plan Cache",
                ["counter_name"] = "Cache Object Counts",
                ["instance_name"] = "SQL Plans",
                ["cntr_value"] = 160L,
                ["cntr_type"] = 65792,
            }
        );

        List<Reading> readings = [];
        for (var hour = 0; hour < 4; hour++)
        {
            readings.Add(await RunAsync(rowLimit: 10));
            _time.Advance(TimeSpan.FromHours(1));
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That(readings[0].Numbers, Does.Contain(31), "it ran within the hour");
            Assert.That(readings.SelectMany(reading => reading.Numbers).Distinct().Order(), Is.EqualTo(Enumerable.Range(1, 31)));
            foreach (var reading in readings)
            {
                Assert.That(reading.Numbers, Has.Length.InRange(7, 9), "one of four parts");
                Assert.That((reading.Header["IsWhole"], reading.Header["IsTruncated"]), Is.EqualTo(((object)true, (object)true)));
                Assert.That(reading.Header["CacheEntryCount"], Is.EqualTo(DBNull.Value));
            }
        }
    }

    [Test]
    public void The_plan_cache_is_named_once_in_the_batch() =>
        Assert.That(
            RepositoryFolders.Collector("QueryStats").Text.Split("FROM sys.dm_exec_query_stats").Length - 1,
            Is.EqualTo(1),
            "each naming reads all of it"
        );

    [Test]
    public async Task Without_permission_the_server_says_so()
    {
        await _stage.LogInWithAsync();
        var refused = Assert.ThrowsAsync<SqlException>(() => RunAsync())!;
        Assert.That(refused.Errors.Cast<Microsoft.Data.SqlClient.SqlError>().Select(error => error.Number), Does.Contain(300));
    }

    private void AddPlan(
        int number,
        long executions,
        DateTime lastRun,
        string? text = null,
        int start = 0,
        DateTime? compiled = null,
        TimeSpan? lastElapsed = null
    )
    {
        byte[] handle = [2, 0, 0, 0, (byte)number];
        if (text is not null)
        {
            _stage.Watched.AddText(handle, text);
        }

        _stage.Watched.Add(
            "dm_exec_query_stats",
            new()
            {
                ["sql_handle"] = handle,
                ["plan_handle"] = new byte[] { 6, 0, (byte)number },
                ["statement_start_offset"] = start,
                ["statement_end_offset"] = -1,
                ["creation_time"] = compiled ?? _time.GetLocalNow().DateTime.AddDays(-3),
                ["last_execution_time"] = lastRun,
                ["execution_count"] = executions,
                ["total_worker_time"] = executions * 1000,
                ["total_elapsed_time"] = executions * 1000,
                ["last_elapsed_time"] = (long)(lastElapsed ?? TimeSpan.Zero).TotalMicroseconds,
                ["query_hash"] = new byte[] { 0, 0, 0, 0, 0, 0, 0, (byte)number },
                ["query_plan_hash"] = new byte[] { 0, 0, 0, 0, 0, 0, 1, (byte)number },
            }
        );
    }

    private async Task<Reading> RunAsync(
        int rowLimit = 1000,
        TimeSpan? since = null,
        string? wanted = null,
        TimeSpan localShift = default,
        int hourShift = 0
    )
    {
        CollectorHints told = new() { WantedItems = wanted };
        if (since is { } ago)
        {
            told = told with
            {
                LocalTime = _time.GetLocalNow().DateTime - ago - localShift,
                Offset = (long)(_time.GetUtcNow() - Century).TotalHours + hourShift,
                EventAt = _time.GetUtcNow().UtcDateTime - ago,
            };
        }

        var (header, rows) = await _stage.RunAsync("QueryStats", rowLimit, "AX", told);
        return new Reading(header, rows);
    }

    private sealed record Reading(DataRow Header, DataTable Rows)
    {
        public int[] Numbers => [.. Rows.Rows.Cast<DataRow>().Select(row => (int)((byte[])row["QueryHash"])[7])];

        public DataRow Of(int number) => Rows.Rows.Cast<DataRow>().Single(row => ((byte[])row["QueryHash"])[7] == number);
    }
}
