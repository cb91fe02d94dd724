// How events are saved: in portions with the bookmark behind each, whatever one of them is like, and each in
// the minute it happened in.

using System.Data;
using System.Globalization;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Database.Tests;

[TestFixture]
public sealed class EventSaveTests
{
    private static readonly DateTime Now = new(2026, 3, 1, 9, 1, 0);
    private TestServer _server = null!;
    private int _instances;

    [OneTimeSetUp]
    public async Task Deploy()
    {
        _server = await TestServer.StartAsync();
        await _server.HaveRepositoryAsync();
        await _server.SimulateTimeAsync();
    }

    [OneTimeTearDown]
    public async Task Stop() => await _server.DisposeAsync();

    [TearDown]
    public Task Reset() => _server.ExecuteAsync("EXEC config.SetSetting N'EventSaveBudgetMs', N'15000', N'test', '2026-01-01';");

    [TestCase("<Name of Missing Index, sysname,>")]
    [TestCase("IX_R&D_DIM")]
    [TestCase("IX A \"B\" <C>&D;")]
    [TestCase("a&lt;b")]
    public async Task A_name_that_the_server_wrote_unescaped_is_kept(string name)
    {
        var instance = await InstanceAsync();
        Assert.That(
            await SaveAsync(
                "Deadlocks",
                instance,
                Now,
                ("a_0_1.xel", 100, Deadlock(1, name)),
                ("a_0_1.xel", 100, Deadlock(2, "IX_CLEAN"))
            ),
            Is.EqualTo(2)
        );
        Assert.That(
            await _server.ScalarAsync<string>(
                $"SELECT MAX(r.IndexName) FROM fact.DeadlockResource AS r INNER JOIN fact.Deadlock AS d ON d.DeadlockId = r.DeadlockId WHERE d.InstanceId = {instance} AND r.IndexName NOT IN (N'I_2', N'IX_CLEAN');"
            ),
            Is.EqualTo(name.Replace("&lt;", "<", StringComparison.Ordinal))
        );
    }

    [TestCase("&#xFFFE;")]
    [TestCase("&#xD83D;")]
    [TestCase("&#x001B;")]
    [TestCase("&#27;")]
    [TestCase("&#0;")]
    [TestCase("\u0002")]
    [TestCase("\uffff")]
    [TestCase("&nbsp;")]
    [TestCase("& ")]
    [TestCase("1 < 2")]
    public async Task A_character_that_XML_does_not_know_costs_no_event(string text)
    {
        var instance = await InstanceAsync();
        var saved = await SaveAsync(
            "Deadlocks",
            instance,
            Now,
            ("a_0_1.xel", 100, Deadlock(1, "I_1").Replace("UPDATE CUSTTABLE", "UPDATE " + text + " CUSTTABLE", StringComparison.Ordinal))
        );
        Assert.That(saved, Is.EqualTo(1));
        Assert.That(await CountAsync($"collect.Quarantine AS q WHERE q.InstanceId = {instance}"), Is.EqualTo(1), "as it came");
    }

    [TestCase(0xD83D)]
    [TestCase(0xDC00)]
    public async Task Half_of_a_surrogate_pair_costs_no_event(int letter)
    {
        var instance = await InstanceAsync();
        var text = Deadlock(1, "I_1").Replace("CUSTTABLE SET", "CUSTTABLE " + (char)letter + "SET", StringComparison.Ordinal);
        Assert.That(await SaveAsync("Deadlocks", instance, Now, ("a_0_1.xel", 100, text)), Is.EqualTo(1));
    }

    [Test]
    public async Task A_pair_of_surrogates_is_one_character_and_no_fault()
    {
        var instance = await InstanceAsync();
        await SaveAsync("Deadlocks", instance, Now, ("a_0_1.xel", 100, Deadlock(1, "I_\U0001F600<x")));
        Assert.That(
            await CountAsync(
                $"fact.DeadlockResource AS r INNER JOIN fact.Deadlock AS d ON d.DeadlockId = r.DeadlockId WHERE d.InstanceId = {instance} AND r.IndexName = N'I_\U0001F600<x'"
            ),
            Is.EqualTo(1)
        );
    }

