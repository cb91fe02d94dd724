// The watched server's clock does what clocks do: it is set back, and its zone changes to and from summer
// time. No negative duration, nothing twice, nothing lost, and the runs say so.
namespace AxMonitor.EndToEnd.Tests.Faults;

[TestFixture]
[CancelAfter(600_000)]
internal sealed class ClockFaultTests
{
    private const string StoredRows = """
        SELECT CONCAT(s.name, N'.', t.name) AS TableName, SUM(p.rows) AS RowTotal
        FROM sys.tables AS t
        INNER JOIN sys.schemas AS s ON s.schema_id = t.schema_id
        INNER JOIN sys.partitions AS p ON p.object_id = t.object_id AND p.index_id IN (0, 1)
        WHERE s.name = N'fact'
        GROUP BY s.name, t.name
        ORDER BY s.name, t.name;
        """;

    [Test]
    public async Task A_clock_set_back_stores_nothing_twice_says_so_and_goes_on_when_it_has_caught_up(CancellationToken cancel)
    {
        await using var rig = await WatchedRig.StartAsync(new DateTime(2026, 3, 10, 9, 0, 0, DateTimeKind.Utc), cancel);
        await rig.RunAsync(cancel);
        rig.Pass(TimeSpan.FromMinutes(1));
        var good = await rig.RunAsync(cancel);
        Assert.That(good.Where(r => r.Outcome != "ok"), Is.Empty);
        var stored = await rig.QueryAsync<(string, long)>(StoredRows, cancel);

        rig.Pass(TimeSpan.FromMinutes(1));
        rig.WatchedTime.MoveTo(rig.WatchedTime.Now.AddMinutes(-30));
        var back = await rig.RunAsync(cancel);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(back, Has.Count.EqualTo(good.Count));
            Assert.That(
                back.Where(r =>
                    r.Outcome != "duplicate" || r.Note?.Contains("the clock was set back", StringComparison.Ordinal) != true
                ),
                Is.Empty
            );
            Assert.That(
                await rig.QueryAsync<(string, long)>(StoredRows, cancel),
                Is.EqualTo(stored),
                "nothing new is stored, and nothing twice"
            );
            Assert.That(
                await rig.QueryAsync<string>(
                    "SELECT DISTINCT LEFT(Standing, 44) FROM ops.CollectorStanding('2026-03-10T09:02:00') WHERE State = N'failing';",
                    cancel
                ),
                Is.EqualTo(new[] { "collecting; The watched server's clock says " })
            );
        }

