// Sizes of the simulated server agree with each other: logs with their files, volumes with what lies on them,
// tables with their database.
using System.Globalization;
using AxMonitor.Engine.Types;
using AxMonitor.Sandbox.AxWorkload.Load;
using AxMonitor.Sandbox.AxWorkload.Server;
using AxMonitor.Sandbox.AxWorkload.State;

namespace AxMonitor.Sandbox.AxWorkload.Tests;

[TestFixture]
internal sealed class SizeAreaTests
{
    private static readonly DateTime Start = new(2026, 3, 3, 6, 0, 0, DateTimeKind.Utc);

    private readonly ServerLoad _load = new(7, new IncidentTimetable(), TimeZoneInfo.Utc, Start);
    private readonly SizeArea _area = new();

    [Test]
    public void Volumes_hold_what_lies_on_them()
    {
        var moment = Moment(Start.AddDays(30));
        foreach (var file in ServerFiles.Of(moment))
        {
            var volume = _area
                .Rows("dm_os_volume_stats", [SqlValue.FromInt64(file.DatabaseId), SqlValue.FromInt64(file.FileId)], moment)
                .Single();
            Assert.That(volume["volume_mount_point"], Is.EqualTo(file.Volume));
            Assert.That(Number(volume, "available_bytes"), Is.InRange(1, Number(volume, "total_bytes") - file.SizeBytes));
        }
    }

    [Test]
    public void A_log_fills_until_its_backup_and_agrees_between_views()
    {
        var moment = Moment(Start.AddHours(4).AddMinutes(14).AddSeconds(50));
        var space = _area.Rows("dm_db_log_space_usage", [], moment).Single(r => Number(r, "database_id") == moment.AxDatabaseId);
        var stats = _area.Rows("dm_db_log_stats", [SqlValue.FromInt64(moment.AxDatabaseId)], moment).Single();
        var after = _area
            .Rows("dm_db_log_space_usage", [], Moment(Start.AddHours(4).AddMinutes(15).AddSeconds(10)))
            .Single(r => Number(r, "database_id") == moment.AxDatabaseId);

        Assert.That(Number(space, "used_log_space_in_bytes"), Is.GreaterThan(3 * Number(after, "used_log_space_in_bytes")));
        Assert.That(
            (double)stats["total_log_size_mb"]! * ServerFiles.Mb,
            Is.EqualTo((double)Number(space, "total_log_size_in_bytes"))
        );
        Assert.That(Number(stats, "active_vlf_count"), Is.InRange(2, Number(stats, "total_vlf_count")));
        Assert.That(stats["log_backup_time"], Is.EqualTo(Start.AddHours(4)));
    }

    [Test]
    public void The_biggest_tables_fit_into_the_database_and_grow_with_it()
    {
        var (first, later) = (Tables(Start), Tables(Start.AddDays(30)));
        Assert.That(
            first.Sum(t => t.Value) * 8192,
            Is.InRange(0.8 * ServerFiles.AxUsedBytes(Moment(Start)), ServerFiles.AxUsedBytes(Moment(Start)))
        );
        Assert.That(later.All(t => t.Value > first[t.Key]), Is.True);
    }

    [Test]
    public void Backups_follow_each_other_and_are_never_told_before_they_ended()
    {
        var backups = new BackupLife("AX", "AX_model", [], TimeZoneInfo.Utc);
        var past = backups.Advance(Start);
        Assert.That(past, Does.Contain("'D'").And.Contain("'I'").And.Contain("2026-03-03T06:00:00"));
        Assert.That(backups.Advance(Start.AddMinutes(14)), Is.Empty);
        var next = backups.Advance(Start.AddMinutes(15));
        Assert.That(
            next.Split('\n', StringSplitOptions.RemoveEmptyEntries).Count(l => l.Contains("VALUES", StringComparison.Ordinal)),
            Is.EqualTo(2)
        );
        Assert.That(next, Does.Contain("N'AX', 'L'").And.Contain("'2026-03-03T06:15:00', 0"));
        Assert.That(backups.Advance(Start.AddMinutes(15)), Is.Empty);
    }

    private static long Number(IReadOnlyDictionary<string, object?> row, string column) =>
        Convert.ToInt64(row[column], CultureInfo.InvariantCulture);

    private ServerMoment Moment(DateTime at) => new(at, new AxSnapshot(at, []), _load, 5, "AX");

    private Dictionary<string, long> Tables(DateTime at) =>
        _area.Rows("table.sizes", [], Moment(at)).ToDictionary(r => (string)r["name"]!, r => Number(r, "page_count"));
}