    [Test]
    public async Task Two_resource_lists_are_one_deadlock_with_the_resources_of_both()
    {
        var instance = await InstanceAsync();
        var twice = Deadlock(1, "I_1")
            .Replace(
                "</resource-list>",
                "</resource-list><resource-list><keylock objectname=\"d.dbo.b\" id=\"l2\" mode=\"X\"/></resource-list>",
                StringComparison.Ordinal
            );
        Assert.That(
            await SaveAsync("Deadlocks", instance, Now, ("a_0_1.xel", 100, twice), ("a_0_1.xel", 100, Deadlock(2, "I_1"))),
            Is.EqualTo(2)
        );
        Assert.That(
            await _server.ScalarAsync<int>($"SELECT MAX(d.ResourceCount) FROM fact.Deadlock AS d WHERE d.InstanceId = {instance};"),
            Is.EqualTo(3)
        );
    }

    [Test]
    public async Task Statement_and_procedure_are_of_one_frame_and_none_of_the_server_s_own()
    {
        var instance = await InstanceAsync();
        var stack =
            "<frame procname=\"adhoc\" line=\"1\">unknown</frame>"
            + "<frame procname=\"mssqlsystemresource.sys.sp_executesql\" line=\"1\">sp_executesql</frame>"
            + "<frame procname=\"DB.dbo.FindOverlap\" line=\"68\">EXEC sp_executesql @SQLQuery</frame>";
        await SaveAsync(
            "Deadlocks",
            instance,
            Now,
            ("a_0_1.xel", 100, Deadlock(1, "I_1").Replace("<frame procname=\"adhoc\" line=\"1\">UPDATE CUSTTABLE SET A = @P1</frame>", stack, StringComparison.Ordinal))
        );
        Assert.That(
            await _server.ScalarAsync<string>(
                $"""
                SELECT CONCAT(f.ProcedureName, N' ', f.LineNumber, N' ', t.TextValue)
                FROM fact.Deadlock AS d
                INNER JOIN fact.DeadlockProcess AS p ON p.DeadlockId = d.DeadlockId AND p.SessionId = 61
                INNER JOIN fact.DeadlockFrame AS f ON f.DeadlockId = p.DeadlockId AND f.ProcessNumber = p.ProcessNumber AND f.FrameNumber = p.FrameNumber
                INNER JOIN dim.StatementText AS t ON t.TextHash = p.StatementHash
                WHERE d.InstanceId = {instance};
                """
            ),
            Is.EqualTo("DB.dbo.FindOverlap 68 EXEC sp_executesql @SQLQuery")
        );
    }

    [Test]
    public async Task Deadlocks_that_are_read_late_count_in_their_own_minutes()
    {
        var instance = await InstanceAsync();
        await SaveAsync("Deadlocks", instance, Now, [.. Enumerable.Range(1, 5).Select(n => ("a_0_1.xel", 100L, Deadlock(n, "I_1", n < 4 ? 0 : 7)))]);
        Assert.That(
            await MetricsAsync(instance, "deadlock.count"),
            Is.EqualTo(new[] { "08:00 3", "08:07 2" }),
            "nothing at the minute of reading"
        );

        // Another report of the same minute, read later.
        await SaveAsync("Deadlocks", instance, Now.AddMinutes(1), ("a_0_1.xel", 200, Deadlock(6, "I_1")));
        Assert.That(await MetricsAsync(instance, "deadlock.count"), Is.EqualTo(new[] { "08:00 4", "08:07 2" }));
    }

