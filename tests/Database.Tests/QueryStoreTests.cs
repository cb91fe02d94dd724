// The collector QueryStore against AX databases whose Query Store is on, off, emptied or not to be read.

using System.Data;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Database.Tests;

[TestFixture]
public sealed class QueryStoreTests
{
    private CollectorStage _stage = null!;

    [SetUp]
    public async Task Start()
    {
        _stage = await CollectorStage.StartAsync();
        await _stage.ExecuteAsync("CREATE DATABASE AX COLLATE Latin1_General_BIN2;");
        await _stage.ExecuteAsync(
            "ALTER DATABASE AX SET QUERY_STORE = ON (OPERATION_MODE = READ_WRITE, INTERVAL_LENGTH_MINUTES = 15, MAX_STORAGE_SIZE_MB = 500);"
        );
        AddInterval(100, minutesAgo: 40);
        AddInterval(101, minutesAgo: 25);
        AddInterval(102, minutesAgo: 10);
        AddPlan(1, 7);
        AddPlan(2, 7);
        AddPlan(3, 8, isForced: true);
        AddStatistics(1, 100, executions: 10, durationUs: 2000);
        AddStatistics(1, 101, executions: 4, durationUs: 1000);
        AddStatistics(1, 101, executions: 6, durationUs: 3000);
        AddStatistics(1, 101, executions: 2, durationUs: 9_000_000, type: 3);
        AddStatistics(2, 102, executions: 30, durationUs: 5000);
    }

    [TearDown]
    public async Task Stop() => await _stage.DisposeAsync();

