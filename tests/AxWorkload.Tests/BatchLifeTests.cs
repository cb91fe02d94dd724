// The batch framework of the simulated installation: repeatable, whole, and moving as AX's own does.
using AxMonitor.Engine.Programs;
using AxMonitor.Sandbox.AxWorkload.Installation;

namespace AxMonitor.Sandbox.AxWorkload.Tests;

[TestFixture]
internal sealed class BatchLifeTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly string[] Tables = ["BATCHJOB", "BATCH", "BATCHJOBHISTORY", "BATCHHISTORY"];

    [Test]
    public void However_often_it_is_moved_on_it_comes_to_the_same_tasks_and_history()
    {
        using var often = new Watched();
        using var once = new Watched();
        for (var i = 0; i < 90; i++)
        {
            often.Advance(TimeSpan.FromSeconds(10));
        }

        once.Advance(TimeSpan.FromSeconds(900));

        foreach (var table in Tables)
        {
            // RECVERSION counts the writes, which are fewer when many changes come at once.
            var columns = often.Query(
                $"SELECT name FROM sys.columns WHERE object_id = OBJECT_ID(N'dbo.{table}') AND name <> N'RECVERSION'"
            );
            var query = $"SELECT CONCAT({string.Join(", N'|', ", columns)}) FROM dbo.{table} ORDER BY RECID";
            Assert.That(once.Query(query), Is.EqualTo(often.Query(query)), table);
        }
    }

    [Test]
    public void A_run_goes_from_waiting_through_executing_into_the_history()
    {
        using var watched = new Watched();
        var before = watched.Query("SELECT CONCAT(MAX(RECID), N'') FROM dbo.BATCHHISTORY")[0];
        var seen = new HashSet<string>();
        for (var i = 0; i < 60; i++)
        {
            watched.Advance(TimeSpan.FromSeconds(5));
            seen.UnionWith(watched.Query("SELECT DISTINCT CONCAT(STATUS, N'') FROM dbo.BATCH"));
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That(seen, Is.SupersetOf(new[] { "1", "2", "4", "5" }), "waiting, executing, ended, ready");
            Assert.That(
                watched.Query($"SELECT CONCAT(RECID, N'') FROM dbo.BATCHHISTORY WHERE RECID > {before}"),
                Has.Count.GreaterThan(5)
            );
            Assert.That(
                watched.Query(
                    "SELECT CONCAT(RECID, N'') FROM dbo.BATCHHISTORY WHERE STATUS <> 6 AND ENDDATETIME <= STARTDATETIME"
                ),
                Is.Empty
            );
            Assert.That(
                watched.Query(
                    "SELECT CONCAT(h.RECID, N'') FROM dbo.BATCHHISTORY AS h LEFT JOIN dbo.BATCHJOBHISTORY AS j ON j.RECID = h.BATCHJOBHISTORYID WHERE j.RECID IS NULL OR h.STARTDATETIME > '1900-01-01' AND h.STARTDATETIME < j.ORIGSTARTDATETIME"
                ),
                Is.Empty
            );
            Assert.That(
                watched.Query(
                    "SELECT CONCAT(BATCHID, N' ', STARTDATETIME) FROM dbo.BATCHHISTORY WHERE STARTDATETIME > '1900-01-01' GROUP BY BATCHID, STARTDATETIME HAVING COUNT(*) > 1"
                ),
                Is.Empty
            );
        }
    }

    [Test]
    public void What_executes_has_an_AX_session_of_its_own_on_a_server_of_its_group()
    {
        using var watched = new Watched();
        for (var i = 0; i < 30; i++)
        {
            watched.Advance(TimeSpan.FromSeconds(17));
            Assert.That(
                watched.Query(
                    "SELECT CONCAT(SESSIONIDX, N'') FROM dbo.BATCH WHERE STATUS = 2 GROUP BY SESSIONIDX HAVING COUNT(*) > 1"
                ),
                Is.Empty
            );
            Assert.That(
                watched.Query(
                    "SELECT CONCAT(b.RECID, N'') FROM dbo.BATCH AS b WHERE b.STATUS = 2 AND NOT EXISTS (SELECT 1 FROM dbo.SYSCLIENTSESSIONS AS s WHERE s.SESSIONID = b.SESSIONIDX AND s.STATUS = 1)"
                ),
                Is.Empty
            );
            Assert.That(
                watched.Query(
                    "SELECT CONCAT(b.RECID, N'') FROM dbo.BATCH AS b WHERE b.STATUS = 2 AND NOT EXISTS (SELECT 1 FROM dbo.BATCHSERVERGROUP AS g WHERE g.GROUPID = b.GROUPID AND g.SERVERID = b.SERVERID)"
                ),
                Is.Empty
            );
        }
    }

    private sealed class Watched : IDisposable
    {
        private readonly FakeTimeProvider _time = new(Start);
        private readonly ServerInstance _engine;
        private readonly AxInstallation _ax;
        private readonly EngineClient _client;

        public Watched()
        {
            _engine = new ServerInstance(new EngineOptions { Time = _time });
            _ax = new AxInstallation(new AxInstallationOptions { Seed = 3, Time = _time });
            _ax.Attach(_engine);
            _client = new EngineClient(_engine);
        }

        public void Advance(TimeSpan by)
        {
            _time.Advance(by);
            _ax.Advance();
        }

        /// <summary>The rows of a query with one text column.</summary>
        public IReadOnlyList<string> Query(string sql) =>
            _client.Execute(_ax.DatabaseName, sql).Select(r => r[0].AsString()).ToArray();

        public void Dispose()
        {
            _ax.Dispose();
            _engine.Dispose();
        }
    }
}