    [Test]
    public async Task A_backlog_is_saved_in_as_many_calls_as_it_takes_and_the_bookmark_follows()
    {
        var instance = await InstanceAsync();
        await _server.ExecuteAsync("EXEC config.SetSetting N'EventSaveBudgetMs', N'0', N'test', '2026-01-01';");
        (string, long, string)[] events =
        [
            .. Enumerable.Range(1, 120).Select(n => ("a_0_1.xel", n * 100L, Padded(Deadlock(n, "I_1")))),
        ];
        List<long> bookmarks = [];
        for (var run = 0; run < 40 && (bookmarks.Count == 0 || bookmarks[^1] < 12_000); run++)
        {
            var from = bookmarks.Count == 0 ? 0 : bookmarks[^1];
            await SaveAsync("Deadlocks", instance, Now.AddSeconds(10 * run), [.. events.Where(e => e.Item2 > from)]);
            bookmarks.Add(
                await _server.ScalarAsync<long>(
                    $"SELECT b.BookmarkOffset FROM collect.Bookmark AS b WHERE b.InstanceId = {instance} AND b.CollectorName = N'Deadlocks';"
                )
            );
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That(bookmarks, Is.Ordered.Ascending.And.Unique);
            Assert.That(bookmarks, Has.Count.GreaterThan(2), "in portions");
            Assert.That(bookmarks[^1], Is.EqualTo(12_000));
            Assert.That(await CountAsync($"fact.Deadlock AS d WHERE d.InstanceId = {instance}"), Is.EqualTo(120));
            Assert.That(await CountAsync($"collect.EventAttempt AS a WHERE a.InstanceId = {instance}"), Is.Zero);
        }
    }

