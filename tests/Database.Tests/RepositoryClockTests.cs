// The repository's own clock is the only judge, and may be wrong itself: set ahead or back by an hour or a
// year, and right again. Nothing is deleted that a right clock would have kept, nobody is kept waiting by
// what the wrong one wrote, and a repository that nobody purged for weeks gets on by itself.

using Dapper;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Database.Tests;

[TestFixture]
public sealed class RepositoryClockTests
{
    private const int DaysOfData = 12;
    private static readonly DateTime Noon = new(2026, 6, 1, 12, 0, 0, DateTimeKind.Utc);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private MovedClock _clock = null!;
    private TestServer _server = null!;

    [SetUp]
    public async Task Deploy()
    {
        Assume.That(
            Environment.GetEnvironmentVariable("AXMONITOR_TEST_SERVER"),
            Is.Null.Or.Empty,
            "only the sandbox's server has a clock that can be set"
        );
        _clock = new MovedClock(Noon - (DaysOfData * Day));
        _server = await TestServer.StartAsync(time: _clock);
        await _server.HaveRepositoryAsync();
        await _server.ExecuteAsync(
            """
            DECLARE @Now datetime2(3) = SYSUTCDATETIME();
            EXEC ops.RegisterInstance N'PRD', N'none', NULL, @Now;
            INSERT dim.MetricKey (KeyText) VALUES (N'kept');
            """
        );
        // Each day as it is in service: rows, and the maintenance of the hour.
        for (var day = 0; day < DaysOfData; day++)
        {
            await WriteDayAsync();
            Assert.That((await MaintainAsync()).Messages, Is.Empty);
            _clock.Move(Day);
        }

        await MaintainAsync();
    }

