// Databases of kept releases with data in every table, upgraded by the command and by hand: nothing is lost,
// the catalog is that of a new database, a second run changes nothing, and a run that failed or was broken
// off anywhere can be run again.

using AxMonitor.Database.Build;
using AxMonitor.Database.Deploy;

namespace AxMonitor.Database.Tests;

[TestFixture]
public sealed class UpgradeTests
{
    private static readonly string Releases = Path.Combine(RepositoryFolders.Root, "tests", "Database.Tests", "Releases");

    // The new version adds rows of its own to these, or brings its part of a row up to date. What became of
    // those that are gone is tested by itself.
    private static readonly string[] GrowsWithVersion = ["config.", "ops.DeployedScript"];
    private static readonly string[] Gone = ["ops.Deployment", "config.AlertRuleThreshold"];

    private Catalog _fresh = null!;

    private static IEnumerable<string> KeptReleases() =>
        Directory.EnumerateDirectories(Releases).Select(folder => Path.GetFileName(folder));

    [OneTimeSetUp]
    public async Task DeployFresh()
    {
        await using var fresh = await TestServer.StartAsync();
        await fresh.DeployAsync();
        _fresh = await Catalog.ReadAsync(fresh.ConnectionString);
    }

    [TestCaseSource(nameof(KeptReleases))]
    public async Task A_kept_release_is_upgraded_without_loss_and_a_second_run_changes_nothing(string release)
    {
        await using var server = await ReleaseAsync(release);
        var before = await ContentAsync(server);
        Assert.That(
            before.Rows.Where(table => table.Value.Count == 0).Select(table => table.Key),
            Is.Empty,
            $"every table of release {release} holds something"
        );

        await DeployAsync(server);
        await RequireUpgradedAsync(server, before);

        var now = await ContentAsync(server);
        var ids = await ObjectIdsAsync(server);
        var second = await server.DeployAsync();
        var again = await ContentAsync(server);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(second.Applied, Is.Empty);
            Assert.That(
                now.Tables.Keys.Where(table => !now.Rows[table].SequenceEqual(again.Rows[table], StringComparer.Ordinal)),
                Is.Empty
            );
            Assert.That(await ObjectIdsAsync(server), Is.EqualTo(ids), "nothing was made again");
        }
    }

    [Test]
    public void Every_version_that_was_released_before_this_one_is_kept()
    {
        var present = RepositoryPackage.Current.Version.ToString(3);
        var released = File.ReadLines(Path.Combine(RepositoryFolders.Root, "CHANGELOG.md"))
            .Where(line => line.StartsWith("## ", StringComparison.Ordinal))
            .Select(line => line[3..].Split(' ')[0])
            .ToList();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(released[0], Is.EqualTo(present), "the newest changes are those of the present version");
            Assert.That(KeptReleases(), Is.SupersetOf(released.Skip(1)), "see CONTRIBUTING.md, a release");
        }
    }

    [Test]
    public void A_release_is_kept_once()
    {
        using TempFolder folder = new();
        var path = KeptRelease.Write(RepositoryPackage.Current, folder.Path);
        Assert.That(File.ReadAllText(path), Is.EqualTo(HandScript.Write(RepositoryPackage.Current)));
        File.WriteAllText(path, "-- as it was released");
        Assert.That(
            () => KeptRelease.Write(RepositoryPackage.Current, folder.Path),
            Throws.InstanceOf<IOException>().With.Message.Contains("kept already")
        );
        Assert.That(File.ReadAllText(path), Is.EqualTo("-- as it was released"));
    }

    [Test]
    public async Task The_script_that_is_run_by_hand_finds_nothing_to_do_after_the_command()
    {
        await using var server = await ReleaseAsync("0.1.0");
        await DeployAsync(server);
        var upgraded = await Catalog.ReadAsync(server.ConnectionString);
        var ids = await ObjectIdsAsync(server);
        var applied = await server.ScalarAsync<int>("SELECT COUNT(*) FROM ops.DeployedScript;");

        await server.RunScriptAsync(HandScript.Write(RepositoryPackage.Current));

        (await Catalog.ReadAsync(server.ConnectionString)).RequireEqual(upgraded, "The database after the script");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await ObjectIdsAsync(server), Is.EqualTo(ids));
            Assert.That(await server.ScalarAsync<int>("SELECT COUNT(*) FROM ops.DeployedScript;"), Is.EqualTo(applied));
        }
    }

    [Test]
    public async Task The_script_that_is_run_by_hand_upgrades_a_kept_release_and_leaves_nothing_to_the_command()
    {
        await using var server = await ReleaseAsync("0.1.0");
        var before = await ContentAsync(server);

        await server.RunScriptAsync(HandScript.Write(RepositoryPackage.Current));

        await RequireUpgradedAsync(server, before);
        Assert.That((await server.DeployAsync()).Plan.Scripts, Is.Empty);
    }

    [Test]
    public async Task A_deployment_that_was_broken_off_anywhere_goes_on_where_it_stopped()
    {
        await using var server = await ReleaseAsync("0.1.0");
        var before = await ContentAsync(server);
        var scripts = RepositoryPackage.Current.Scripts;
        var migration = scripts.ToList().FindIndex(script => script.IsMigration);
        List<string> applied = [];
        // Before and behind a migration, amid the tables, amid the modules, before the end.
        foreach (var end in new[] { migration, migration + 1, migration + 40, migration + 200, scripts.Count - 2 })
        {
            using CancellationTokenSource stop = new();
            Stopping progress = new(scripts[end].Name, stop);
            DatabaseDeployment deployment = new(RepositoryPackage.Current, server.ConnectionString) { Progress = progress };
            Assert.That(async () => await deployment.RunAsync(stop.Token), Throws.InstanceOf<OperationCanceledException>());
            applied.AddRange(progress.Done);
        }

        applied.AddRange((await DeployAsync(server)).Applied.Select(script => script.Name));
        Assert.That(applied, Is.EquivalentTo(scripts.Select(script => script.Name)), "each once");
        await RequireUpgradedAsync(server, before);
    }

    [Test]
    public async Task A_script_by_hand_that_was_broken_off_anywhere_is_completed_by_running_it_again()
    {
        await using var server = await ReleaseAsync("0.1.0");
        var before = await ContentAsync(server);
        var script = HandScript.Write(RepositoryPackage.Current);
        var batches = script.Split("\nGO\n", StringSplitOptions.RemoveEmptyEntries);
        foreach (var end in new[] { 2, 5, 15, 60, batches.Length - 3 })
        {
            await server.RunScriptAsync(string.Join("\nGO\n", batches[..end]));
        }

        await server.RunScriptAsync(script);
        await RequireUpgradedAsync(server, before);
    }

    [Test]
    public async Task A_migration_that_a_row_makes_fail_is_rolled_back_and_the_next_run_goes_on()
    {
        await using var server = await ReleaseAsync("0.1.0");
        var before = await ContentAsync(server);
        await server.ExecuteAsync(
            "ALTER TABLE fact.BlockingEdge NOCHECK CONSTRAINT FK_BlockingEdge_Snapshot; INSERT fact.BlockingEdge (SnapshotId, SessionId, BlockingSessionId, IsPrimary, WaitMs) VALUES (4711, 51, 52, 0, 1);"
        );

        Assert.That(
            server.DeployAsync,
            Throws
                .TypeOf<DeploymentException>()
                .With.Message.Contains("Migrations/002_first_of_0_2_0.sql, batch 4")
                .And.Message.Contains("error 515")
                .And.Message.Contains("rolled back")
        );
        Assert.That(
            await server.ScalarAsync<int>("SELECT COALESCE(COL_LENGTH(N'fact.BlockingNode', N'CapturedAt'), 0);"),
            Is.Zero,
            "what the migration did before is undone"
        );
        Assert.That(
            async () => await server.RunScriptAsync(HandScript.Write(RepositoryPackage.Current)),
            Throws.InvalidOperationException.With.Message.Contains("Error 515")
        );
        await server.ExecuteAsync("DELETE fact.BlockingEdge WHERE SnapshotId = 4711;");
        await DeployAsync(server);
        await RequireUpgradedAsync(server, before);
    }

    [Test]
    public async Task A_column_that_an_administrator_added_stays_with_its_values()
    {
        await using var server = await ReleaseAsync("0.1.0");
        await server.RunScriptAsync("ALTER TABLE config.Instance ADD CostCenter int NULL;\nGO\nUPDATE config.Instance SET CostCenter = 7;");
        var before = await ContentAsync(server);
        await DeployAsync(server);
        var after = await DatabaseContent.RowsAsync(server, before.Tables.Where(t => t.Key == "config.Instance").ToDictionary());
        Assert.That(after["config.Instance"], Is.EqualTo(before.Rows["config.Instance"]));
    }

    [Test]
    public async Task What_was_stored_under_the_old_name_of_a_collector_goes_on_under_the_new_one()
    {
        await using var server = await ReleaseAsync("0.1.0");
        await server.RunScriptAsync(
            """
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
            """
        );

        await DeployAsync(server);

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
                    "SELECT CONCAT((SELECT COUNT(*) FROM collect.Watermark WHERE CollectorName IN (N'Storage', N'IndexHealth')), N' ', (SELECT COUNT(*) FROM collect.Bookmark WHERE CollectorName = N'IndexHealth'), N' ', (SELECT SettingValue FROM config.Setting WHERE SettingName = N'IndexHealthFromHour'), N' ', (SELECT COUNT(*) FROM ops.JobRun WHERE JobName = N'collect:Storage'), N' ', (SELECT COUNT(*) FROM alert.Alert WHERE AlertKey = N'collector/Storage'));"
                ),
                Is.EqualTo("2 1 22 1 1")
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
                    "SELECT COUNT(*) FROM config.Collector WHERE CollectorName IN (N'LogSize', N'StatisticsHealth');"
                ),
                Is.Zero,
                "nothing is left under the old names"
            );
        }
    }

    [Test]
    public async Task The_limits_of_a_rule_become_its_measures_and_the_incident_of_an_alert_its_subject()
    {
        await using var server = await ReleaseAsync("0.1.0");
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

        await DeployAsync(server);

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

    private static async Task<TestServer> ReleaseAsync(string release)
    {
        var server = await TestServer.StartAsync();
        foreach (var file in new[] { "create.sql", "fill.sql" })
        {
            await server.RunScriptAsync(await File.ReadAllTextAsync(Path.Combine(Releases, release, file)));
        }

        return server;
    }

    // A module that misses a column fails before the catalogs can be compared: the tables are compared then.
    private async Task<DeploymentOutcome> DeployAsync(TestServer server)
    {
        try
        {
            return await server.DeployAsync();
        }
        catch (DeploymentException exception)
        {
            var tables = (await Catalog.ReadAsync(server.ConnectionString)).TableDifferencesFrom(_fresh);
            Assert.Fail($"{exception.Message}\nTables so far:\n  {string.Join("\n  ", tables)}\n{Catalog.HowToMend}");
            throw;
        }
    }

    private static async Task<(Dictionary<string, List<string>> Tables, Dictionary<string, List<string>> Rows)> ContentAsync(
        TestServer server
    )
    {
        var tables = await DatabaseContent.TablesAsync(server);

        // By which procedure and type a collector saves is the version's affair; all else of it may have been
        // changed by an administrator.
        tables["config.Collector"].RemoveAll(column => column is "TargetProcedure" or "TableType");

        // The file of a collector that reads none goes, see migration 006; a test of its own looks at
        // bookmarks.
        tables["collect.Bookmark"].RemoveAll(column => column is "BookmarkFile");

        // So is the kind of a setting's value.
        tables["config.Setting"].RemoveAll(column => column is "ValueKind");

        // What became of these has a test of its own.
        tables["config.AlertRule"].Remove("RuleKind");
        tables["alert.Alert"].Remove("IncidentId");
        return (tables, await DatabaseContent.RowsAsync(server, tables));
    }

    private static Task<string> ObjectIdsAsync(TestServer server) =>
        server.ScalarAsync<string>(
            "SELECT STUFF((SELECT CONCAT(N' ', o.object_id) FROM sys.objects AS o ORDER BY o.object_id FOR XML PATH(N'')), 1, 1, N'');"
        );

    private async Task RequireUpgradedAsync(
        TestServer server,
        (Dictionary<string, List<string>> Tables, Dictionary<string, List<string>> Rows) before
    )
    {
        (await Catalog.ReadAsync(server.ConnectionString)).RequireEqual(_fresh, "The upgraded database");
        var tables = before.Tables.Where(table => !Gone.Contains(table.Key)).ToDictionary();
        var after = await DatabaseContent.RowsAsync(server, tables);
        using (Assert.EnterMultipleScope())
        {
            foreach (var table in tables.Keys)
            {
                if (GrowsWithVersion.Any(prefix => table.StartsWith(prefix, StringComparison.Ordinal)))
                {
                    Assert.That(after[table], Is.SupersetOf(before.Rows[table]), table);
                }
                else
                {
                    Assert.That(after[table], Is.EqualTo(before.Rows[table]), table);
                }
            }

            Assert.That(
                await server.ScalarAsync<int>(
                    "SELECT COUNT(*) FROM fact.BlockingNode AS n WHERE NOT EXISTS (SELECT 1 FROM fact.BlockingSnapshot AS s WHERE s.SnapshotId = n.SnapshotId AND s.CapturedAt = n.CapturedAt);"
                ),
                Is.Zero,
                "each node has the time of its snapshot"
            );
            Assert.That(
                await server.ScalarAsync<string>("SELECT Value FROM config.SettingText(N'LinkHosts');"),
                Is.EqualTo("127.0.0.1;localhost;reports.contoso.com"),
                "links of mails lead on to the host they led to"
            );
            Assert.That(
                await server.ScalarAsync<int>(
                    "SELECT COUNT(*) FROM ops.DeployedScript WHERE ScriptName = N'AxMonitor.create.sql' AND ProductVersion = N'0.1.0';"
                ),
                Is.EqualTo(before.Rows.TryGetValue("ops.Deployment", out var rows) ? rows.Count : 1),
                "the journal knows of the deployments before it"
            );
        }
    }

    /// <summary>Stops a deployment when a script begins: that one is still applied, the next is
    /// not.</summary>
    private sealed class Stopping(string at, CancellationTokenSource stop) : IDeploymentProgress
    {
        public List<string> Done { get; } = [];

        public void Waiting(string holder)
        {
            // The session of the one that was broken off may still be ending.
        }

        public void Planned(DeploymentPlan plan)
        {
            // The test knows what it expects.
        }

        public void Starting(string script)
        {
            if (script == at)
            {
                stop.Cancel();
            }
        }

        public void Applied(AppliedScript script) => Done.Add(script.Name);
    }
}