    // 500 processes are some 0.5 MB, 2,000 some 2 MB.
    [TestCase(500)]
    [TestCase(2000)]
    public async Task A_graph_of_very_many_processes_is_saved_at_once_with_their_stacks(int processes)
    {
        var instance = await InstanceAsync();
        Assert.That(await SaveAsync("Deadlocks", instance, Now, ("a_0_1.xel", 100, LargeDeadlock(processes))), Is.EqualTo(1));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await CountAsync($"collect.Quarantine AS q WHERE q.InstanceId = {instance}"), Is.Zero);
            Assert.That(
                await _server.ScalarAsync<string>(
                    $"""
                    SELECT CONCAT(COUNT(*), N' ', MIN(f.FrameNumber), N' ', MAX(f.FrameNumber), N' ', SUM(CASE WHEN f.LineNumber = f.FrameNumber THEN 1 ELSE 0 END))
                    FROM fact.DeadlockFrame AS f
                    INNER JOIN fact.Deadlock AS d ON d.DeadlockId = f.DeadlockId
                    WHERE d.InstanceId = {instance};
                    """
                ),
                Is.EqualTo(string.Create(CultureInfo.InvariantCulture, $"{processes * 6} 1 6 {processes * 6}")),
                "numbered by process, from the innermost"
            );
        }
    }

    // No clock of the source moves an event beyond its reading, and no such time stops the collector.
    [Test]
    public async Task An_event_of_an_absurd_time_costs_itself_at_most(
        [Values("Deadlocks", "BlockedProcesses", "Errors", "Attentions", "LongQueries")] string collector,
        [Values(
            "9999-12-31T23:59:59.999Z",
            "9999-12-31T23:59:59.999-02:00",
            "0001-01-01T00:00:00.000+02:00",
            "1601-01-01T00:00:00.000Z",
            "2027-03-01T08:00:00.000Z",
            "2026-03-01T08:00:00.000+99:99",
            "2026-13-45T99:00:00.000Z",
            ""
        )]
            string time
    )
    {
        var instance = await InstanceAsync();
        string Timed(string text) => text.Replace("2026-03-01T08:02:00.000Z", time, StringComparison.Ordinal);
        await SaveAsync(
            collector,
            instance,
            Now,
            ("a_0_1.xel", 100, Timed(EventOf(collector))),
            // A deadlock that is the same but for its time is the same deadlock.
            ("a_0_1.xel", 200, EventOf(collector).Replace("<inputbuf>", "<inputbuf>y", StringComparison.Ordinal))
        );
        var table = collector switch
        {
            "Deadlocks" => "fact.Deadlock AS e WHERE e.DetectedAt",
            "BlockedProcesses" => "fact.BlockedProcessEvent AS e WHERE e.EventAt",
            "Errors" => "fact.ErrorEvent AS e WHERE e.EventAt",
            "Attentions" => "fact.Attention AS e WHERE e.EventAt",
            _ => "fact.LongQuery AS e WHERE e.EventAt",
        };
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await CountAsync($"{table} = '2026-03-01T08:02:00' AND e.InstanceId = {instance}"), Is.EqualTo(1));
            Assert.That(await CountAsync($"{table} NOT BETWEEN '2026-03-01T08:02:00' AND '{Now:s}' AND e.InstanceId = {instance}"), Is.Zero);
            Assert.That(
                await CountAsync($"fact.Metric AS m WHERE m.InstanceId = {instance} AND m.CapturedAt NOT BETWEEN '2026-02-28' AND '{Now:s}'"),
                Is.Zero
            );
        }
    }

    private static string EventOf(string collector) =>
        collector switch
        {
            "Deadlocks" => Deadlock(2, "IX", 2).Replace("08:02:02", "08:02:00", StringComparison.Ordinal),
            "BlockedProcesses" =>
                """<event name="blocked_process_report" package="sqlserver" timestamp="2026-03-01T08:02:00.000Z"><data name="blocked_process"><value><blocked-process-report monitorLoop="7"><blocked-process><process id="p1" waittime="16000" waitresource="KEY: 7:1 (a)" spid="61" xactid="1" lockMode="U"><inputbuf>x</inputbuf></process></blocked-process><blocking-process><process status="sleeping" spid="62" xactid="2"><inputbuf>y</inputbuf></process></blocking-process></blocked-process-report></value></data></event>""",
            "Errors" =>
                """<event name="error_reported" package="sqlserver" timestamp="2026-03-01T08:02:00.000Z"><data name="error_number"><value>1205</value></data><data name="severity"><value>13</value></data><data name="message"><value>m</value></data></event>""",
            "Attentions" =>
                """<event name="attention" package="sqlserver" timestamp="2026-03-01T08:02:00.000Z"><data name="duration"><value>30000000</value></data><action name="sql_text"><value>SELECT 1</value></action></event>""",
            _ =>
                """<event name="rpc_completed" package="sqlserver" timestamp="2026-03-01T08:02:00.000Z"><data name="duration"><value>30000000</value></data><data name="statement"><value>SELECT 1</value></data></event>""",
        };

    // 4 MB in one reading. Each call saves what its budget allows and hands the rest to the next one.
    [Test]
    public async Task Sixty_deadlocks_of_sixty_four_workers_are_saved_in_as_many_steps_as_it_takes()
    {
        var instance = await InstanceAsync();
        var events = Enumerable
            .Range(1, 60)
            .Select(n => (File: "a_0_1.xel", Offset: (long)(n * 1000), Text: ParallelDeadlock(n, 64)))
            .ToArray();
        Assert.That(events.Sum(e => e.Text.Length), Is.GreaterThan(4_000_000));

        var saved = 0;
        for (var call = 0; saved < events.Length; call++)
        {
            var more = await SaveAsync("Deadlocks", instance, Now.AddSeconds(10 * call), events);
            Assert.That(more, Is.Positive, "no call is for nothing");
            saved += more;
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await CountAsync($"collect.Quarantine AS q WHERE q.InstanceId = {instance}"), Is.Zero);
            Assert.That(await CountAsync($"fact.Deadlock AS d WHERE d.InstanceId = {instance} AND d.ProcessCount = 64"), Is.EqualTo(60));
        }
    }

    [Test]
    public async Task An_event_that_no_table_takes_is_set_aside_and_the_others_are_saved()
    {
        var instance = await InstanceAsync();
        Assert.That(
            await SaveAsync(
                "Errors",
                instance,
                Now,
                ("a_0_1.xel", 100, Error(1)),
                ("a_0_1.xel", 200, Error(2) + Error(3)),
                ("a_0_1.xel", 300, Error(4))
            ),
            Is.EqualTo(2),
            "two events in one text have one hash"
        );
        Assert.That(
            await _server.ScalarAsync<string>($"SELECT q.Reason FROM collect.Quarantine AS q WHERE q.InstanceId = {instance};"),
            Does.StartWith("The event could not be saved: error 2627")
        );
        Assert.That(
            await _server.ScalarAsync<long>($"SELECT b.BookmarkOffset FROM collect.Bookmark AS b WHERE b.InstanceId = {instance};"),
            Is.EqualTo(300)
        );
    }

    [Test]
    public async Task An_event_that_cut_off_the_call_that_had_nothing_else_is_set_aside()
    {
        var instance = await InstanceAsync();
        await _server.ExecuteAsync(
            $"INSERT collect.EventAttempt (InstanceId, CollectorName, EventHash, EventCount) VALUES ({instance}, N'Errors', HASHBYTES(N'SHA2_256', N'{Error(2)}'), 1);"
        );
        Assert.That(
            await SaveAsync(
                "Errors",
                instance,
                Now,
                ("a_0_1.xel", 100, Error(1)),
                ("a_0_1.xel", 200, Error(2)),
                ("a_0_1.xel", 300, Error(3))
            ),
            Is.EqualTo(2)
        );
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                await _server.ScalarAsync<string>($"SELECT q.Reason FROM collect.Quarantine AS q WHERE q.InstanceId = {instance};"),
                Does.Contain("cut off")
            );
            Assert.That(await CountAsync($"collect.EventAttempt AS a WHERE a.InstanceId = {instance}"), Is.Zero);
        }
    }

    [Test]
    public async Task Events_that_cut_off_a_call_together_are_tried_one_by_one_and_saved()
    {
        var instance = await InstanceAsync();
        await _server.ExecuteAsync(
            $"INSERT collect.EventAttempt (InstanceId, CollectorName, EventHash, EventCount) VALUES ({instance}, N'Errors', HASHBYTES(N'SHA2_256', N'{Error(1)}'), 3);"
        );
        Assert.That(
            await SaveAsync(
                "Errors",
                instance,
                Now,
                ("a_0_1.xel", 100, Error(1)),
                ("a_0_1.xel", 200, Error(2)),
                ("a_0_1.xel", 300, Error(3))
            ),
            Is.EqualTo(3)
        );
        Assert.That(await CountAsync($"collect.Quarantine AS q WHERE q.InstanceId = {instance}"), Is.Zero);
    }

    [Test]
    public async Task An_incident_that_only_reports_tell_of_grows_with_them()
    {
        var instance = await InstanceAsync();
        await SaveAsync("BlockedProcesses", instance, At(17), ("a_0_1.xel", 100, Blocked(1, 20, 10, 16_000, 16)));
        await SaveAsync(
            "BlockedProcesses",
            instance,
            At(32),
            ("a_0_1.xel", 200, Blocked(2, 20, 10, 31_000, 31)),
            ("a_0_1.xel", 200, Blocked(2, 30, 10, 16_000, 31)),
            ("a_0_1.xel", 200, Blocked(2, 40, 30, 16_000, 31))
        );
        Assert.That(
            await _server.ScalarAsync<string>(
                $"SELECT CONCAT(COUNT(*), N' ', MAX(i.VictimCount), N' ', MAX(i.MaxDepth), N' ', MAX(i.TotalWaitMs), N' ', MAX(i.LongestWaitMs), N' ', MAX(i.PeakVictimCount), N' ', MAX(i.PeakTotalWaitMs)) FROM fact.BlockingIncident AS i WHERE i.InstanceId = {instance};"
            ),
            Is.EqualTo("1 3 2 63000 31000 3 63000")
        );
    }

    [TestCase("XACT: 5:6081:0 KEY: 5:72057594048610304 (8194443284a0)")]
    [TestCase("XACT: 5:6081:0 [KEY: 5:72057594048610304 (8194443284a0)]")]
    public async Task A_wait_for_a_transaction_tells_the_key_behind_it(string resource) =>
        Assert.That(
            await _server.ScalarAsync<string>(
                $"SELECT CONCAT(p.ResourceKind, N' ', p.DatabaseId, N' ', p.ObjectKey, N' ', p.ObjectId, N' ', p.KeyHash) FROM lib.ParseWaitResource(N'{resource}') AS p;"
            ),
            Is.EqualTo("XACT 5 hobt 72057594048610304 8194443284a0")
        );

    private static DateTime At(int second) => new(2026, 1, 2, 9, 0, second);

    private static string Deadlock(int n, string index, int minute = 0) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"""<event name="xml_deadlock_report" package="sqlserver" timestamp="2026-03-01T08:{minute:00}:{n % 60:00}.000Z"><data name="xml_report"><value><deadlock><victim-list><victimProcess id="p1{n}"/></victim-list><process-list><process id="p1{n}" spid="61" ecid="0" xactid="10{n}" waittime="1200" lockMode="U" currentdb="7"><executionStack><frame procname="adhoc" line="1">UPDATE CUSTTABLE SET A = @P1</frame></executionStack><inputbuf>x</inputbuf></process><process id="p2{n}" spid="62" ecid="0" xactid="20{n}" waittime="1100" lockMode="U" currentdb="7"><executionStack><frame procname="adhoc" line="1">UPDATE CUSTTABLE SET B = @P1</frame></executionStack><inputbuf>y</inputbuf></process></process-list><resource-list><keylock hobtid="1" dbid="7" objectname="AX.dbo.CUSTTABLE" indexname="{index}" id="k1" mode="X" associatedObjectId="1"><owner-list><owner id="p2{n}" mode="X"/></owner-list><waiter-list><waiter id="p1{n}" mode="U" requestType="wait"/></waiter-list></keylock><keylock hobtid="2" dbid="7" objectname="AX.dbo.CUSTTABLE" indexname="I_2" id="k2" mode="X" associatedObjectId="2"><owner-list><owner id="p1{n}" mode="X"/></owner-list><waiter-list><waiter id="p2{n}" mode="U" requestType="wait"/></waiter-list></keylock></resource-list></deadlock></value></data></event>"""
        );

    /// <summary>A ring of processes, each with a stack of six frames whose lines count them.</summary>
    private static string LargeDeadlock(int count)
    {
        var numbers = Enumerable.Range(1, count).ToArray();
        var stack = string.Concat(Enumerable.Range(1, 6).Select(line => $"""<frame procname="adhoc" line="{line}">UPDATE CUSTTABLE SET A = {line}</frame>"""));
        var processes = string.Concat(
            numbers.Select(n => $"""<process id="p{n}" spid="{n + 50}" ecid="0" xactid="10{n}" waittime="1200" lockMode="U" currentdb="7"><executionStack>{stack}</executionStack><inputbuf>x</inputbuf></process>""")
        );
        var resources = string.Concat(
            numbers.Select(n => $"""<keylock hobtid="{n}" dbid="7" objectname="AX.dbo.CUSTTABLE" indexname="I_1" id="k{n}" mode="X" associatedObjectId="{n}"><owner-list><owner id="p{n}" mode="X"/></owner-list><waiter-list><waiter id="p{(n % count) + 1}" mode="U" requestType="wait"/></waiter-list></keylock>""")
        );
        return $"""<event name="xml_deadlock_report" package="sqlserver" timestamp="2026-03-01T08:00:01.000Z"><data name="xml_report"><value><deadlock><victim-list><victimProcess id="p1"/></victim-list><process-list>{processes}</process-list><resource-list>{resources}</resource-list></deadlock></value></data></event>""";
    }

    /// <summary>A deadlock within one query: its workers wait for each other at an exchange.</summary>
    private static string ParallelDeadlock(int n, int workers)
    {
        var numbers = Enumerable.Range(0, workers).ToArray();
        var stack = string.Concat(Enumerable.Range(1, 3).Select(line => $"""<frame procname="adhoc" line="{line}">SELECT SUM(QTY) FROM INVENTTRANS WHERE ITEMID = {line}</frame>"""));
        var buffer = new string('x', 500);
        var processes = string.Concat(
            numbers.Select(w => $"""<process id="p{n}_{w}" spid="61" ecid="{w}" xactid="10{n}" waittime="1200" currentdb="7"><executionStack>{stack}</executionStack><inputbuf>{buffer}</inputbuf></process>""")
        );
        var resources = string.Concat(
            numbers.Select(w => $"""<exchangeEvent id="Pipe{n}_{w}" WaitType="e_waitPipeGetRow" nodeId="3"><owner-list><owner id="p{n}_{w}"/></owner-list><waiter-list><waiter id="p{n}_{(w + 1) % workers}"/></waiter-list></exchangeEvent>""")
        );
        return $"""<event name="xml_deadlock_report" package="sqlserver" timestamp="2026-03-01T08:{n % 60:00}:02.000Z"><data name="xml_report"><value><deadlock><victim-list><victimProcess id="p{n}_0"/></victim-list><process-list>{processes}</process-list><resource-list>{resources}</resource-list></deadlock></value></data></event>""";
    }

    /// <summary>Made so large that fewer than forty fit into a portion.</summary>
    private static string Padded(string text) =>
        text.Replace("<inputbuf>x", "<inputbuf>" + new string('x', 10_000), StringComparison.Ordinal);

    private static string Error(int n) =>
        $"""<event name="error_reported" package="sqlserver" timestamp="2026-03-01T08:00:0{n}.000Z"><data name="error_number"><value>1205</value></data><data name="severity"><value>13</value></data><data name="message"><value>m</value></data></event>""";

    private static string Blocked(int loop, int session, int blocker, int waitMs, int second) =>
        $"""<event name="blocked_process_report" package="sqlserver" timestamp="2026-01-02T09:00:{second:00}.000Z"><data name="duration"><value>{waitMs}000</value></data><data name="blocked_process"><value><blocked-process-report monitorLoop="{loop}"><blocked-process><process id="p{session}" waitresource="KEY: 6:72057594375700480 (0100e420fa5a)" waittime="{waitMs}" lockMode="X" spid="{session}" ecid="0" xactid="10{session}" hostname="AOS1"><inputbuf>UPDATE B</inputbuf></process></blocked-process><blocking-process><process status="sleeping" spid="{blocker}" ecid="0" trancount="1" hostname="AOS1" xactid="10{blocker}"><inputbuf>UPDATE A</inputbuf></process></blocking-process></blocked-process-report></value></data></event>""";

    private Task<int> InstanceAsync() =>
        _server.ScalarAsync<int>($"EXEC ops.RegisterInstance N'events{++_instances}', N'none', NULL, '2026-01-01';");

    private Task<int> CountAsync(string from) => _server.ScalarAsync<int>($"SELECT COUNT(*) FROM {from};");

    private async Task<string[]> MetricsAsync(int instance, string metric) =>
        await CapturedEvents.LinesAsync(
            _server,
            $"SELECT CONCAT(FORMAT(f.CapturedAt, N'HH:mm'), N' ', f.Value) FROM fact.Metric AS f INNER JOIN config.Metric AS m ON m.MetricId = f.MetricId WHERE f.InstanceId = @InstanceId AND m.MetricName = N'{metric}'",
            instance
        );

    private async Task<int> SaveAsync(
        string collector,
        int instance,
        DateTime capturedAt,
        params (string File, long Offset, string Text)[] events
    )
    {
        await using SqlConnection connection = new(_server.ConnectionString);
        await connection.OpenAsync();
        await using SqlCommand command = new("collect.Save" + collector, connection)
        {
            CommandType = CommandType.StoredProcedure,
            CommandTimeout = 120,
        };
        DataTable rows = new();
        rows.Columns.Add("FileName", typeof(string));
        rows.Columns.Add("FileOffset", typeof(long));
        rows.Columns.Add("EventData", typeof(string));
        foreach (var (file, offset, text) in events)
        {
            rows.Rows.Add(file, offset, text);
        }

        command.Parameters.Add("@InstanceId", SqlDbType.Int).Value = instance;
        command.Parameters.Add("@RunId", SqlDbType.UniqueIdentifier).Value = Guid.NewGuid();
        command.Parameters.Add("@CapturedAt", SqlDbType.DateTime2).Value = capturedAt;
        command.Parameters.Add("@NextFile", SqlDbType.NVarChar, 512).Value = events[^1].File;
        command.Parameters.Add("@NextOffset", SqlDbType.BigInt).Value = events[^1].Offset;
        var table = command.Parameters.Add("@Rows", SqlDbType.Structured);
        table.TypeName = "stage.Event";
        table.Value = rows;
        return (int)(await command.ExecuteScalarAsync())!;
    }
}