    [Test]
    public async Task Plans_come_per_interval_with_sums_over_memory_and_disk_and_forced_ones_without_executions_too()
    {
        var reading = await RunAsync();
        var both = reading.Of(1, 101);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                (reading.Header["StateText"], reading.Header["IntervalMinutes"], reading.Header["MaxStorageMb"]),
                Is.EqualTo(((object)"READ_WRITE", (object)15L, (object)500L))
            );
            Assert.That(reading.Header["ClosedIntervalId"], Is.EqualTo(101L), "the last one is open");
            Assert.That(
                (both["ExecutionCount"], both["AbortedCount"], both["DurationMs"]),
                Is.EqualTo(((object)10L, (object)2L, (object)22.0))
            );
            Assert.That((reading.Of(2, 102)["IsOpen"], reading.Of(1, 100)["IsOpen"]), Is.EqualTo(((object)true, (object)false)));
            Assert.That(reading.Of(3, null)["IsForced"], Is.True);
            Assert.That(reading.Rows.Rows.Cast<DataRow>().Select(row => row["StatementText"]), Has.All.EqualTo(DBNull.Value));
        }
    }

    [Test]
    public async Task From_the_bookmark_on_comes_what_is_new_and_what_was_requested()
    {
        _stage.Watched.Add("query_store_query_text", new() { ["query_text_id"] = 7L, ["query_sql_text"] = "SELECT 7" });
        var reading = await RunAsync(offset: 101, wanted: """<i k="plan" n="1"/><i k="query" n="7"/>""");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(reading.Rows.Rows, Has.Count.EqualTo(3));
            Assert.That(
                (reading.Of(2, 102)["StatementText"], reading.Of(2, 102)["PlanText"]),
                Is.EqualTo(((object)"SELECT 7", (object)DBNull.Value))
            );
            Assert.That(reading.Of(1, null)["PlanText"], Is.EqualTo("<ShowPlanXML/>"), "the old plan runs no more");
            Assert.That(reading.Header["ClosedIntervalId"], Is.EqualTo(101L), "none was closed since; the bookmark stays");
        }
    }

    [Test]
    public async Task Lower_ids_than_the_bookmark_mean_that_it_was_emptied()
    {
        var reading = await RunAsync(offset: 5000);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(reading.Header["HasPossibleGap"], Is.True);
            Assert.That(reading.Of(1, 100)["ExecutionCount"], Is.EqualTo(10L));
        }
    }

    [Test]
    public async Task Where_the_limit_cuts_the_longest_stay()
    {
        var reading = await RunAsync(rowLimit: 1);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(reading.Header["IsTruncated"], Is.True);
            Assert.That(reading.Of(1, 101)["ExecutionCount"], Is.EqualTo(10L), "its aborted executions took longest");
        }
    }

    [TestCase("ALTER DATABASE AX SET QUERY_STORE = OFF;", "OFF", 0)]
    [TestCase("ALTER DATABASE AX SET QUERY_STORE (OPERATION_MODE = READ_ONLY);", "READ_ONLY", 4)]
    public async Task The_state_is_told(string change, string state, int rows)
    {
        await _stage.ExecuteAsync(change);
        var reading = await RunAsync();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(reading.Header["StateText"], Is.EqualTo(state));
            Assert.That(reading.Rows.Rows, Has.Count.EqualTo(rows));
        }
    }

    [Test]
    public async Task An_instance_without_AX_database_says_so() =>
        Assert.That((await RunAsync(axDatabase: null)).Header["StateText"], Is.EqualTo("NO DATABASE"));

    [Test]
    public async Task Without_permission_the_server_says_so()
    {
        var login = await _stage.LogInWithAsync();
        await _stage.ExecuteAsync($"CREATE USER {login} FOR LOGIN {login};", "AX");
        var refused = Assert.ThrowsAsync<SqlException>(() => RunAsync())!;
        Assert.That(refused.Message, Does.Contain("VIEW DATABASE STATE permission denied in database 'AX'"));
    }

    private void AddInterval(long id, int minutesAgo)
    {
        var began = DateTime.UtcNow.AddMinutes(-minutesAgo);
        _stage.Watched.Add(
            "query_store_runtime_stats_interval",
            new()
            {
                ["runtime_stats_interval_id"] = id,
                ["start_time"] = began,
                ["end_time"] = began.AddMinutes(15),
            }
        );
    }

    private void AddPlan(long planId, long queryId, bool isForced = false)
    {
        _stage.Watched.Add(
            "query_store_plan",
            new()
            {
                ["plan_id"] = planId,
                ["query_id"] = queryId,
                ["query_plan_hash"] = BitConverter.GetBytes(planId),
                ["query_plan"] = "<ShowPlanXML/>",
                ["is_forced_plan"] = isForced,
                ["initial_compile_start_time"] = DateTime.UtcNow.AddDays(-1),
                ["last_force_failure_reason_desc"] = "NONE",
            }
        );
        if (planId != 2)
        {
            _stage.Watched.Add(
                "query_store_query",
                new()
                {
                    ["query_id"] = queryId,
                    ["query_text_id"] = queryId,
                    ["query_hash"] = BitConverter.GetBytes(queryId),
                    ["initial_compile_start_time"] = DateTime.UtcNow,
                }
            );
        }
    }

    private void AddStatistics(long planId, long interval, long executions, double durationUs, int type = 0) =>
        _stage.Watched.Add(
            "query_store_runtime_stats",
            new()
            {
                ["plan_id"] = planId,
                ["runtime_stats_interval_id"] = interval,
                ["execution_type"] = type,
                ["first_execution_time"] = DateTime.UtcNow,
                ["last_execution_time"] = DateTime.UtcNow,
                ["count_executions"] = executions,
                ["avg_duration"] = durationUs,
                ["max_duration"] = (long)durationUs,
            }
        );

    private async Task<Reading> RunAsync(
        int rowLimit = 1000,
        string? axDatabase = "AX",
        long? offset = null,
        string? wanted = null
    )
    {
        var (header, rows) = await _stage.RunAsync(
            "QueryStore",
            rowLimit,
            axDatabase,
            new CollectorHints { WantedItems = wanted, Offset = offset }
        );
        return new Reading(header, rows);
    }

    private sealed record Reading(DataRow Header, DataTable Rows)
    {
        public DataRow Of(long planId, long? interval) =>
            Rows
                .Rows.Cast<DataRow>()
                .Single(row =>
                    (long)row["PlanId"] == planId
                    && (interval is null ? row["IntervalId"] is DBNull : row["IntervalId"] is long id && id == interval)
                );
    }
}
