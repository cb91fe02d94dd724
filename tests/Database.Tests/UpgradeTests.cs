// The create script on a database of release 1 with data in every table: nothing is lost, the catalog is that
// of a new database, a second run changes nothing, and a run that failed or was broken off anywhere can be
// run again. A newer database is refused, also by tools that go on after an error.

using AxMonitor.Database.Build;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Database.Tests;

[TestFixture]
public sealed class UpgradeTests
{
    private static readonly string Release1 = Path.Combine(RepositoryFolders.Root, "tests", "Database.Tests", "Releases", "1");

    // The new version adds rows of its own to these, or brings its part of a row up to date.
    private static readonly string[] GrowsWithVersion = ["config.", "ops.Deployment"];

    private string _script = "";
    private string[] _batches = [];
    private List<string> _freshCatalog = [];

    [OneTimeSetUp]
    public async Task BuildAndDeployFresh()
    {
        _script = DatabaseBuilder.CreateScript(RepositoryFolders.Database);
        _batches = _script.Split("\nGO\n", StringSplitOptions.RemoveEmptyEntries);
        await using var fresh = await TestServer.StartAsync();
        await fresh.RunScriptAsync(_script);
        _freshCatalog = await DatabaseContent.CatalogAsync(fresh);
    }

    [Test]
    public async Task Release_1_is_upgraded_without_loss_to_what_a_new_database_is_and_a_second_run_changes_nothing()
    {
        await using var server = await Release1Async();
        (var tables, var before) = await ContentAsync(server);
        Assert.That(
            before.Where(table => table.Value.Count == 0).Select(table => table.Key),
            Is.Empty,
            "every table of release 1 holds something"
        );

        await server.RunScriptAsync(_script);
        await RequireUpgradedAsync(server, tables, before);

        (var nowTables, var now) = await ContentAsync(server);
        var ids = await ObjectIdsAsync(server);
        await server.RunScriptAsync(_script);
        (_, var again) = await ContentAsync(server);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(nowTables.Keys.Where(table => !now[table].SequenceEqual(again[table], StringComparer.Ordinal)), Is.Empty);
            Assert.That(await ObjectIdsAsync(server), Is.EqualTo(ids), "no table was made anew");
        }
    }

    [Test]
    public async Task What_was_stored_under_the_old_name_of_a_collector_goes_on_under_the_new_one()
    {
        await using var server = await Release1Async();
        await server.RunScriptAsync(
            """
            ALTER TABLE config.Collector ADD HasBookmark bit NOT NULL CONSTRAINT DF_Collector_HasBookmark DEFAULT (0);
            GO
            INSERT config.Collector (CollectorName, IntervalMs, TimeoutMs, RowLimit, TargetProcedure, TableType)
            VALUES
                (N'LogSize', 123000, 30000, 200, N'collect.SaveLogSize', N'stage.SizeItem'),
                (N'StatisticsHealth', 3600000, 120000, 5000, N'collect.SaveStatisticsHealth', N'stage.IndexHealth');
            INSERT config.CollectorOverride (InstanceId, CollectorName, IntervalMs, QueryText)
            VALUES (2, N'LogSize', 600000, N'SELECT 1;');
            INSERT collect.Watermark (InstanceId, CollectorName, CapturedAt, RunId)
            VALUES (1, N'LogSize', '2026-01-02', NEWID()), (1, N'StatisticsHealth', '2026-01-02', NEWID());
            INSERT collect.Bookmark (InstanceId, CollectorName, BookmarkFile, BookmarkOffset, UpdatedAt)
            VALUES
                (1, N'StatisticsHealth', N'0105', 7, '2026-01-02'),
                (1, N'QueryStats', N'2026-01-02 10:00:00.500Q00000000000000AA', 3, '2026-01-02'),
                (1, N'Errors', N'e_0_1.xel', 4096, '2026-01-02');
            INSERT config.Setting (SettingName, SettingValue, ValueKind, Description)
            VALUES (N'StatisticsHealthFromHour', N'22', N'number', N'');
            INSERT ops.JobRun (RunId, JobName, InstanceId, StartedAt, EndedAt, Outcome)
            VALUES (NEWID(), N'collect:LogSize', 1, '2026-01-02', '2026-01-02', N'ok');
            INSERT alert.Alert (RuleId, InstanceId, IncidentId, AlertKey, State, Severity, PendingAt, OpenedAt, LastEvaluatedAt)
            SELECT TOP (1) RuleId, 1, IncidentId, N'collector/LogSize', N'open', N'warning', PendingAt, PendingAt, LastEvaluatedAt
            FROM alert.Alert;
            GO
            CREATE TABLE fact.StatisticsHealthCapture
            (
                InstanceId int NOT NULL,
                CapturedAt datetime2(3) NOT NULL,
                IsDaily bit NOT NULL,
                IsInWindow bit NOT NULL,
                ServerUptimeHours int NULL,
                TableCount int NOT NULL,
                StatisticCount int NOT NULL,
                StaleCount int NOT NULL,
                MeasuredCount int NOT NULL,
                LockedCount int NOT NULL,
                IsTruncated bit NOT NULL,
                Reason nvarchar(400) NULL,
                CONSTRAINT PK_fact_StatisticsHealthCapture PRIMARY KEY CLUSTERED (InstanceId, CapturedAt)
            );
            INSERT fact.StatisticsHealthCapture
            VALUES (1, '2026-01-02', 1, 0, NULL, 10, 20, 3, 0, 0, 0, N'kept');
            """
        );

        await server.RunScriptAsync(_script);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                await server.ScalarAsync<string>(
                    "SELECT CONCAT(c.IntervalMs, N' ', o.IntervalMs, N' ', o.QueryText) FROM config.Collector AS c INNER JOIN config.CollectorOverride AS o ON o.CollectorName = c.CollectorName WHERE c.CollectorName = N'Storage';"
                ),
                Is.EqualTo("123000 600000 SELECT 1;"),
                "the defaults and the override of an administrator"
            );
            Assert.That(
                await server.ScalarAsync<string>(
                    "SELECT CONCAT((SELECT COUNT(*) FROM collect.Watermark WHERE CollectorName IN (N'Storage', N'IndexHealth')), N' ', (SELECT COUNT(*) FROM collect.Bookmark WHERE CollectorName = N'IndexHealth'), N' ', (SELECT SettingValue FROM config.Setting WHERE SettingName = N'IndexHealthFromHour'), N' ', (SELECT COUNT(*) FROM ops.JobRun WHERE JobName = N'collect:Storage'), N' ', (SELECT COUNT(*) FROM alert.Alert WHERE AlertKey = N'collector/Storage'), N' ', (SELECT Reason FROM fact.IndexHealthCapture WHERE InstanceId = 1));"
                ),
                Is.EqualTo("2 1 22 1 1 kept")
            );
            Assert.That(
                await server.ScalarAsync<string>(
                    "SELECT STUFF((SELECT CONCAT(N'; ', CollectorName, N' ', BookmarkFile, N' ', BookmarkOffset, N' ', CONVERT(nvarchar(23), BookmarkLocalTime, 121)) FROM collect.Bookmark WHERE CollectorName IN (N'IndexHealth', N'QueryStats', N'Errors') ORDER BY CollectorName FOR XML PATH(N'')), 1, 2, N'');"
                ),
                Is.EqualTo("Errors e_0_1.xel 4096 ; IndexHealth  7 ; QueryStats  3 2026-01-02 10:00:00.500"),
                "bookmarks keep their positions and nothing else"
            );
            Assert.That(
                await server.ScalarAsync<int>(
                    "SELECT (SELECT COUNT(*) FROM config.Collector WHERE CollectorName IN (N'LogSize', N'StatisticsHealth')) + (SELECT COUNT(*) FROM sys.tables WHERE name = N'StatisticsHealthCapture');"
                ),
                Is.Zero,
                "nothing is left under the old names"
            );
            Assert.That(
                (await DatabaseContent.CatalogAsync(server)).Except(_freshCatalog, StringComparer.Ordinal),
                Is.Empty,
                "nothing that a new database has not"
            );
        }
    }

    [Test]
    public async Task The_limits_of_a_rule_become_its_measures_and_the_incident_of_an_alert_its_subject()
    {
        await using var server = await Release1Async();
        await server.ExecuteAsync(
            """
            UPDATE config.AlertRuleThreshold SET WarnValue = 12345 WHERE MeasureName = N'TotalWaitMs';
            UPDATE alert.Alert SET EvidenceJson = N'{"collector":"Requests"}' WHERE AlertId = (SELECT MIN(AlertId) FROM alert.Alert);
            """
        );
        var alerts = await server.ScalarAsync<string>(
            "SELECT STUFF((SELECT CONCAT(N' ', a.AlertId, N'/', a.IncidentId) FROM alert.Alert AS a ORDER BY a.AlertId FOR XML PATH(N'')), 1, 1, N'');"
        );
        Assert.That(alerts, Does.Contain("/"));

        await server.RunScriptAsync(_script);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                await server.ScalarAsync<string>(
                    "SELECT STUFF((SELECT CONCAT(N' ', a.AlertId, N'/', a.SubjectId) FROM alert.Alert AS a WHERE a.SubjectKind = N'BlockingIncident' ORDER BY a.AlertId FOR XML PATH(N'')), 1, 1, N'');"
                ),
                Is.EqualTo(alerts)
            );
            Assert.That(
                await server.ScalarAsync<string>(
                    "SELECT STUFF((SELECT CONCAT(N', ', r.RuleKind, N' ', m.RuleKind, N' ', m.SourceName, N'.', m.MeasureName, N' ', m.WarnValue, N' ', m.CriticalValue) FROM config.AlertRule AS r INNER JOIN config.AlertRuleMeasure AS m ON m.RuleId = r.RuleId WHERE r.RuleName = N'Blocking' ORDER BY m.MeasureName FOR XML PATH(N'')), 1, 2, N'');"
                ),
                Is.EqualTo(
                    "Event Event BlockingIncident.LongestWaitMs 2000 30000, Event Event BlockingIncident.TotalWaitMs 12345 120000"
                ),
                "an administrator's limit is kept"
            );
            Assert.That(
                await server.ScalarAsync<string>("SELECT TOP (1) EvidenceJson FROM alert.Alert ORDER BY AlertId;"),
                Is.EqualTo("""[{"collector":"Requests"}]""")
            );
        }
    }

    [Test]
    public async Task An_upgrade_that_was_broken_off_anywhere_is_completed_by_running_it_again()
    {
        var copy = Array.FindIndex(
            _batches,
            batch => batch.Contains("Rows of the tables that were moved aside", StringComparison.Ordinal)
        );
        var prepare = Array.FindIndex(_batches, batch => batch.Contains("INSERT #Rebuild", StringComparison.Ordinal));
        var tables = Array.FindIndex(_batches, batch => batch.StartsWith("-- dim/Tables/", StringComparison.Ordinal));
        Assert.That(new[] { prepare, tables, copy }, Is.Ordered.Ascending.And.All.Positive);

        // Behind the moving aside, behind the migrations, amid the new tables, before and behind the copying,
        // amid the procedures, before the end.
        await using var server = await Release1Async();
        (var old, var before) = await ContentAsync(server);
        foreach (var end in new[] { prepare + 1, prepare + 3, tables + 20, copy, copy + 1, copy + 60, _batches.Length - 4 })
        {
            await server.RunScriptAsync(string.Join("\nGO\n", _batches[..end]));
        }

        await server.RunScriptAsync(_script);
        await RequireUpgradedAsync(server, old, before);
    }

    [Test]
    public async Task A_table_whose_rows_the_new_one_refuses_stops_the_upgrade_and_the_next_run_goes_on()
    {
        await using var server = await Release1Async();
        (var old, var before) = await ContentAsync(server);
        await server.ExecuteAsync(
            "ALTER TABLE fact.BlockingEdge NOCHECK CONSTRAINT CK_BlockingEdge_NotSelf; INSERT fact.BlockingEdge (SnapshotId, SessionId, BlockingSessionId, IsPrimary, WaitMs) VALUES (1, 777, 777, 0, 1);"
        );

        Assert.That(
            async () => await server.RunScriptAsync(_script),
            Throws.InvalidOperationException.With.Message.Contains("CK_BlockingEdge_NotSelf")
        );
        await server.ExecuteAsync("DELETE old_fact.BlockingEdge WHERE SessionId = 777;");
        await server.RunScriptAsync(_script);
        await RequireUpgradedAsync(server, old, before);
    }

    [Test]
    public async Task A_column_that_this_version_does_not_know_is_not_lost_in_silence()
    {
        await using var server = await Release1Async();
        (var old, var before) = await ContentAsync(server);
        await server.ExecuteAsync("ALTER TABLE config.Instance ADD CostCenter int NULL;");

        Assert.That(
            async () => await server.RunScriptAsync(_script),
            Throws
                .InvalidOperationException.With.Message.Contains("50002")
                .And.Message.Contains("The column CostCenter of config.Instance")
                .And.Message.Contains("old_config")
        );
        await server.ExecuteAsync("ALTER TABLE old_config.Instance DROP COLUMN CostCenter;");
        await server.RunScriptAsync(_script);
        await RequireUpgradedAsync(server, old, before);
    }

    [Test]
    public async Task A_changed_table_of_this_version_is_made_anew_with_its_rows_while_the_others_stay()
    {
        await using var server = await TestServer.StartAsync();
        await server.RunScriptAsync(_script);
        await server.ExecuteAsync(
            "EXEC ops.RegisterInstance N'PRD', N'prd', N'AXPRD', '2026-01-01'; EXEC config.SetBatchClass 1, 101, N'CustPost', N'admin', '2026-01-01';"
        );
        var changed = _script.Replace(
            "    ClassName   nvarchar(128) NOT NULL,\n    CONSTRAINT PK_BatchClass",
            "    ClassName   nvarchar(128) NOT NULL,\n    Note        nvarchar(20)  NULL CONSTRAINT DF_Note DEFAULT (N'x'),\n    CONSTRAINT PK_BatchClass",
            StringComparison.Ordinal
        );
        var named = await server.ScalarAsync<string>(
            "SELECT CONVERT(nvarchar(70), DefinitionHash, 1) FROM ops.ObjectVersion WHERE ObjectName = N'config.BatchClass';"
        );
        Assert.That(_script, Does.Contain(named), "the script names the hash of each definition");
        Assert.That(changed, Is.Not.EqualTo(_script));
        var instance = await server.ScalarAsync<int>("SELECT OBJECT_ID(N'config.Instance');");
        var batchClass = await server.ScalarAsync<int>("SELECT OBJECT_ID(N'config.BatchClass');");

        await server.RunScriptAsync(changed.Replace(named, "0x" + new string('7', 64), StringComparison.Ordinal));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                await server.ScalarAsync<string>(
                    "SELECT CONCAT(ClassName, N' ', Note) FROM config.BatchClass WHERE InstanceId = 1 AND ClassNumber = 101;"
                ),
                Is.EqualTo("CustPost x")
            );
            Assert.That(await server.ScalarAsync<int>("SELECT OBJECT_ID(N'config.Instance');"), Is.EqualTo(instance));
            Assert.That(await server.ScalarAsync<int>("SELECT OBJECT_ID(N'config.BatchClass');"), Is.Not.EqualTo(batchClass));
            Assert.That(await server.ScalarAsync<int>("SELECT COUNT(*) FROM sys.schemas WHERE name LIKE N'old%';"), Is.Zero);
        }
    }

    [Test]
    public async Task A_newer_database_is_refused_and_nothing_of_the_script_is_executed()
    {
        await using var server = await TestServer.StartAsync();
        await server.RunScriptAsync(_script);
        await server.ExecuteAsync(
            "INSERT ops.SchemaVersion (VersionNumber, MigrationName, AppliedAt, AppliedBy) VALUES (999, N'999_later', '2030-01-01', N'test'); DROP PROCEDURE ops.SaveJobRun;"
        );

        Assert.That(
            async () => await server.RunScriptAsync(_script),
            Throws.InvalidOperationException.With.Message.Contains("50001").And.Message.Contains("newer AxMonitor version")
        );
        var errors = await RunOnAsync(server, _batches);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(errors, Is.EqualTo(new[] { 50001 }), "one message and no storm");
            Assert.That(
                await server.ScalarAsync<int>("SELECT COUNT(*) FROM sys.objects WHERE name = N'SaveJobRun';"),
                Is.Zero,
                "the procedure was not made again"
            );
        }
    }

    private static async Task<TestServer> Release1Async()
    {
        var server = await TestServer.StartAsync();
        await server.RunScriptAsync(await File.ReadAllTextAsync(Path.Combine(Release1, "create.sql")));
        await server.RunScriptAsync(await File.ReadAllTextAsync(Path.Combine(Release1, "fill.sql")));
        return server;
    }

    private static async Task<(Dictionary<string, List<string>> Tables, Dictionary<string, List<string>> Rows)> ContentAsync(
        TestServer server
    )
    {
        var tables = await DatabaseContent.TablesAsync(server);

        // By which procedure and type a collector saves is the version's affair; all else of it may have been
        // changed by an administrator.
        tables["config.Collector"].RemoveAll(column => column is "TargetProcedure" or "TableType");

        // The file of a collector that reads none goes, see migration 006; a test of its own looks at bookmarks.
        tables["collect.Bookmark"].RemoveAll(column => column is "BookmarkFile");

        // What became of these has a test of its own.
        tables["config.AlertRule"].Remove("RuleKind");
        tables["alert.Alert"].Remove("IncidentId");
        tables.Remove("config.AlertRuleThreshold");
        return (tables, await DatabaseContent.RowsAsync(server, tables));
    }

    private static Task<string> ObjectIdsAsync(TestServer server) =>
        server.ScalarAsync<string>(
            "SELECT STUFF((SELECT CONCAT(N' ', t.object_id) FROM sys.tables AS t ORDER BY t.object_id FOR XML PATH(N'')), 1, 1, N'');"
        );

    private async Task RequireUpgradedAsync(
        TestServer server,
        Dictionary<string, List<string>> tables,
        Dictionary<string, List<string>> before
    )
    {
        var after = await DatabaseContent.RowsAsync(server, tables);
        var catalog = await DatabaseContent.CatalogAsync(server);
        using (Assert.EnterMultipleScope())
        {
            foreach ((var table, var rows) in before)
            {
                if (GrowsWithVersion.Any(prefix => table.StartsWith(prefix, StringComparison.Ordinal)))
                {
                    Assert.That(after[table], Is.SupersetOf(rows), table);
                }
                else
                {
                    Assert.That(after[table], Is.EqualTo(rows), table);
                }
            }

            Assert.That(catalog.Except(_freshCatalog, StringComparer.Ordinal), Is.Empty, "nothing that a new database has not");
            Assert.That(_freshCatalog.Except(catalog, StringComparer.Ordinal), Is.Empty, "all that a new database has");
            Assert.That(
                await server.ScalarAsync<int>(
                    "SELECT COUNT(*) FROM fact.BlockingNode AS n WHERE NOT EXISTS (SELECT 1 FROM fact.BlockingSnapshot AS s WHERE s.SnapshotId = n.SnapshotId AND s.CapturedAt = n.CapturedAt);"
                ),
                Is.Zero,
                "each node has the time of its snapshot"
            );
        }
    }

    // As Management Studio does: an error ends its batch, and the next one is sent.
    private static async Task<List<int>> RunOnAsync(TestServer server, IEnumerable<string> batches)
    {
        await using SqlConnection connection = new(server.ConnectionString);
        await connection.OpenAsync();
        List<int> errors = [];
        foreach (var batch in batches)
        {
            try
            {
                await using SqlCommand command = new(batch, connection) { CommandTimeout = 120 };
                await command.ExecuteNonQueryAsync();
            }
            catch (SqlException exception)
            {
                errors.Add(exception.Number);
            }
        }

        return errors;
    }
}
