// The collector Cpu: which records it reads, when they were, and which schedulers count.

using System.Data;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Database.Tests;

[TestFixture]
public sealed class CpuTests
{
    private const long Minute = 60_000;
    private CollectorStage _stage = null!;
    private long _nowMs;
    private DateTime _now;

    [SetUp]
    public async Task Start()
    {
        _stage = await CollectorStage.StartAsync();
        (var header, _) = await _stage.RunAsync("Cpu");
        (_nowMs, _now) = ((long)header["SourceMs"], (DateTime)header["CapturedAt"]);
    }

    [TearDown]
    public async Task Stop() => await _stage.DisposeAsync();

    [Test]
    public async Task A_record_is_as_old_as_the_millisecond_clock_says()
    {
        AddRecord(_nowMs - (30 * Minute), "<Record/>");
        _stage.Watched.Add(
            "dm_os_ring_buffers",
            new()
            {
                ["ring_buffer_type"] = "RING_BUFFER_CONNECTIVITY",
                ["timestamp"] = _nowMs - Minute,
                ["record"] = "<other/>",
            }
        );
        var record = (await _stage.RunAsync("Cpu")).Rows.Rows.Cast<DataRow>().Single();
        Assert.That((DateTime)record["RecordAt"], Is.EqualTo(_now.AddMinutes(-30)).Within(TimeSpan.FromSeconds(1)));
        Assert.That(record["RecordText"], Is.EqualTo("<Record/>"));
    }

    [Test]
    public async Task From_the_bookmark_on_with_a_few_minutes_before_it()
    {
        for (var minute = 0; minute < 60; minute++)
        {
            AddRecord(_nowMs - (minute * Minute), "<Record/>");
        }

        Assert.That((await _stage.RunAsync("Cpu")).Rows.Rows, Has.Count.EqualTo(60), "all at first");
        Assert.That(
            (await _stage.RunAsync("Cpu", told: new CollectorHints { EventAt = _now.AddMinutes(-9.5) })).Rows.Rows,
            Has.Count.EqualTo(15)
        );
        Assert.That(
            (await _stage.RunAsync("Cpu", told: new CollectorHints { EventAt = _now.AddDays(-90) })).Rows.Rows,
            Has.Count.EqualTo(60),
            "an old bookmark"
        );
        Assert.That(
            (await _stage.RunAsync("Cpu", told: new CollectorHints { EventAt = _now.AddHours(3) })).Rows.Rows,
            Has.Count.EqualTo(60),
            "the clock was put back"
        );
        Assert.That(
            (await _stage.RunAsync("Cpu", rowLimit: 7)).Rows.Rows.Cast<DataRow>().Min(row => (DateTime)row["RecordAt"]),
            Is.EqualTo(_now.AddMinutes(-6)).Within(TimeSpan.FromSeconds(1)),
            "the newest"
        );
    }

    [TestCase(25)]
    [TestCase(60)]
    public async Task A_record_whose_age_is_too_long_for_an_int_costs_nothing(int days)
    {
        AddRecord(_nowMs - (days * 1440L * Minute), "<old/>");
        AddRecord(_nowMs - Minute, "<Record/>");
        foreach (var bookmark in new DateTime?[] { null, _now.AddMinutes(-10), _now.AddDays(-days) })
        {
            var reading = await _stage.RunAsync("Cpu", told: new CollectorHints { EventAt = bookmark });
            Assert.That(reading.Rows.Rows.Cast<DataRow>().Select(row => row["RecordText"]), Is.EqualTo(new[] { "<Record/>" }));
        }
    }

    [Test]
    public async Task Only_schedulers_that_work_for_users_count()
    {
        AddScheduler("VISIBLE ONLINE", 4);
        AddScheduler("VISIBLE ONLINE", 5);
        AddScheduler("VISIBLE OFFLINE", 100);
        AddScheduler("HIDDEN ONLINE", 100);
        AddScheduler("VISIBLE ONLINE (DAC)", 100);
        var header = (await _stage.RunAsync("Cpu")).Header;
        Assert.That(
            (header["SchedulerCount"], header["RunnableTaskCount"], header["WorkQueueCount"], header["MaxWorkerCount"]),
            Is.EqualTo(((object)2, (object)9, (object)18L, (object)576))
        );
    }

    [Test]
    public async Task Without_the_permission_the_server_says_which_one_is_missing()
    {
        await _stage.LogInWithAsync();
        var refused = Assert.ThrowsAsync<SqlException>(() => _stage.RunAsync("Cpu"));
        Assert.That(refused!.Message, Does.Contain("VIEW SERVER STATE permission was denied"));
    }

    private void AddRecord(long ms, string text) =>
        _stage.Watched.Add(
            "dm_os_ring_buffers",
            new()
            {
                ["ring_buffer_type"] = "RING_BUFFER_SCHEDULER_MONITOR",
                ["timestamp"] = ms,
                ["record"] = text,
            }
        );

    private void AddScheduler(string status, int runnable) =>
        _stage.Watched.Add(
            "dm_os_schedulers",
            new()
            {
                ["status"] = status,
                ["runnable_tasks_count"] = runnable,
                ["work_queue_count"] = 2L * runnable,
            }
        );
}
