// Files, tempdb, sizes and settings of the simulated server, read by their collectors and saved by their
// procedures, under a clock that is moved minute by minute: what the repository tells is what happened.

using AxMonitor.Sandbox.AxWorkload;
using AxMonitor.Sandbox.Stepped;
using Dapper;
using Microsoft.Data.SqlClient;

namespace AxMonitor.EndToEnd.Tests;

[TestFixture]
public sealed class ServerStorageTests
{
    private static readonly DateTime Start = new(2026, 3, 3, 9, 0, 0, DateTimeKind.Utc);
    private WatchedDay _day = null!;

    [SetUp]
    public async Task Prepare() =>
        _day = await WatchedDay.PrepareAsync(Start, new AxInstallationOptions(), CancellationToken.None);

    [TearDown]
    public async Task Stop() => await _day.DisposeAsync();

    [Test]
    public async Task A_stalled_storage_shows_in_every_file_that_was_read_while_it_lasts()
    {
        await RunMinutesAsync(4, "FileIo");
        _day.Ax.StartScenario(AxWorkloadScenarios.IoStall);
        await RunMinutesAsync(5, "FileIo");
        _day.Ax.StopScenario(AxWorkloadScenarios.IoStall);
        await RunMinutesAsync(4, "FileIo");

        var latencies = await MetricAsync("fileio.read_latency_ms", $"{_day.Ax.DatabaseName}/{_day.Ax.DatabaseName}");
        var pending = await MetricAsync("fileio.pending_requests", "");
        var marked = await _day.QueryAsync<int>(
            "SELECT COUNT(*) FROM fact.FileIo WHERE IsReset = 1 OR IsGap = 1 OR ElapsedMs <> 60000;",
            CancellationToken.None
        );
        using (Assert.EnterMultipleScope())
        {
            Assert.That(latencies, Has.Length.EqualTo(12), "the first sample has no predecessor");
            Assert.That(latencies[..3], Has.All.LessThan(15));
            Assert.That(latencies[4..8], Has.All.GreaterThan(70));
            Assert.That(latencies[^2..], Has.All.LessThan(15));
            Assert.That(pending[4..9].Min(), Is.GreaterThan(pending[..4].Max()));
            Assert.That(marked[0], Is.Zero);
        }
    }

    [Test]
    public async Task What_grows_in_tempdb_is_told_with_the_session_its_AX_user_and_the_leaking_table()
    {
        await RunMinutesAsync(2, "TempDb");
        _day.Ax.StartScenario(AxWorkloadScenarios.TempDbGrowth);
        await RunMinutesAsync(15, "TempDb");

        var used = await MetricAsync("tempdb.used_mb", "user objects");
        var tables = await MetricAsync("tempdb.ax_tables", "");
        var greedy = (
            await _day.QueryAsync<(string ProgramName, string Confidence, double Share)>(
                """
                SELECT TOP (1) s.ProgramName, s.AxConfidence, CAST(s.UserBytes AS float) / t.UserBytes
                FROM fact.TempDbSession AS s
                INNER JOIN fact.TempDb AS t ON t.InstanceId = s.InstanceId AND t.CapturedAt = s.CapturedAt
                ORDER BY s.CapturedAt DESC, s.UserBytes DESC;
                """,
                CancellationToken.None
            )
        )[0];
        var leak = await _day.QueryAsync<string>(
            "SELECT TOP (1) t.TableName FROM fact.TempDbAxTable AS t ORDER BY t.CapturedAt DESC, t.TableCount DESC;",
            CancellationToken.None
        );
        using (Assert.EnterMultipleScope())
        {
            Assert.That(used[^1], Is.GreaterThan(used[1] + 2000));
            Assert.That(tables[^1], Is.GreaterThan(tables[1] + 150));
            Assert.That(greedy.ProgramName, Is.EqualTo("Microsoft Dynamics AX"));
            Assert.That(greedy.Confidence, Is.AnyOf("confirmed", "current", "historical", "doubtful", "none"));
            Assert.That(greedy.Share, Is.GreaterThan(0.8));
            Assert.That(leak, Is.EqualTo(new[] { "CUSTAGINGREPORTTMP" }));
        }
    }

