// Slow queries, cancelled requests and errors of the simulated server: repeatable, rare in quiet times and
// many in trouble, and the same in events, DMVs and ledger.
using System.Globalization;
using System.Xml.Linq;
using AxMonitor.Engine.Programs;
using AxMonitor.Engine.Types;
using AxMonitor.Sandbox.AxWorkload.Events;
using AxMonitor.Sandbox.AxWorkload.Installation;
using AxMonitor.Sandbox.AxWorkload.Server;

namespace AxMonitor.Sandbox.AxWorkload.Tests;

[TestFixture]
internal sealed class QueryEventTests
{
    // A Tuesday.
    private static readonly DateTime Start = new(2026, 3, 3, 6, 0, 0, DateTimeKind.Utc);

    [Test]
    public void The_same_seed_gives_the_same_queries_however_time_is_cut()
    {
        var whole = Slow(3).Began(Start, Start.AddHours(8)).ToArray();
        var other = Slow(3);
        var parts = Enumerable.Range(0, 480).SelectMany(m => other.Began(Start.AddMinutes(m), Start.AddMinutes(m + 1))).ToArray();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(whole, Has.Length.InRange(10, 60), "now and then in office hours");
            Assert.That(parts, Is.EqualTo(whole));
            Assert.That(
                Slow(4).Began(Start, Start.AddHours(8)).Select(q => q.BeganAt),
                Is.Not.EqualTo(whole.Select(q => q.BeganAt))
            );
            Assert.That(whole.Select(q => q.Duration.TotalSeconds), Has.All.InRange(5, 49));
            Assert.That(whole.Select(q => q.CpuMs), Has.All.Positive);
            Assert.That(whole.All(q => q.CpuMs <= q.Duration.TotalMilliseconds), Is.True, "no more CPU time than time");
        }
    }

    [TestCase(AxWorkloadScenarios.CpuSaturation, "SUM(T1.QTY)")]
    [TestCase(AxWorkloadScenarios.PlanRegression, "SUM(T1.POSTEDQTY)")]
    [TestCase(AxWorkloadScenarios.IoStall, "SELECT")]
    public void Trouble_makes_many_queries_slow(string incident, string statement)
    {
        var timetable = new IncidentTimetable();
        timetable.Begin(incident, Start.AddHours(4));
        var slow = new SlowQueries(Topology(), new ServerLoad(3, timetable, TimeZoneInfo.Utc, Start), 3);
        var before = slow.Began(Start.AddHours(3), Start.AddHours(4)).Count();
        var during = slow.Began(Start.AddHours(4), Start.AddHours(5)).ToArray();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(during, Has.Length.GreaterThan(100).And.Length.GreaterThan(10 * before));
            Assert.That(
                during.Count(q => q.Profile.Statement.Text.Contains(statement, StringComparison.Ordinal)),
                Is.GreaterThan(90)
            );
            Assert.That(during.Count(q => q.IsCancelled), Is.InRange(3, during.Length / 2));
        }
    }

    [Test]
    public void No_two_queries_meet_on_one_session()
    {
        var timetable = new IncidentTimetable();
        timetable.Begin(AxWorkloadScenarios.CpuSaturation, Start);
        timetable.Begin(AxWorkloadScenarios.PlanRegression, Start);
        timetable.Begin(AxWorkloadScenarios.IoStall, Start);
        var slow = new SlowQueries(Topology(), new ServerLoad(3, timetable, TimeZoneInfo.Utc, Start), 3);
        var queries = slow.Began(Start.AddHours(3), Start.AddHours(5)).ToArray();
        Assert.That(
            queries
                .GroupBy(q => q.Slot.SessionId)
                .All(g =>
                    g.OrderBy(q => q.BeganAt).Zip(g.OrderBy(q => q.BeganAt).Skip(1)).All(p => p.First.EndsAt <= p.Second.BeganAt)
                ),
            Is.True
        );
    }

    [Test]
    public void Errors_are_those_an_AX_server_reports_and_tempdb_fills_when_it_grows()
    {
        var timetable = new IncidentTimetable();
        timetable.Begin(AxWorkloadScenarios.TempDbGrowth, Start.AddHours(10));
        var errors = new ServerErrors(Topology(), new ServerLoad(3, timetable, TimeZoneInfo.Utc, Start), 3);
        var calm = errors.Between(Start, Start.AddHours(10)).ToArray();
        var full = errors.Between(Start.AddHours(10), Start.AddHours(11)).ToArray();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(calm.Select(e => e.Number).Distinct(), Is.SupersetOf(new[] { 2601, 2627, 8152 }).And.No.Member(1105));
            Assert.That(calm, Has.Length.InRange(10, 120));
            Assert.That(full.Count(e => e.Number == 1105), Is.GreaterThan(20));
        }
    }

    [Test]
    public void Events_of_an_installation_are_those_of_its_ledger_and_lie_in_files_of_their_own()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(Start.AddHours(2), TimeSpan.Zero));
        using var engine = new ServerInstance(new EngineOptions { Time = time });
        using var installation = new AxInstallation(
            new AxInstallationOptions
            {
                Time = time,
                Seed = 3,
                BackgroundBlocking = false,
                History = TimeSpan.Zero,
            }
        );
        installation.Attach(engine);
        installation.StartScenario(AxWorkloadScenarios.CpuSaturation);
        installation.StartScenario(AxWorkloadScenarios.Deadlock);
        for (var minute = 0; minute < 60; minute++)
        {
            time.Advance(TimeSpan.FromMinutes(1));
            installation.AdvanceTo(time.GetUtcNow().UtcDateTime);
        }

        var queries = Read(installation, "AxMonitor_LongQueries*.xel");
        var errors = Read(installation, "AxMonitor_Errors*.xel");
        var ledger = installation.Ledger.Events(Start, Start.AddDays(1));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(queries, Has.Count.GreaterThan(50));
            Assert.That(
                queries
                    .Concat(errors)
                    .Where(e => Number(e) != 1205)
                    .Select(e => $"{e.Attribute("name")!.Value} {e.Attribute("timestamp")!.Value} {Number(e)}"),
                Is.EquivalentTo(
                    ledger.Select(e =>
                        $"{e.EventName} {e.At.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)} {e.ErrorNumber}"
                    )
                )
            );
            Assert.That(errors.Count(e => Number(e) == 1205), Is.EqualTo(1), "the victim of the deadlock");
            Assert.That(
                errors.Count(e => e.Attribute("name")!.Value == "attention"),
                Is.EqualTo(
                    queries.Count(e =>
                        e.Elements("data").Single(d => d.Attribute("name")!.Value == "result").Element("text")!.Value == "Abort"
                    )
                )
            );
            Assert.That(queries.Select(e => Action(e, "event_sequence")), Is.Unique);
            Assert.That(queries.Select(e => Action(e, "context_info")), Has.All.Length.EqualTo(256));
            Assert.That(
                Read(installation, "AxMonitor_Blocking*.xel").Select(e => e.Attribute("name")!.Value).Distinct(),
                Is.EqualTo(new[] { "xml_deadlock_report" })
            );
        }
    }

    [Test]
    public void A_slow_query_is_seen_running_before_its_event()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(Start.AddHours(2), TimeSpan.Zero));
        using var engine = new ServerInstance(new EngineOptions { Time = time });
        using var installation = new AxInstallation(
            new AxInstallationOptions
            {
                Time = time,
                Seed = 3,
                BackgroundBlocking = false,
                History = TimeSpan.Zero,
            }
        );
        installation.Attach(engine);
        installation.StartScenario(AxWorkloadScenarios.CpuSaturation);
        var seen = new HashSet<(int Session, DateTime BeganAt)>();
        for (var second = 0; second < 600; second++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            seen.UnionWith(
                installation
                    .Latest()
                    .Sessions.Where(s =>
                        s.RequestStartedAt is not null && installation.Latest().At - s.RequestStartedAt > TimeSpan.FromSeconds(4)
                    )
                    .Select(s => (s.SessionId, s.RequestStartedAt!.Value))
            );
        }

        var events = Read(installation, "AxMonitor_LongQueries*.xel");
        Assert.That(events, Has.Count.GreaterThan(5));
        foreach (var raised in events)
        {
            var began = DateTime
                .Parse(raised.Attribute("timestamp")!.Value, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal)
                .AddMilliseconds(
                    -long.Parse(
                        raised.Elements("data").Single(d => d.Attribute("name")!.Value == "duration").Value,
                        CultureInfo.InvariantCulture
                    ) / 1_000
                );
            Assert.That(
                seen.Any(s =>
                    s.Session == int.Parse(Action(raised, "session_id"), CultureInfo.InvariantCulture)
                    && (s.BeganAt - began).Duration() < TimeSpan.FromSeconds(1)
                ),
                Is.True,
                raised.ToString()
            );
        }
    }

    private static AxTopology Topology() => new(3, Start);

    private static SlowQueries Slow(int seed) =>
        new(Topology(), new ServerLoad(seed, new IncidentTimetable(), TimeZoneInfo.Utc, Start), seed);

    private static string Action(XElement raised, string name) =>
        raised.Elements("action").Single(a => a.Attribute("name")!.Value == name).Value;

    private static int Number(XElement raised) =>
        raised.Elements("data").SingleOrDefault(d => d.Attribute("name")!.Value == "error_number") is { } number
            ? int.Parse(number.Value, CultureInfo.InvariantCulture)
            : 0;

    private static List<XElement> Read(AxInstallation installation, string path) =>
        installation
            .Rows("fn_xe_file_target_read_file", [SqlValue.FromString(path), SqlValue.Null, SqlValue.Null, SqlValue.Null], [])
            .Select(r => XElement.Parse((string)r["event_data"]!))
            .ToList();
}