    [TearDown]
    public async Task Stop()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    [TestCase(1)]
    [TestCase(-1)]
    [TestCase(365 * 24)]
    [TestCase(-365 * 24)]
    public async Task A_jump_deletes_nothing_and_holds_nobody_up_when_the_clock_is_right_again(int hours)
    {
        var isFar = hours > 24;
        var rows = await RowsAsync();
        var boundaries = await BoundariesAsync();
        await LeaseAsync("first");
        await _server.ExecuteAsync(
            """
            DECLARE @Now datetime2(3) = SYSUTCDATETIME();
            EXEC ops.QueueJob N'Export', N'{"FromAt":"2026-05-25T00:00:00","ToAt":"2026-05-26T00:00:00","Format":"csv"}', N'ann', @Now;
            EXEC config.SetMailRoute N'oncall@example.com', N'ann', @Now;
            EXEC alert.TestChannel N'mail', 0, N'ann', @Now;
            """
        );

        _clock.Move(TimeSpan.FromHours(hours));
        // Everything that the service has done by it, hour by hour, with leases that end by the wrong clock.
        await LeaseAsync("first");
        // A year back the nights before are written anew, which a right clock then has purged.
        await WorkAsync(withNight: hours > -24);
        List<string> messages = [];
        for (var hour = 0; hour < 20; hour++)
        {
            messages.AddRange((await MaintainAsync()).Messages);
            _clock.Move(Hour);
        }

        await LeaseAsync("first");
        await _server.ExecuteAsync(
            """
            DECLARE @Now datetime2(3) = SYSUTCDATETIME();
            EXEC ops.ClaimJob N'first', 60, @Now;
            EXEC alert.ClaimNotifications N'first', 60, 10, @Now;
            EXEC alert.Evaluate @Now;
            """
        );
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await RowsAsync(), Is.EqualTo(rows), "by the wrong clock");
            Assert.That(boundaries, Is.SubsetOf(await BoundariesAsync()), "by the wrong clock");
            Assert.That(messages.Count(m => m.Contains("family Metrics", StringComparison.Ordinal)), Is.EqualTo(isFar ? 20 : 0));
            Assert.That(
                messages,
                Has.All.Contains(" would go and wait").And.All.Contains("Is the repository's clock").And.All.Contains("config.ReleasePurge")
            );
            Assert.That(await HeldAsync(), isFar ? Does.Contain("Metrics: up to ") : Is.Null);
            Assert.That(await OpenAsync("Purge waits"), Is.EqualTo(isFar ? 1 : 0));
            Assert.That(await OpenAsync("Purge behind"), Is.Zero, "one cause, one alert");
        }

        _clock.Move(-TimeSpan.FromHours(hours));
        // A year ahead a lease was given for longer than any; an hour ahead somebody waits for an hour.
        var second = await LeaseAsync("second");
        if (Math.Abs(hours) == 1)
        {
            _clock.Move(2 * Hour);
            second = await LeaseAsync("second");
        }

        await WorkAsync();
        var right = await MaintainAsync();
        var jobs = await ClaimedAsync("EXEC ops.ClaimJob N'second', 60, @Now;");
        var mails = await ClaimedAsync("EXEC alert.ClaimNotifications N'second', 60, 10, @Now;");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await RowsAsync(), Is.EqualTo(rows), "when it is right again");
            Assert.That(boundaries, Is.SubsetOf(await BoundariesAsync()), "when it is right again");
            Assert.That(second, Is.True, "the lease");
            Assert.That(jobs, Is.EqualTo(1), "the job");
            Assert.That(mails, Is.GreaterThanOrEqualTo(1), "the message");
            Assert.That(right.Messages, Is.Empty);
            Assert.That(await HeldAsync(), Is.Null);
            Assert.That(await OpenAsync("Purge waits"), Is.Zero);
        }

        // Day by day it goes on, and what is old goes, without a warning.
        for (var day = 0; day < 31; day++)
        {
            _clock.Move(Day);
            await WriteDayAsync();
            right = await MaintainAsync();
            Assert.That(right.Messages, Is.Empty, $"day {day}");
        }

        var oldest = await _server.ScalarAsync<DateTime>("SELECT MIN(CapturedAt) FROM fact.Metric;");
        Assert.That(oldest, Is.GreaterThanOrEqualTo(_clock.Now.Date - (30 * Day)));
        Assert.That(await _server.ScalarAsync<int>("SELECT COUNT(*) FROM fact.Metric;"), Is.InRange(30, 31));
    }

    [Test]
    public async Task A_repository_that_nobody_purged_for_weeks_waits_a_day_and_gets_on_by_itself()
    {
        var rows = await RowsAsync();
        _clock.Move(40 * Day);
        for (var hour = 0; hour < 24; hour++)
        {
            Assert.That((await MaintainAsync()).Emptied, Is.Zero, $"hour {hour}");
            Assert.That(await HeldAsync(), Is.Not.Null);
            _clock.Move(Hour);
        }

        Assert.That(await RowsAsync(), Is.EqualTo(rows));
        var gone = await MaintainAsync();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(gone.Messages, Has.Some.StartsWith("Purge of family Metrics: up to 12 rows").And.All.Contains(" go now"));
            Assert.That(gone.Emptied, Is.GreaterThanOrEqualTo(11));
            Assert.That(await _server.ScalarAsync<int>("SELECT COUNT(*) FROM fact.Metric;"), Is.Zero);
            Assert.That(await HeldAsync(), Is.Null);
        }

        _clock.Move(Hour);
        Assert.That((await MaintainAsync()).Messages, Is.Empty);
    }

    [Test]
    public async Task A_purge_that_somebody_releases_goes_with_the_next_maintenance_and_stands_in_the_audit()
    {
        _clock.Move(40 * Day);
        await MaintainAsync();
        await _server.ExecuteAsync(
            "DECLARE @Now datetime2(3) = SYSUTCDATETIME(); EXEC config.ReleasePurge N'Metrics', N'ann', @Now;"
        );
        var gone = await MaintainAsync();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                gone.Messages,
                Has.Some.Matches<string>(m =>
                    m.StartsWith("Purge of family Metrics: ", StringComparison.Ordinal)
                    && m.EndsWith("Released by ann.", StringComparison.Ordinal)
                )
            );
            Assert.That(await _server.ScalarAsync<int>("SELECT COUNT(*) FROM fact.Metric;"), Is.Zero);
            Assert.That(await HeldAsync(), Does.Not.Contain("Metrics").And.Contain("Operations"), "the others still wait");
            Assert.That(
                await _server.ScalarAsync<string>("SELECT CONCAT(ChangedBy, N': ', Subject) FROM audit.Event WHERE [Action] = N'ReleasePurge';"),
                Is.EqualTo("ann: purge of Metrics")
            );
        }

        var refused = Assert.ThrowsAsync<SqlException>(() =>
            _server.ExecuteAsync("DECLARE @Now datetime2(3) = SYSUTCDATETIME(); EXEC config.ReleasePurge N'Metrics', N'ann', @Now;")
        );
        Assert.That(refused!.Number, Is.EqualTo(50019));
        Assert.That(refused.Message, Does.StartWith("No purge of family 'Metrics' waits."));
    }

    [Test]
    public async Task What_was_waited_and_released_for_one_time_is_not_for_another_a_year_on()
    {
        var rows = await RowsAsync();
        _clock.Move(365 * Day);
        for (var hour = 0; hour < 23; hour++)
        {
            await MaintainAsync();
            _clock.Move(Hour);
        }

        await _server.ExecuteAsync("DECLARE @Now datetime2(3) = SYSUTCDATETIME(); EXEC config.ReleasePurge NULL, N'ann', @Now;");
        _clock.Move(365 * Day);
        await MaintainAsync();
        _clock.Move(Hour);
        await MaintainAsync();
        _clock.Move(Hour);
        await MaintainAsync();
        Assert.That(await RowsAsync(), Is.EqualTo(rows));
    }

    /// <summary>A value of the spine, a run and a set-aside text of the present day.</summary>
    private Task WriteDayAsync() =>
        _server.ExecuteAsync(
            """
            DECLARE @Now datetime2(3) = SYSUTCDATETIME(), @Run uniqueidentifier = NEWID();
            DECLARE @Instance int = (SELECT i.InstanceId FROM config.Instance AS i WHERE i.InstanceName = N'PRD');
            INSERT fact.Metric (InstanceId, MetricId, KeyId, CapturedAt, Value)
            SELECT @Instance, MIN(m.MetricId), (SELECT k.KeyId FROM dim.MetricKey AS k WHERE k.KeyText = N'kept'), @Now, 1
            FROM config.Metric AS m;
            EXEC ops.SaveJobRun @Run, N'collect:Requests', @Instance, @Now, @Now, NULL, 5, 1, 1, N'ok';
            INSERT collect.Quarantine (InstanceId, CollectorName, RawHash, Reason, FirstSeenAt, LastSeenAt, OccurrenceCount)
            VALUES (@Instance, N'Requests', HASHBYTES(N'SHA2_256', CAST(@Run AS binary(16))), N'odd', @Now, @Now, 1);
            """
        );

    /// <summary>What else the service calls by the repository's clock.</summary>
    private Task WorkAsync(bool withNight = true) =>
        _server.ExecuteAsync(
            $"""
            DECLARE @Now datetime2(3) = SYSUTCDATETIME();
            EXEC alert.Evaluate @Now;
            EXEC ops.FoldRollups @Now;
            EXEC ops.BuildBaselines @Now;
            {(withNight ? "EXEC ops.FindLeaks @Now;" : "")}
            """
        );

    private async Task<(int Emptied, IReadOnlyList<string> Messages)> MaintainAsync()
    {
        List<string> messages = [];
        await using SqlConnection connection = new(_server.ConnectionString);
        connection.InfoMessage += (_, message) =>
            messages.AddRange(message.Errors.Cast<SqlError>().Where(e => e.Number == 50000).Select(e => e.Message));
        await connection.OpenAsync();
        var (_, emptied, waitsFor) = await connection.QuerySingleAsync<(int Made, int Emptied, string? WaitsFor)>(
            "DECLARE @Now datetime2(3) = SYSUTCDATETIME(); DECLARE @Result TABLE (Made int, Emptied int, Deleted bigint, Merged int, WaitsFor nvarchar(2048)); INSERT @Result EXEC ops.RunMaintenance @Now; SELECT Made, Emptied, WaitsFor FROM @Result;"
        );
        Assert.That(waitsFor, Is.Null);
        return (emptied, messages);
    }

    private async Task<bool> LeaseAsync(string owner)
    {
        await using SqlConnection connection = new(_server.ConnectionString);
        return await connection.QuerySingleAsync<bool>(
            "DECLARE @Now datetime2(3) = SYSUTCDATETIME(); DECLARE @Result TABLE (IsHeld bit, ExpiresAt datetime2(3), HeldBy nvarchar(128), Fault nvarchar(2048)); INSERT @Result EXEC ops.AcquireLease N'evaluate', @Owner, 60, @Now; SELECT IsHeld FROM @Result;",
            new { Owner = owner }
        );
    }

    private async Task<int> ClaimedAsync(string claim)
    {
        await using SqlConnection connection = new(_server.ConnectionString);
        return (await connection.QueryAsync("DECLARE @Now datetime2(3) = SYSUTCDATETIME(); " + claim)).Count();
    }

    /// <summary>What was written on the days before, table by table.</summary>
    private async Task<IReadOnlyList<string>> RowsAsync()
    {
        await using SqlConnection connection = new(_server.ConnectionString);
        return
        [
            .. await connection.QueryAsync<string>(
                $"""
                SELECT CONCAT(N'metrics ', COUNT(*), N' ', MIN(CapturedAt)) FROM fact.Metric
                UNION ALL SELECT CONCAT(N'runs ', COUNT(*), N' ', MIN(StartedAt)) FROM ops.JobRun WHERE JobName LIKE N'collect%'
                UNION ALL SELECT CONCAT(N'texts ', COUNT(*), N' ', MIN(LastSeenAt)) FROM collect.Quarantine
                UNION ALL SELECT CONCAT(N'audit ', COUNT(*)) FROM audit.Event WHERE OccurredAt < '{Noon.AddDays(-1):yyyy-MM-dd}';
                """
            ),
        ];
    }

    private async Task<IReadOnlyList<DateTime>> BoundariesAsync()
    {
        await using SqlConnection connection = new(_server.ConnectionString);
        return
        [
            .. await connection.QueryAsync<DateTime>(
                """
                SELECT CAST(v.value AS datetime2(3))
                FROM sys.partition_range_values AS v
                INNER JOIN sys.partition_functions AS f ON f.function_id = v.function_id
                WHERE f.name = N'PF_Day';
                """
            ),
        ];
    }

    private async Task<string?> HeldAsync()
    {
        await using SqlConnection connection = new(_server.ConnectionString);
        return await connection.QuerySingleAsync<string?>(
            "DECLARE @Now datetime2(3) = SYSUTCDATETIME(); DECLARE @Result TABLE (RepositoryAt datetime2(3), AheadMs bigint, ToleranceMs bigint, IsSimulated bit, Fault nvarchar(2048), HeldPurges nvarchar(4000)); INSERT @Result EXEC ops.GetClock @Now; SELECT HeldPurges FROM @Result;"
        );
    }

    private async Task<int> OpenAsync(string rule)
    {
        await _server.ExecuteAsync("DECLARE @Now datetime2(3) = SYSUTCDATETIME(); EXEC alert.Evaluate @Now;");
        await using SqlConnection connection = new(_server.ConnectionString);
        return await connection.QuerySingleAsync<int>(
            "SELECT COUNT(*) FROM alert.Alert AS a INNER JOIN config.AlertRule AS r ON r.RuleId = a.RuleId WHERE r.RuleName = @Rule AND a.State IN (N'open', N'acknowledged');",
            new { Rule = rule }
        );
    }
}