    [Test]
    public async Task Sizes_of_the_AX_database_its_log_and_tables_agree_and_backups_have_an_age()
    {
        _day.Time.MoveTo(Start.AddMinutes(7));
        _day.Ax.Advance();
        await RunAsync("Storage");
        var ax = (
            await _day.QueryAsync<(long DataGb, long UsedGb, long LogGb, long Vlfs, bool HasHistory)>(
                $"SELECT DataBytes / 1073741824, DataUsedBytes / 1073741824, LogBytes / 1073741824, VlfCount, HasBackupHistory FROM fact.DatabaseSize WHERE DatabaseName = N'{_day.Ax.DatabaseName}';",
                CancellationToken.None
            )
        )[0];
        var tables = await _day.QueryAsync<long>(
            "SELECT SUM(ReservedBytes) / 1073741824 FROM fact.TableSize;",
            CancellationToken.None
        );
        var logAge = await MetricAsync("log.backup_age_min", _day.Ax.DatabaseName);
        var fullAge = await MetricAsync("size.full_backup_age_h", _day.Ax.DatabaseName);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(ax, Is.EqualTo((380L, 348L, 60L, 480L, true)));
            Assert.That(tables[0], Is.InRange(280, 348));
            Assert.That(logAge, Is.EqualTo(new[] { 7.0 }).Within(0.1));
            Assert.That(fullAge, Is.EqualTo(new[] { 7.4 }).Within(0.1), "it ended at a quarter to two");
        }
    }

    [Test]
    public async Task A_changed_option_is_told_as_a_change_and_judged()
    {
        await RunAsync("ServerInfo");
        await using (SqlConnection watched = new(_day.WatchedConnectionString))
        {
            await watched.ExecuteAsync(
                "EXEC sp_configure 'show advanced options', 1; RECONFIGURE; EXEC sp_configure 'blocked process threshold (s)', 2; RECONFIGURE; EXEC sp_configure 'show advanced options', 0; RECONFIGURE;"
            );
        }

        _day.Time.MoveTo(Start.AddHours(1));
        await RunAsync("ServerInfo");
        var changes = await _day.QueryAsync<(string Setting, string Kind, string Was, string Is)>(
            "SELECT SettingName, N'changed', (SELECT o.SettingValue FROM fact.ServerSetting AS o WHERE o.SettingName = f.SettingName AND o.ScopeKind = f.ScopeKind AND o.EndedAt = f.BeganAt), SettingValue FROM fact.ServerSetting AS f WHERE f.IsInitial = 0;",
            CancellationToken.None
        );
        var verdicts = await _day.QueryAsync<(string Setting, string Verdict)>(
            "SELECT j.SettingName, j.Verdict FROM config.Instance AS i CROSS APPLY collect.CompareSettings(i.InstanceId) AS j WHERE j.SettingName IN (N'blocked process threshold (s)', N'read committed snapshot', N'4136', N'1224');",
            CancellationToken.None
        );
        using (Assert.EnterMultipleScope())
        {
            Assert.That(changes, Is.EqualTo(new[] { ("blocked process threshold (s)", "changed", "5", "2") }));
            Assert.That(
                verdicts,
                Is.EquivalentTo(
                    new[]
                    {
                        ("blocked process threshold (s)", "differs"),
                        ("read committed snapshot", "ok"),
                        ("4136", "differs"),
                        ("1224", "note"),
                    }
                )
            );
        }
    }

    private async Task RunMinutesAsync(int minutes, string collector)
    {
        for (var minute = 0; minute < minutes; minute++)
        {
            _day.Time.MoveTo(_day.Time.Now.AddMinutes(1));
            _day.Ax.Advance();
            await RunAsync(collector);
        }
    }

    private async Task RunAsync(string collector)
    {
        var run = await _day.RunOnceAsync(collector, CancellationToken.None);
        Assert.That(run.Error, Is.Null);
    }

    private async Task<double[]> MetricAsync(string metric, string key) =>
        [
            .. await _day.QueryAsync<double>(
                $"SELECT f.Value FROM fact.Metric AS f INNER JOIN config.Metric AS m ON m.MetricId = f.MetricId INNER JOIN dim.MetricKey AS k ON k.KeyId = f.KeyId WHERE m.MetricName = N'{metric}' AND k.KeyText = N'{key}' ORDER BY f.CapturedAt;",
                CancellationToken.None
            ),
        ];
}