        // It has caught up: everything goes on, and the minutes between are one longer interval.
        rig.Pass(TimeSpan.FromMinutes(31));
        var again = await rig.RunAsync(cancel);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(again.Where(r => r.Outcome != "ok"), Is.Empty);
            Assert.That(await rig.ImpossibleRowsAsync(cancel), Is.Empty);
            Assert.That(
                await rig.QueryAsync<string>("SELECT CollectorName FROM ops.CollectorPlan() WHERE State = N'failing';", cancel),
                Is.Empty
            );
        }
    }

    [TestCase(6, TestName = "Six minutes ahead")]
    [TestCase(120, TestName = "Two hours ahead")]
    // The simulated installation lives through the time between; years are tried against the procedures
    // alone.
    [TestCase(2_880, TestName = "Two days ahead")]
    public async Task Captures_from_the_future_are_refused_by_name_and_the_first_that_fits_is_saved(int minutes)
    {
        var cancel = TestContext.CurrentContext.CancellationToken;
        await using var rig = await WatchedRig.StartAsync(new DateTime(2026, 3, 10, 9, 0, 0, DateTimeKind.Utc), cancel);
        var good = await rig.RunAsync(cancel);
        Assert.That(good.Where(r => r.Outcome != "ok"), Is.Empty);
        var stored = await rig.QueryAsync<(string, long)>(StoredRows, cancel);

        rig.Pass(TimeSpan.FromMinutes(1));
        rig.WatchedTime.MoveTo(rig.WatchedTime.Now.AddMinutes(minutes));
        var ahead = await rig.RunAsync(cancel);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(ahead, Has.Count.EqualTo(good.Count));
            Assert.That(ahead.Where(r => (r.Outcome, r.ErrorNumber) != ("failed", 50071)), Is.Empty);
            Assert.That(await rig.QueryAsync<(string, long)>(StoredRows, cancel), Is.EqualTo(stored));
            Assert.That(
                await rig.QueryAsync<string>("SELECT DISTINCT LEFT(Remedy, 35) FROM ops.CollectorState;", cancel),
                Is.EqualTo(new[] { "Set the clock of the watched server" })
            );
        }

        rig.WatchedTime.MoveTo(rig.WatchedTime.Now.AddMinutes(-minutes));
        rig.Pass(TimeSpan.FromMinutes(1));
        var again = await rig.RunAsync(cancel);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(again.Where(r => r.Outcome != "ok"), Is.Empty, "nothing had to be reset");
            Assert.That(await rig.ImpossibleRowsAsync(cancel), Is.Empty);
        }
    }

    [Test]
    public async Task A_clock_set_back_for_good_saves_again_after_a_reset(CancellationToken cancel)
    {
        await using var rig = await WatchedRig.StartAsync(new DateTime(2026, 3, 10, 9, 0, 0, DateTimeKind.Utc), cancel);
        await rig.RunAsync(cancel);
        rig.Pass(TimeSpan.FromMinutes(1));
        rig.WatchedTime.MoveTo(rig.WatchedTime.Now.AddDays(-40));
        var back = await rig.RunAsync(cancel);
        Assert.That(back.Where(r => r.Outcome != "duplicate"), Is.Empty);
        Assert.That(
            (await rig.QueryAsync<string>("SELECT Remedy FROM ops.CollectorState WHERE CollectorName = N'Waits';", cancel))[0],
            Does.Contain("EXEC config.ResetWatermark @InstanceName = N'AXPROD', @CollectorName = N'Waits'")
        );

        await rig.ChangeRepositoryAsync(
            "EXEC config.ResetWatermark @InstanceName = N'AXPROD', @ChangedBy = N'test', @Now = '2026-03-10T09:01:00';",
            cancel
        );
        rig.Pass(TimeSpan.FromMinutes(1));
        var again = await rig.RunAsync(cancel);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(again.Where(r => r.Outcome != "ok"), Is.Empty);
            Assert.That(await rig.ImpossibleRowsAsync(cancel), Is.Empty);
        }
    }

    [TestCase("2026-03-29T00:58:00", TestName = "Spring: the hour that is missing")]
    [TestCase("2026-10-25T00:58:00", TestName = "Autumn: the hour that comes twice")]
    public async Task A_change_of_the_clocks_is_no_restart_no_gap_and_no_jump(string start)
    {
        var cancel = TestContext.CurrentContext.CancellationToken;
        var began = DateTime.SpecifyKind(
            DateTime.Parse(start, System.Globalization.CultureInfo.InvariantCulture),
            DateTimeKind.Utc
        );
        await using var rig = await WatchedRig.StartAsync(began, cancel, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"));
        for (var minute = 0; minute < 5; minute++)
        {
            var runs = await rig.RunAsync(cancel);
            Assert.That(runs.Where(r => r.Outcome != "ok"), Is.Empty, $"minute {minute}");
            rig.Pass(TimeSpan.FromMinutes(1));
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                await rig.QueryAsync<string>("SELECT Continuity FROM fact.WaitCapture ORDER BY CapturedAt;", cancel),
                Is.EqualTo(new[] { "first", "continued", "continued", "continued", "continued" })
            );
            Assert.That(
                await rig.QueryAsync<long>(
                    "SELECT DISTINCT ElapsedMs FROM fact.WaitCapture WHERE ElapsedMs IS NOT NULL;",
                    cancel
                ),
                Is.EqualTo(new[] { 60_000L })
            );
            Assert.That(
                await rig.QueryAsync<int>("SELECT COUNT(*) FROM fact.FileIo WHERE IsReset = 1 OR IsGap = 1;", cancel),
                Is.EqualTo(new[] { 0 })
            );
            Assert.That(
                await rig.QueryAsync<(int, int?)>(
                    "SELECT OffsetMinutes, PreviousOffsetMinutes FROM collect.ServerClock;",
                    cancel
                ),
                Is.EqualTo(new[] { began.Month == 3 ? (-120, (int?)-60) : (-60, -120) })
            );
            Assert.That(await rig.ImpossibleRowsAsync(cancel), Is.Empty);
        }
    }
}
