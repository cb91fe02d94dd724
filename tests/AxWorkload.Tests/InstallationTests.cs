// The simulated installation as its readers see it: repeatable, consistent between views, with incidents of
// the promised shape.
using System.Xml.Linq;
using AxMonitor.Engine.Programs;
using AxMonitor.Engine.Types;

namespace AxMonitor.Sandbox.AxWorkload.Tests;

[TestFixture]
internal sealed class InstallationTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    [Test]
    public void Index_statistics_are_those_of_the_tables_that_exist_and_age_until_maintenance()
    {
        using var watched = new Watched();
        var usage = watched.Rows("dm_db_index_usage_stats");
        var database = SqlValue.FromInt64((short)usage[0]["database_id"]!);
        var statistics = watched
            .Ax.Rows("dm_db_stats_properties", [SqlValue.Null, SqlValue.Null, database], [])
            .ToDictionary(r => ((int)r["object_id"]!, (int)r["stats_id"]!));
        watched.Time.Advance(TimeSpan.FromHours(5));
        var later = watched.Ax.Rows("dm_db_stats_properties", [SqlValue.Null, SqlValue.Null, database], []).ToArray();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(usage, Has.Count.GreaterThan(15));
            Assert.That(usage.Select(r => ((int)r["object_id"]!, (int)r["index_id"]!)), Is.Unique.And.SubsetOf(statistics.Keys));
            Assert.That(
                later
                    .Where(r => (long)r["rows"]! > 10_000)
                    .Select(r =>
                        (long)r["modification_counter"]!
                        - (long)statistics[((int)r["object_id"]!, (int)r["stats_id"]!)]["modification_counter"]!
                    ),
                Has.All.Positive
            );
            Assert.That(
                watched.Ax.Rows(
                    "dm_db_index_physical_stats",
                    [SqlValue.FromInt64(1), SqlValue.Null, SqlValue.Null, SqlValue.Null, SqlValue.Null],
                    []
                ),
                Is.Empty,
                "another database"
            );
        }
    }

    [Test]
    public void The_same_seed_and_clock_give_the_same_rows()
    {
        using var one = new Watched(seed: 7);
        using var other = new Watched(seed: 7);
        one.Time.Advance(TimeSpan.FromSeconds(93));
        other.Time.Advance(TimeSpan.FromSeconds(93));

        foreach (
            var view in new[] { "dm_exec_sessions", "dm_exec_requests", "dm_tran_active_transactions", "dm_os_waiting_tasks" }
        )
        {
            Assert.That(one.Text(view), Is.EqualTo(other.Text(view)), view);
        }
    }

    [Test]
    public void Another_seed_gives_another_load()
    {
        using var one = new Watched(seed: 7);
        using var other = new Watched(seed: 8);

        Assert.That(one.Text("dm_exec_sessions"), Is.Not.EqualTo(other.Text("dm_exec_sessions")));
    }

    [Test]
    public void A_blocking_storm_has_twelve_victims_four_deep_behind_a_sleeping_session_with_an_open_transaction()
    {
        using var watched = new Watched();
        watched.Ax.StartScenario(AxWorkloadScenarios.BlockingStorm);
        watched.Time.Advance(TimeSpan.FromSeconds(10));

        var blockerOf = watched
            .Rows("dm_os_waiting_tasks")
            .ToDictionary(r => (short)r["session_id"]!, r => (short)r["blocking_session_id"]!);
        var head = blockerOf.Values.Distinct().Single(b => !blockerOf.ContainsKey(b));
        Assert.That(blockerOf, Has.Count.EqualTo(12));
        Assert.That(blockerOf.Keys.Max(v => Depth(v)), Is.EqualTo(4));

        var session = watched.Rows("dm_exec_sessions").Single(r => (short)r["session_id"]! == head);
        Assert.That(session["status"], Is.EqualTo("sleeping"));
        Assert.That(session["open_transaction_count"], Is.EqualTo(1));
        Assert.That(watched.Rows("dm_exec_requests").Select(r => (short)r["session_id"]!), Has.None.EqualTo(head));

        int Depth(short victim) => blockerOf.TryGetValue(victim, out var blocker) ? 1 + Depth(blocker) : 0;
    }

    [Test]
    public void Every_view_tells_the_same_story_at_every_instant()
    {
        using var watched = new Watched();
        watched.Ax.StartScenario(AxWorkloadScenarios.BlockingStorm);
        watched.Ax.StartScenario(AxWorkloadScenarios.NumberSequenceBlock);
        for (var i = 0; i < 200; i++)
        {
            watched.Time.Advance(TimeSpan.FromMilliseconds(370));
            var sessions = watched.Rows("dm_exec_sessions").ToDictionary(r => (short)r["session_id"]!);
            var requests = watched.Rows("dm_exec_requests").ToDictionary(r => (short)r["session_id"]!);
            var waits = watched.Rows("dm_os_waiting_tasks").ToDictionary(r => (short)r["session_id"]!);
            var inTransaction = watched
                .Rows("dm_tran_session_transactions")
                .Select(r => (short)(int)r["session_id"]!)
                .ToHashSet();

            Assert.That(requests.Keys, Is.SubsetOf(sessions.Keys));
            Assert.That(waits.Values.Select(w => (short)w["blocking_session_id"]!).Distinct(), Is.SubsetOf(sessions.Keys));
            Assert.That(
                requests.Where(r => (short)r.Value["blocking_session_id"]! != 0).Select(r => r.Key),
                Is.EquivalentTo(waits.Keys)
            );
            Assert.That(
                sessions.Where(s => (int)s.Value["open_transaction_count"]! > 0).Select(s => s.Key),
                Is.EquivalentTo(inTransaction)
            );
            Assert.That(
                sessions.Where(s => (string)s.Value["status"]! == "running").Select(s => s.Key),
                Is.EquivalentTo(requests.Keys)
            );
        }
    }

    [Test]
    public void When_an_incident_ends_nobody_waits()
    {
        using var watched = new Watched();
        watched.Ax.StartScenario(AxWorkloadScenarios.BlockingStorm);
        watched.Time.Advance(TimeSpan.FromSeconds(10));
        watched.Ax.StopScenario(AxWorkloadScenarios.BlockingStorm);

        Assert.That(watched.Rows("dm_os_waiting_tasks"), Is.Empty);
        Assert.That(watched.Ax.OnsetAt(AxWorkloadScenarios.BlockingStorm), Is.Null);
    }

    [Test]
    public void An_unknown_scenario_is_refused_with_the_names_there_are()
    {
        using var watched = new Watched();

        var error = Assert.Throws<ArgumentException>(() => watched.Ax.StartScenario("blocking-strom"));
        Assert.That(error.Message, Does.Contain("blocking-strom").And.Contain(AxWorkloadScenarios.BlockingStorm));
    }

    [Test]
    public void The_lock_monitor_reports_each_blocked_session_once_a_sweep()
    {
        using var watched = new Watched();
        watched.Ax.StartScenario(AxWorkloadScenarios.BlockingStorm);

        watched.Time.Advance(TimeSpan.FromSeconds(4));
        Assert.That(watched.Events(null, null), Is.Empty, "nobody has waited for five seconds");
        watched.Time.Advance(TimeSpan.FromSeconds(7));
        var sweep = watched.Events(null, null);
        Assert.That(sweep, Has.Count.EqualTo(12));
        Assert.That(sweep.Select(e => e["file_offset"]).Distinct().Count(), Is.EqualTo(1), "one block, one offset");

        watched.Time.Advance(TimeSpan.FromSeconds(5));
        var later = watched.Events((string)sweep[0]["file_name"]!, (long)sweep[0]["file_offset"]!);
        Assert.That(later, Has.Count.EqualTo(12));
        Assert.That(later.Select(e => e["file_offset"]), Has.None.EqualTo(sweep[0]["file_offset"]));
    }

    [Test]
    public void A_deadlock_is_written_once_when_the_lock_monitor_finds_it_and_then_nobody_waits()
    {
        using var watched = new Watched();
        watched.Ax.StartScenario(AxWorkloadScenarios.Deadlock);
        watched.Time.Advance(TimeSpan.FromSeconds(4));
        var waits = watched
            .Rows("dm_os_waiting_tasks")
            .Select(r => ((short)r["session_id"]!, (short)r["blocking_session_id"]!))
            .ToArray();
        Assert.That(waits, Has.Length.EqualTo(2));
        Assert.That(waits[0], Is.EqualTo((waits[1].Item2, waits[1].Item1)), "each waits for the other");
        Assert.That(watched.Events(null, null), Is.Empty);

        watched.Time.Advance(TimeSpan.FromSeconds(30));
        var found = watched.Events(null, null).Single();
        var xml = XElement.Parse((string)found["event_data"]!);
        Assert.That(found["object_name"], Is.EqualTo("xml_deadlock_report"));
        Assert.That((string?)xml.Attribute("timestamp"), Is.EqualTo("2026-03-02T09:00:05.000Z"));
        Assert.That(
            xml.Descendants("process").Select(p => (short)(int)p.Attribute("spid")!),
            Is.EquivalentTo(waits.Select(w => w.Item1))
        );
        Assert.That(
            xml.Descendants("process").Attributes("id").Select(id => id.Value),
            Has.One.EqualTo((string)xml.Descendants("victimProcess").Single().Attribute("id")!)
        );
        Assert.That(
            xml.Descendants("keylock").Attributes("objectname").Select(name => name.Value),
            Is.EquivalentTo(new[] { $"{watched.Ax.DatabaseName}.dbo.INVENTSUM", $"{watched.Ax.DatabaseName}.dbo.INVENTTRANS" })
        );
        Assert.That(
            xml.Descendants("frame").First().Value,
            Does.StartWith("UPDATE INVENT"),
            "the statement without its parameters"
        );
        Assert.That(watched.Rows("dm_os_waiting_tasks"), Is.Empty);
    }

    private sealed class Watched : IDisposable
    {
        private readonly ServerInstance _engine;

        public Watched(int seed = 1)
        {
            _engine = new ServerInstance(new EngineOptions { Time = Time });
            Ax = new AxInstallation(
                new AxInstallationOptions
                {
                    Seed = seed,
                    Time = Time,
                    BackgroundBlocking = false,
                }
            );
            Ax.Attach(_engine);
        }

        public FakeTimeProvider Time { get; } = new(Start);

        public AxInstallation Ax { get; }

        public IReadOnlyList<IReadOnlyDictionary<string, object?>> Rows(string view) => Ax.Rows(view, [], []).ToArray();

        public string Text(string view) =>
            string.Join(
                '\n',
                Rows(view)
                    .Select(r =>
                        string.Join(
                            ',',
                            r.Select(c => $"{c.Key}={(c.Value is byte[] bytes ? Convert.ToHexString(bytes) : c.Value)}")
                        )
                    )
            );

        public IReadOnlyList<IReadOnlyDictionary<string, object?>> Events(string? file, long? offset) =>
            Ax.Rows(
                    "fn_xe_file_target_read_file",
                    [
                        SqlValue.FromString("AxMonitor_Blocking*.xel"),
                        SqlValue.Null,
                        SqlValue.FromString(file),
                        offset is { } o ? SqlValue.FromInt64(o) : SqlValue.Null,
                    ],
                    [SqlType.NVarChar(260), SqlType.NVarChar(260), SqlType.NVarChar(260), SqlType.BigInt]
                )
                .ToArray();

        public void Dispose()
        {
            Ax.Dispose();
            _engine.Dispose();
        }
    }
}
