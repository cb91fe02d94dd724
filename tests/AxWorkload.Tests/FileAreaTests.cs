// The simulated server's files: counters that add up and only grow, latencies that follow the load and its
// incidents, an AX database of a believable size.
using System.Globalization;
using AxMonitor.Engine.Types;
using AxMonitor.Sandbox.AxWorkload.Server;
using AxMonitor.Sandbox.AxWorkload.State;

namespace AxMonitor.Sandbox.AxWorkload.Tests;

[TestFixture]
internal sealed class FileAreaTests
{
    private const int AxId = 5;
    private static readonly DateTime Start = new(2026, 3, 3, 6, 0, 0, DateTimeKind.Utc);
    private static readonly SqlValue[] AllFiles = [SqlValue.Null, SqlValue.Null];

    private readonly IncidentTimetable _incidents = new();
    private ServerLoad _load = null!;

    [SetUp]
    public void Begin() => _load = new ServerLoad(7, _incidents, TimeZoneInfo.Utc, Start);

    [Test]
    public void Counters_only_grow_and_bytes_and_stalls_with_them()
    {
        var last = Counters(Start.AddMinutes(1));
        for (var minute = 2; minute < 300; minute++)
        {
            var now = Counters(Start.AddMinutes(minute));
            foreach (var (key, counters) in now)
            {
                Assert.That(counters.Zip(last[key]).All(p => p.First >= p.Second), Is.True, $"{key} at minute {minute}");
            }

            last = now;
        }
    }

    [Test]
    public void Every_counted_file_stands_in_master_files_and_has_its_size()
    {
        var moment = Moment(Start.AddHours(3));
        var sizes = new FileArea()
            .Rows("dm_io_virtual_file_stats", AllFiles, moment)
            .ToDictionary(Key, r => Number(r, "size_on_disk_bytes"));
        var files = new FileArea().Rows("master_files", [], moment).ToDictionary(Key, r => Number(r, "size") * 8192);

        Assert.That(files, Is.EquivalentTo(sizes));
        Assert.That(
            files.Where(f => f.Key.Database == AxId && f.Key.File != 2).Sum(f => f.Value) / ServerFiles.Gb,
            Is.InRange(380, 400)
        );
        Assert.That(files.Count(f => f.Key.Database == 2 && f.Key.File != 2), Is.EqualTo(8));
    }

    [Test]
    public void One_file_is_returned_where_one_is_asked_for()
    {
        var rows = new FileArea().Rows(
            "dm_io_virtual_file_stats",
            [SqlValue.FromInt64(AxId), SqlValue.FromInt64(2)],
            Moment(Start.AddHours(1))
        );
        Assert.That(rows.Select(Key), Is.EqualTo(new[] { (AxId, 2) }));
    }

    [Test]
    public void An_io_stall_makes_each_read_of_the_AX_database_slow_and_lets_requests_pile_up()
    {
        var calm = Latency(Start.AddHours(4), Start.AddHours(4).AddMinutes(5));
        var calmPending = Pending(Start.AddHours(4).AddMinutes(5));
        _incidents.Begin(AxWorkloadScenarios.IoStall, Start.AddHours(4).AddMinutes(10));
        var stalled = Latency(Start.AddHours(4).AddMinutes(12), Start.AddHours(4).AddMinutes(17));

        Assert.That(calm, Is.InRange(3, 12));
        Assert.That(stalled, Is.GreaterThan(70));
        Assert.That(Pending(Start.AddHours(4).AddMinutes(17)), Is.GreaterThan(5 * Math.Max(1, calmPending)));
    }

    [Test]
    public void After_a_restart_counters_begin_anew_and_files_have_other_handles_but_their_size()
    {
        var before = Row(Start.AddHours(5));
        _load.Restart(Start.AddHours(5));
        var after = Row(Start.AddHours(5).AddMinutes(1));

        Assert.That(Number(after, "num_of_reads"), Is.LessThan(Number(before, "num_of_reads")));
        Assert.That(Number(after, "sample_ms"), Is.GreaterThan(Number(before, "sample_ms")), "the computer goes on");
        Assert.That(after["file_handle"], Is.Not.EqualTo(before["file_handle"]));
        Assert.That(after["size_on_disk_bytes"], Is.EqualTo(before["size_on_disk_bytes"]));
    }

    [Test]
    public void The_AX_database_grows_in_steps_and_its_files_always_hold_what_is_used()
    {
        var sizes = Enumerable.Range(0, 60).Select(day => Number(Row(Start.AddDays(day)), "size_on_disk_bytes")).ToList();
        Assert.That(sizes, Is.Ordered);
        Assert.That(sizes[^1], Is.GreaterThan(sizes[0]));
        Assert.That(sizes.Distinct().Count(), Is.LessThan(20));
        Assert.That(ServerFiles.Of(Moment(Start.AddDays(59))).All(f => f.UsedBytes <= f.SizeBytes), Is.True);
    }

    private static (int Database, int File) Key(IReadOnlyDictionary<string, object?> row) =>
        ((int)Number(row, "database_id"), (int)Number(row, "file_id"));

    private static long Number(IReadOnlyDictionary<string, object?> row, string column) =>
        Convert.ToInt64(row[column], CultureInfo.InvariantCulture);

    private ServerMoment Moment(DateTime at) => new(at, new AxSnapshot(at, []), _load, AxId, "AX");

    private IReadOnlyDictionary<string, object?> Row(DateTime at) =>
        new FileArea().Rows("dm_io_virtual_file_stats", [SqlValue.FromInt64(AxId), SqlValue.FromInt64(1)], Moment(at))[0];

    private int Pending(DateTime at) => new FileArea().Rows("dm_io_pending_io_requests", [], Moment(at)).Count;

    private double Latency(DateTime from, DateTime to)
    {
        var (first, last) = (Row(from), Row(to));
        return (Number(last, "io_stall_read_ms") - Number(first, "io_stall_read_ms"))
            / (double)(Number(last, "num_of_reads") - Number(first, "num_of_reads"));
    }

    private Dictionary<(int Database, int File), long[]> Counters(DateTime at) =>
        new FileArea()
            .Rows("dm_io_virtual_file_stats", AllFiles, Moment(at))
            .ToDictionary(
                Key,
                r =>
                    new[]
                    {
                        "sample_ms",
                        "num_of_reads",
                        "num_of_bytes_read",
                        "io_stall_read_ms",
                        "num_of_writes",
                        "num_of_bytes_written",
                        "io_stall_write_ms",
                        "io_stall",
                    }
                        .Select(c => Number(r, c))
                        .ToArray()
            );
}
