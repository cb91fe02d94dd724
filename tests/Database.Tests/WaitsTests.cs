// The collector Waits against a server that tells its waits row by row.

using System.Data;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Database.Tests;

[TestFixture]
public sealed class WaitsTests
{
    private CollectorStage _stage = null!;

    [SetUp]
    public async Task Start() => _stage = await CollectorStage.StartAsync();

    [TearDown]
    public async Task Stop() => await _stage.DisposeAsync();

    [Test]
    public async Task Types_that_were_waited_in_come_with_what_is_in_flight_and_others_do_not()
    {
        AddStatistics("LCK_M_U", 12, 5000, 40);
        AddStatistics("LATCH_NL", 0, 0, 0);
        AddTask(1, 61, "LCK_M_U", 3000, "keylock hobtid=77 dbid=9");
        AddTask(2, 62, "LCK_M_U", 4000, "applicationlock hash=x databasePrincipalId=0 dbid=9");
        AddTask(3, 63, "WRITELOG", 7, null);
        var rows = (await _stage.RunAsync("Waits")).Rows;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Row(rows, "LCK_M_U"), Is.EqualTo("12 5000 40 2 7000 4000"));
            Assert.That(Row(rows, "WRITELOG"), Is.EqualTo("0 0 0 1 7 0"), "in flight, though nothing was ever credited");
            Assert.That(rows.Rows, Has.Count.EqualTo(2));
        }
    }

    [Test]
    public async Task A_task_that_waits_for_two_others_waits_once()
    {
        AddTask(1, 61, "LCK_M_X", 3000, "keylock hobtid=77 dbid=9");
        AddTask(1, 61, "LCK_M_X", 3000, "keylock hobtid=77 dbid=9");
        AddTask(2, 61, "LCK_M_X", 3000, "keylock hobtid=77 dbid=9");
        Assert.That(Row((await _stage.RunAsync("Waits")).Rows, "LCK_M_X"), Is.EqualTo("0 0 0 2 6000 0"));
    }

    [Test]
    public async Task The_start_is_counted_back_on_the_millisecond_clock_and_jitters_little()
    {
        (var first, _) = await _stage.RunAsync("Waits");
        (var second, _) = await _stage.RunAsync("Waits");
        using (Assert.EnterMultipleScope())
        {
            Assert.That((DateTime)first["ServerStartedAt"], Is.EqualTo(_stage.Engine.StartedAt).Within(TimeSpan.FromSeconds(2)));
            Assert.That(
                (DateTime)second["ServerStartedAt"],
                Is.EqualTo((DateTime)first["ServerStartedAt"]).Within(TimeSpan.FromSeconds(1))
            );
            Assert.That((long)second["SourceMs"], Is.GreaterThanOrEqualTo((long)first["SourceMs"]));
        }
    }

    [Test]
    public async Task More_types_than_the_limit_are_said_so()
    {
        AddStatistics("LCK_M_U", 1, 1, 0);
        AddStatistics("LCK_M_X", 1, 1, 0);
        (var header, var rows) = await _stage.RunAsync("Waits", rowLimit: 1);
        Assert.That((header["IsTruncated"], rows.Rows.Count), Is.EqualTo(((object)true, 1)));
    }

    [Test]
    public async Task Without_the_permission_the_server_says_which_one_is_missing()
    {
        await _stage.LogInWithAsync();
        var refused = Assert.ThrowsAsync<SqlException>(() => _stage.RunAsync("Waits"));
        Assert.That(refused!.Message, Does.Contain("VIEW SERVER STATE permission was denied"));
    }

    private static string Row(DataTable rows, string waitType) =>
        string.Join(' ', rows.Rows.Cast<DataRow>().Single(row => (string)row["WaitType"] == waitType).ItemArray.Skip(1));

    private void AddStatistics(string waitType, long tasks, long waitMs, long signalMs) =>
        _stage.Watched.Add(
            "dm_os_wait_stats",
            new()
            {
                ["wait_type"] = waitType,
                ["waiting_tasks_count"] = tasks,
                ["wait_time_ms"] = waitMs,
                ["max_wait_time_ms"] = waitMs,
                ["signal_wait_time_ms"] = signalMs,
            }
        );

    private void AddTask(byte task, short sessionId, string waitType, long waitMs, string? resource) =>
        _stage.Watched.Add(
            "dm_os_waiting_tasks",
            new()
            {
                ["waiting_task_address"] = new byte[] { 0, 0, 0, 0, 0, 0, 0, task },
                ["session_id"] = sessionId,
                ["wait_type"] = waitType,
                ["wait_duration_ms"] = waitMs,
                ["resource_description"] = resource,
            }
        );
}
