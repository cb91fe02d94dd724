// The simulated tempdb: kinds add up to the files, sessions to no more than the whole, and the incident grows
// what a reader would look for.
using System.Globalization;
using System.Text.RegularExpressions;
using AxMonitor.Sandbox.AxWorkload.Installation;
using AxMonitor.Sandbox.AxWorkload.Server;
using AxMonitor.Sandbox.AxWorkload.State;

namespace AxMonitor.Sandbox.AxWorkload.Tests;

[TestFixture]
internal sealed partial class TempDbAreaTests
{
    private static readonly DateTime Start = new(2026, 3, 3, 6, 0, 0, DateTimeKind.Utc);

    private readonly IncidentTimetable _incidents = new();
    private readonly TempDbArea _area = new();
    private ServerLoad _load = null!;
    private AxTopology _topology = null!;

    [SetUp]
    public void Begin()
    {
        _load = new ServerLoad(7, _incidents, TimeZoneInfo.Utc, Start);
        _topology = new AxTopology(7, Start);
    }

    [Test]
    public void Pages_of_every_file_add_up_and_come_in_whole_extents()
    {
        foreach (var file in Rows("dm_db_file_space_usage", Start.AddHours(4)))
        {
            var used = Number(file, "allocated_extent_page_count");
            var kinds = new[]
            {
                "user_object_reserved_page_count",
                "internal_object_reserved_page_count",
                "version_store_reserved_page_count",
                "mixed_extent_page_count",
            }
                .Select(c => Number(file, c))
                .ToArray();
            Assert.That(kinds.Sum(), Is.EqualTo(used));
            Assert.That(used + Number(file, "unallocated_extent_page_count"), Is.EqualTo(Number(file, "total_page_count")));
            Assert.That(kinds, Has.All.Matches<long>(k => k % 8 == 0));
        }
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Sessions_never_hold_more_than_there_is(bool isGrowing)
    {
        if (isGrowing)
        {
            _incidents.Begin(AxWorkloadScenarios.TempDbGrowth, Start.AddHours(3));
        }

        var at = Start.AddHours(4);
        var whole = Rows("dm_db_file_space_usage", at).Where(r => Number(r, "database_id") == 2).ToList();
        var sessions = Rows("dm_db_session_space_usage", at);
        var tasks = Rows("dm_db_task_space_usage", at);

        Assert.That(
            sessions.Sum(r => Net(r, "user")),
            Is.InRange(1, whole.Sum(r => Number(r, "user_object_reserved_page_count")))
        );
        Assert.That(
            sessions.Concat(tasks).Sum(r => Net(r, "internal")),
            Is.InRange(1, whole.Sum(r => Number(r, "internal_object_reserved_page_count")))
        );
    }

    [Test]
    public void Growth_is_one_session_s_and_leaks_tables_of_one_kind_until_it_ends()
    {
        var before = Snapshot(Start.AddHours(4));
        _incidents.Begin(AxWorkloadScenarios.TempDbGrowth, Start.AddHours(4));
        var during = Snapshot(Start.AddHours(4).AddMinutes(30));
        _incidents.End(AxWorkloadScenarios.TempDbGrowth, Start.AddHours(4).AddMinutes(31));
        var after = Snapshot(Start.AddHours(4).AddMinutes(40));

        Assert.That(during.UserPages, Is.GreaterThan(5 * before.UserPages));
        Assert.That(during.LargestShare, Is.GreaterThan(0.8), "of all that sessions hold");
        Assert.That(before.LargestShare, Is.LessThan(0.1));
        Assert.That(during.Tables, Is.GreaterThan(before.Tables + 300));
        Assert.That(after.Tables, Is.LessThan(before.Tables + 60));
    }

    [Test]
    public void Tables_of_AX_are_named_as_AX_names_them_and_each_once()
    {
        var names = Rows("tempdb.tables", Start.AddHours(4)).Select(r => (string)r["name"]!).ToList();
        Assert.That(names, Is.Unique);
        Assert.That(names, Has.All.Matches<string>(n => AxTableName().IsMatch(n)));
        Assert.That(Rows("tempdb.tables", Start.AddHours(4)).Select(r => r["object_id"]), Is.Unique);
    }

    [GeneratedRegex("^t[0-9]+_[0-9A-F]{32}$", RegexOptions.None, 1000)]
    private static partial Regex AxTableName();

    private static long Number(IReadOnlyDictionary<string, object?> row, string column) =>
        Convert.ToInt64(row[column], CultureInfo.InvariantCulture);

    private static long Net(IReadOnlyDictionary<string, object?> row, string kind) =>
        Number(row, kind + "_objects_alloc_page_count") - Number(row, kind + "_objects_dealloc_page_count");

    // Every fifth session runs a request, every seventh holds a transaction.
    private static SqlSessionState State(SqlSessionSlot slot, int number, DateTime at) =>
        new()
        {
            Slot = slot,
            Statement = AxStatements.UpdateOnHand,
            RequestStartedAt = number % 5 == 0 ? at.AddSeconds(-1) : null,
            LastRequestStartedAt = at.AddSeconds(-1),
            LastRequestEndedAt = at.AddSeconds(-2),
            TransactionBeganAt = number % 7 == 0 ? at.AddSeconds(-number) : null,
        };

    private (long UserPages, double LargestShare, int Tables) Snapshot(DateTime at)
    {
        var held = Rows("dm_db_session_space_usage", at).Select(r => Net(r, "user")).ToList();
        return (
            Rows("dm_db_file_space_usage", at)
                .Where(r => Number(r, "database_id") == 2)
                .Sum(r => Number(r, "user_object_reserved_page_count")),
            held.Max() / (double)held.Sum(),
            Rows("tempdb.tables", at).Count
        );
    }

    private IReadOnlyList<IReadOnlyDictionary<string, object?>> Rows(string view, DateTime at) =>
        _area.Rows(
            view,
            [],
            new ServerMoment(
                at,
                new AxSnapshot(at, [.. _topology.Sessions.Select((slot, i) => State(slot, i, at))]),
                _load,
                5,
                "AX"
            )
        );
}
