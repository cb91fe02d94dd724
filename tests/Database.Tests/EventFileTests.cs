// The collectors of event files against files told event by event: bookmarks, roll-over, new versions of a
// session, vanished files, floods. They need a server whose state can be told, so they run on the sandbox's
// engine only.

using System.Data;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Database.Tests;

[TestFixture]
public sealed class EventFileTests
{
    private const string First = @"C:\Log\AxMonitor_Blocking_v1_0_1.xel";
    private const string Second = @"C:\Log\AxMonitor_Blocking_v1_0_2.xel";
    private const string Health = @"C:\Log\system_health_0_1.xel";
    private CollectorStage _stage = null!;

    [SetUp]
    public async Task Start()
    {
        _stage = await CollectorStage.StartAsync();
    }

    [TearDown]
    public async Task Stop()
    {
        _stage.Watched.GoOn();
        await _stage.DisposeAsync();
    }

    [Test]
    public async Task Events_come_from_the_bookmark_on_and_the_bookmark_covers_unwanted_ones()
    {
        AddEvents();
        var all = await RunAsync("BlockedProcesses");
        var rest = await RunAsync("BlockedProcesses", First, 100);
        var nothing = await RunAsync("BlockedProcesses", Second, 300);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(all.Texts, Is.EqualTo(new[] { "<a/>", "<b/>", "<c/>" }));
            Assert.That(all.Next, Is.EqualTo((Second, 300L)), "the last block held no wanted event");
            Assert.That(rest.Texts, Is.EqualTo(new[] { "<c/>" }));
            Assert.That(nothing.Texts, Is.Empty);
            Assert.That(nothing.Header["NextFile"], Is.EqualTo(DBNull.Value));
            Assert.That(nothing.Header["HasPossibleGap"], Is.False);
            Assert.That(
                (nothing.Header["SessionBegan"], nothing.Header["SessionDropped"]),
                Is.EqualTo(((object)new DateTime(2026, 1, 1), (object)7L))
            );
        }
    }

    [Test]
    public async Task A_block_is_never_read_in_part()
    {
        AddEvents();
        var reading = await RunAsync("BlockedProcesses", rowLimit: 1);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(reading.Texts, Is.EqualTo(new[] { "<a/>", "<b/>" }));
            Assert.That(reading.Next, Is.EqualTo((First, 100L)));
            Assert.That(reading.Header["DroppedEvents"], Is.Zero);
        }
    }

    [TestCase(First, 100L, Description = "the file has vanished")]
    [TestCase(Second, 1L, Description = "the file has no such block")]
    public async Task A_vanished_bookmark_means_reading_anew_and_a_possible_gap(string file, long offset)
    {
        _stage.Watched.Events.Add((Second, 10, "blocked_process_report", "<a/>"));
        _stage.Watched.Events.Add((Second, 20, "blocked_process_report", "<b/>"));
        var reading = await RunAsync("BlockedProcesses", file, offset);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(reading.Texts, Is.EqualTo(new[] { "<a/>", "<b/>" }));
            Assert.That(reading.Header["HasPossibleGap"], Is.True);
            Assert.That(reading.Next, Is.EqualTo((Second, 20L)));
        }
    }

    [Test]
    public async Task Before_the_first_event_there_is_no_file_and_no_error()
    {
        var reading = await RunAsync("BlockedProcesses");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(reading.Texts, Is.Empty);
            Assert.That(reading.Header["HasPossibleGap"], Is.False);
        }
    }

    [TestCase("AxMonitor_Blocking_v2", "AxMonitor_Blocking_v10")]
    [TestCase("AxMonitor_Blocking_v10", "AxMonitor_Blocking_v2")]
    public async Task Files_of_another_version_follow_those_of_the_bookmark_whatever_their_names_sort_like(
        string old,
        string present
    )
    {
        _stage.Watched.EventSessions[0] = ("AxMonitor_Blocking", $@"C:\Log\{present}_0_7.xel", ["blocked_process_report"]);
        _stage.Watched.Events.Add(($@"C:\Log\{old}_0_5.xel", 100, "blocked_process_report", "<known/>"));
        _stage.Watched.Events.Add(($@"C:\Log\{old}_0_5.xel", 200, "blocked_process_report", "<a/>"));
        _stage.Watched.Events.Add(($@"C:\Log\{present}_0_7.xel", 50, "blocked_process_report", "<b/>"));
        var reading = await RunAsync("BlockedProcesses", $@"C:\Log\{old}_0_5.xel", 100);
        var next = await RunAsync("BlockedProcesses", $@"C:\Log\{present}_0_7.xel", 50);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(reading.Texts, Is.EqualTo(new[] { "<a/>", "<b/>" }));
            Assert.That(reading.Next, Is.EqualTo(($@"C:\Log\{present}_0_7.xel", 50L)));
            Assert.That(reading.Header["HasPossibleGap"], Is.False);
            Assert.That(next.Texts, Is.Empty);
        }
    }

    [Test]
    public async Task A_full_run_does_not_go_on_to_the_files_of_another_version()
    {
        _stage.Watched.EventSessions[0] = ("AxMonitor_Blocking", @"C:\Log\AxMonitor_Blocking_v2_0_7.xel", ["blocked_process_report"]);
        _stage.Watched.Events.Add((First, 100, "blocked_process_report", "<a/>"));
        _stage.Watched.Events.Add((First, 200, "blocked_process_report", "<b/>"));
        _stage.Watched.Events.Add((First, 300, "blocked_process_report", "<c/>"));
        _stage.Watched.Events.Add((@"C:\Log\AxMonitor_Blocking_v2_0_7.xel", 50, "blocked_process_report", "<d/>"));
        var reading = await RunAsync("BlockedProcesses", First, 100, rowLimit: 1);
        Assert.That((reading.Texts, reading.Next), Is.EqualTo((new[] { "<b/>" }, (First, 200L))));
    }

    [TestCase("BlockedProcesses", "AxMonitor_Blocking", "blocked_process_report")]
    [TestCase("LongQueries", "AxMonitor_LongQueries", "rpc_completed sql_batch_completed")]
    [TestCase("Errors", "AxMonitor_Errors", "error_reported")]
    [TestCase("Attentions", "AxMonitor_Errors", "attention")]
    public void Without_its_event_session_a_collector_says_so_and_what_to_do(string collector, string session, string wanted)
    {
        _stage.Watched.EventSessions.RemoveAll(s => s.Name == session);
        Assert.That(
            async () => await RunAsync(collector),
            Throws
                .TypeOf<SqlException>()
                .With.Property("Number")
                .EqualTo(50030)
                .And.Message.Contains($"No running event session {session} on this server writes {wanted}")
                .And.Message.Contains("axmonitor deploy xe")
        );
    }

    [Test]
    public async Task Two_collectors_of_one_session_take_their_events_from_the_same_files()
    {
        const string file = @"C:\Log\AxMonitor_Errors_v1_0_2.xel";
        _stage.Watched.Events.Add((file, 100, "error_reported", "<e/>"));
        _stage.Watched.Events.Add((file, 100, "attention", "<a/>"));
        _stage.Watched.Events.Add((file, 200, "error_reported", "<f/>"));
        var errors = await RunAsync("Errors");
        var attentions = await RunAsync("Attentions");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(errors.Texts, Is.EqualTo(new[] { "<e/>", "<f/>" }));
            Assert.That(attentions.Texts, Is.EqualTo(new[] { "<a/>" }));
            Assert.That(attentions.Next, Is.EqualTo((file, 200L)));
        }
    }

    [TestCase("Errors", "AxMonitor_Errors_v1_0_2", "error_reported")]
    [TestCase("Attentions", "AxMonitor_Errors_v1_0_2", "attention")]
    [TestCase("LongQueries", "AxMonitor_LongQueries_v1_0_2", "sql_batch_completed")]
    public async Task Of_a_flood_the_first_are_taken_and_the_rest_is_counted(string collector, string file, string wanted)
    {
        for (var i = 0; i < 10; i++)
        {
            _stage.Watched.Events.Add(($@"C:\Log\{file}.xel", 100 * i, wanted, $"<e{i}/>"));
            _stage.Watched.Events.Add(($@"C:\Log\{file}.xel", 100 * i, "sql_statement_recompile", "<other/>"));
        }

        var reading = await RunAsync(collector, rowLimit: 3);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(reading.Texts, Is.EqualTo(new[] { "<e0/>", "<e1/>", "<e2/>" }));
            Assert.That(reading.Header["DroppedEvents"], Is.EqualTo(7));
            Assert.That(reading.Next, Is.EqualTo(($@"C:\Log\{file}.xel", 900L)), "the next run does not read the flood again");
        }
    }

    [Test]
    public async Task Deadlocks_come_from_the_files_that_hold_the_blocked_process_reports_too()
    {
        _stage.Watched.Events.Add((First, 100, "blocked_process_report", "<a/>"));
        _stage.Watched.Events.Add((First, 100, "xml_deadlock_report", "<d/>"));
        _stage.Watched.Events.Add((First, 200, "blocked_process_report", "<b/>"));
        _stage.Watched.Events.Add((Health, 900, "xml_deadlock_report", "<d/>"));
        var reading = await RunAsync("Deadlocks");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(reading.Texts, Is.EqualTo(new[] { "<d/>" }));
            Assert.That(reading.Next, Is.EqualTo((First, 200L)), "the last block held no wanted event");
        }
    }

    [Test]
    public async Task Without_a_session_that_collects_deadlocks_system_health_is_read()
    {
        _stage.Watched.EventSessions[0] = ("AxMonitor_Blocking", First, ["blocked_process_report"]);
        _stage.Watched.Events.Add((First, 100, "blocked_process_report", "<a/>"));
        _stage.Watched.Events.Add((Health, 300, "wait_info", "<w/>"));
        _stage.Watched.Events.Add((Health, 400, "xml_deadlock_report", "<d/>"));
        var first = await RunAsync("Deadlocks");
        var second = await RunAsync("Deadlocks", Health, 400);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(first.Texts, Is.EqualTo(new[] { "<d/>" }));
            Assert.That(first.Next, Is.EqualTo((Health, 400L)));
            Assert.That(second.Texts, Is.Empty);
        }
    }

    [Test]
    public async Task After_a_change_of_source_the_old_one_is_read_to_its_end_and_that_is_no_gap()
    {
        _stage.Watched.Events.Add((Health, 400, "xml_deadlock_report", "<known/>"));
        _stage.Watched.Events.Add((Health, 500, "xml_deadlock_report", "<a/>"));
        _stage.Watched.Events.Add((First, 100, "xml_deadlock_report", "<b/>"));
        var reading = await RunAsync("Deadlocks", Health, 400);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(reading.Texts, Is.EqualTo(new[] { "<a/>", "<b/>" }));
            Assert.That(reading.Header["HasPossibleGap"], Is.False);
            Assert.That(reading.Next, Is.EqualTo((First, 100L)));
        }
    }

    [Test]
    public async Task After_time_outs_a_part_is_as_small_as_it_takes_and_the_bookmark_moves()
    {
        // The server comes to no end with an ordinary part.
        AddBacklog(8000);
        _stage.Watched.EventsBeforeWaiting = 1000;
        _stage.TimeoutSeconds = 3;
        Assert.That(
            async () => await RunAsync("BlockedProcesses"),
            Throws.TypeOf<SqlException>().With.Property("Number").EqualTo(-2)
        );

        _stage.TimeoutSeconds = 60;
        _stage.Watched.RowsRead.Clear();
        var first = await RunAsync("BlockedProcesses", shrinkFactor: 64);
        var second = await RunAsync("BlockedProcesses", first.Next.Item1, first.Next.Item2, shrinkFactor: 64);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(first.Texts, Has.Length.GreaterThanOrEqualTo(48), "no part of it was too large");
            Assert.That(second.Next.Item2, Is.GreaterThan(first.Next.Item2));
            Assert.That(second.Texts[0], Is.EqualTo($"<e{first.Texts.Length}/>"), "nothing is left out, nothing comes twice");
        }
    }

    [Test]
    public async Task Small_parts_stay_small_however_fast_they_are_read()
    {
        AddBacklog(1000);
        _stage.Watched.RowsRead.Clear();
        var reading = await RunAsync("BlockedProcesses", rowLimit: 70, shrinkFactor: 64);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(reading.Texts, Has.Length.GreaterThanOrEqualTo(70));
            Assert.That(_stage.Watched.RowsRead["fn_xe_file_target_read_file"], Is.LessThanOrEqualTo(190), "no more than three parts");
        }
    }

    [Test]
    public async Task A_block_larger_than_a_small_part_is_read_whole()
    {
        for (var i = 0; i < 200; i++)
        {
            _stage.Watched.Events.Add((First, 100, "blocked_process_report", $"<e{i}/>"));
        }

        var reading = await RunAsync("BlockedProcesses", shrinkFactor: 64);
        Assert.That((reading.Texts.Length, reading.Next), Is.EqualTo((200, (First, 100L))));
    }

    [Test]
    public async Task A_file_that_is_deleted_while_it_is_read_costs_one_run()
    {
        AddBacklog(300);
        _stage.Watched.EventsUntilDeleted = 150;
        var broken = await RunAsync("BlockedProcesses");
        var next = await RunAsync("BlockedProcesses");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(broken.Texts, Is.Empty);
            Assert.That(broken.Header["HasPossibleGap"], Is.False);
            Assert.That(broken.Header["NextFile"], Is.EqualTo(DBNull.Value));
            Assert.That(next.Texts, Has.Length.EqualTo(300));
        }
    }

    private void AddBacklog(int events)
    {
        for (var i = 0; i < events; i++)
        {
            _stage.Watched.Events.Add((First, 100 + (i / 8), "blocked_process_report", $"<e{i}/>"));
        }
    }

    private void AddEvents()
    {
        _stage.Watched.Events.Add((First, 100, "blocked_process_report", "<a/>"));
        _stage.Watched.Events.Add((First, 100, "blocked_process_report", "<b/>"));
        _stage.Watched.Events.Add((First, 200, "lock_escalation", "<x/>"));
        _stage.Watched.Events.Add((Second, 100, "blocked_process_report", "<c/>"));
        _stage.Watched.Events.Add((Second, 300, "lock_escalation", "<y/>"));
    }

    private async Task<Reading> RunAsync(
        string collector,
        string? file = null,
        long? offset = null,
        int rowLimit = 1000,
        int shrinkFactor = 1
    )
    {
        var (header, rows) = await _stage.RunAsync(
            collector,
            rowLimit,
            told: new CollectorHints { File = file, Offset = offset, ShrinkFactor = shrinkFactor }
        );
        return new Reading(header, rows);
    }

    private sealed record Reading(DataRow Header, DataTable Rows)
    {
        public string[] Texts => [.. Rows.Rows.Cast<DataRow>().Select(row => (string)row["EventData"])];

        public (string, long) Next => ((string)Header["NextFile"], (long)Header["NextOffset"]);
    }
}
