// The checks of what collectors need, run on a watched server as the login that lacks it: each finding names
// what is missing and the exact remedy, and running the remedy makes the finding go away.

using System.Data;
using AxMonitor.Collectors;
using AxMonitor.Orchestrator.Collect;
using AxMonitor.Orchestrator.Repository;

namespace AxMonitor.Database.Tests;

[TestFixture]
public sealed class PreflightTests
{
    private CollectorStage _stage = null!;

    [SetUp]
    public async Task Start()
    {
        _stage = await CollectorStage.StartAsync();
        await _stage.AddLoginAsync("svc");
        await _stage.ExecuteAsync(
            "CREATE DATABASE AX COLLATE Latin1_General_100_BIN2;"
        );
        await _stage.ExecuteAsync("CREATE TABLE dbo.BATCH (RECID bigint NOT NULL, STATUS int NOT NULL);", "AX");
    }

    [TearDown]
    public async Task Stop() => await _stage.DisposeAsync();

    [Test]
    public async Task A_server_permission_is_missed_with_its_grant_until_it_is_granted()
    {
        var finding = await OneAsync("VIEW SERVER STATE");
        Assert.That(
            finding,
            Is.EqualTo(
                new Finding(
                    "Batch",
                    "VIEW SERVER STATE",
                    false,
                    false,
                    "The login svc lacks VIEW SERVER STATE.",
                    "USE master; GRANT VIEW SERVER STATE TO [svc];"
                )
            )
        );
        await _stage.ExecuteAsync(finding.Remedy!);
        Assert.That(
            await OneAsync("VIEW SERVER STATE"),
            Is.EqualTo(new Finding("Batch", "VIEW SERVER STATE", false, true, "The login has it.", null))
        );
    }

    [Test]
    public async Task The_two_parts_that_2022_brought_are_as_good_as_VIEW_SERVER_STATE()
    {
        await _stage.ExecuteAsync("GRANT VIEW SERVER PERFORMANCE STATE TO svc;");
        var half = await OneAsync("VIEW SERVER STATE");
        Assert.That(
            (half.IsMet, half.What, half.Remedy),
            Is.EqualTo(
                (
                    false,
                    "The login svc lacks VIEW SERVER SECURITY STATE.",
                    "USE master; GRANT VIEW SERVER SECURITY STATE TO [svc];"
                )
            )
        );
        await _stage.ExecuteAsync(half.Remedy!);
        using (Assert.EnterMultipleScope())
        {
            Assert.That((await OneAsync("VIEW SERVER STATE")).IsMet, Is.True);
            Assert.That((await OneAsync("xe AxMonitor_Blocking")).IsMet, Is.True);
            Assert.That((await OneAsync("ALTER SERVER STATE")).IsMet, Is.False, "they stand for nothing else");
        }
    }

    [TestCase("Requests")]
    [TestCase("TempDb")]
    [TestCase("Waits")]
    [TestCase("Deadlocks")]
    [TestCase("BlockedProcesses")]
    public async Task A_collector_reads_with_the_two_parts_alone(string collector)
    {
        await _stage.LogInWithAsync("VIEW SERVER PERFORMANCE STATE", "VIEW SERVER SECURITY STATE");
        Assert.That(async () => await _stage.RunAsync(collector, axDatabase: null), Throws.Nothing);
    }

    [Test]
    public async Task The_way_into_the_AX_database_is_told_step_by_step()
    {
        const string Need = "table AX dbo.BATCH(RECID, STATUS)";
        var noUser = await OneAsync(Need);
        Assert.That(noUser.What, Is.EqualTo("The login svc may not enter the database AX."));
        await _stage.ExecuteAsync(noUser.Remedy!);

        var invisible = await OneAsync(Need);
        Assert.That(invisible.What, Is.EqualTo("dbo.BATCH does not exist in the database AX, or the login svc may not see it."));
        Assert.That(
            invisible.Remedy,
            Does.StartWith(
                "USE [AX]; GRANT SELECT ON OBJECT::dbo.BATCH TO [svc]; If it goes by another name there: tell it with config.SetAxName"
            )
        );

        var noDefinition = await OneAsync("AX VIEW DEFINITION");
        Assert.That(noDefinition.What, Is.EqualTo("The login svc lacks VIEW DEFINITION in the database AX."));
        await _stage.ExecuteAsync(noDefinition.Remedy!);
        Assert.That((await OneAsync("AX VIEW DEFINITION")).IsMet, Is.True);

        var noSelect = await OneAsync(Need);
        Assert.That(
            noSelect,
            Is.EqualTo(
                new Finding(
                    "Batch",
                    Need,
                    false,
                    false,
                    "The login svc may not SELECT from dbo.BATCH in the database AX.",
                    "USE [AX]; GRANT SELECT ON OBJECT::dbo.BATCH TO [svc];"
                )
            )
        );
        await _stage.ExecuteAsync(noSelect.Remedy!);
        Assert.That(await OneAsync(Need), Is.EqualTo(new Finding("Batch", Need, false, true, "It is there.", null)));
    }

    [Test]
    public async Task A_column_that_goes_by_another_name_is_named()
    {
        var finding = await OneAsync("table AX dbo.BATCH(RECID, SERVERID, CAPTION)", login: "sa");
        Assert.That(finding.What, Is.EqualTo("dbo.BATCH in the database AX has no column CAPTION, SERVERID."));
        Assert.That(finding.Remedy, Does.StartWith("If it goes by another name there, tell it with config.SetAxName"));
    }

    [Test]
    public async Task Names_that_were_told_are_looked_for()
    {
        await _stage.ExecuteAsync("CREATE TABLE dbo.BatchHistory_Old (RecId bigint NOT NULL, STATE int NOT NULL);", "AX");
        const string Names =
            "<n t=\"BATCHHISTORY\" c=\"\" a=\"BATCHHISTORY_OLD\"/><n t=\"BATCHHISTORY\" c=\"STATUS\" a=\"STATE\"/>";
        Assert.That(
            (await OneAsync("table AX dbo.BATCHHISTORY(RECID, STATUS)", login: "sa", axNames: Names)).IsMet,
            Is.True,
            "also spelt otherwise in a case-sensitive database"
        );
        Assert.That((await OneAsync("table AX dbo.BATCHHISTORY(RECID, STATUS)", login: "sa")).IsMet, Is.False);
    }

    [TestCase(
        null,
        "The instance names no AX database.",
        "axmonitor instance add --name PRD --connection PrdServer --ax-database NAME"
    )]
    [TestCase(
        "Elsewhere",
        "There is no database Elsewhere on this server, or the login sa may not see it.",
        "Correct the name: axmonitor instance add --name PRD --connection PrdServer --ax-database NAME"
    )]
    public async Task An_AX_database_that_is_not_there_is_a_finding(string? database, string what, string remedy)
    {
        var finding = await OneAsync("table AX dbo.BATCH", login: "sa", axDatabase: database);
        Assert.That((finding.What, finding.Remedy), Is.EqualTo((what, remedy)));
    }

    [Test]
    public async Task An_event_session_must_run_with_its_events_and_a_login_that_sees_it()
    {
        Assert.That(
            (await OneAsync("xe AxMonitor_Blocking(blocked_process_report, xml_deadlock_report)", login: "sa")).IsMet,
            Is.True
        );

        _stage.Watched.EventSessions[0] = ("AxMonitor_Blocking", _stage.Watched.EventSessions[0].File, ["xml_deadlock_report"]);
        var without = await OneAsync("xe AxMonitor_Blocking(blocked_process_report)", login: "sa");
        Assert.That(
            (without.What, without.Remedy),
            Is.EqualTo(
                (
                    "The event session AxMonitor_Blocking runs without blocked_process_report.",
                    "axmonitor deploy xe --instance PrdServer"
                )
            )
        );

        _stage.Watched.EventSessions.Clear();
        Assert.That(
            (await OneAsync("xe AxMonitor_Blocking", login: "sa")).What,
            Is.EqualTo("The event session AxMonitor_Blocking does not run.")
        );

        var blind = await OneAsync("xe AxMonitor_Blocking");
        Assert.That(
            (blind.What, blind.Remedy),
            Is.EqualTo(
                (
                    "The login svc may not see event sessions: it lacks VIEW SERVER STATE.",
                    "USE master; GRANT VIEW SERVER STATE TO [svc];"
                )
            )
        );
    }

    [Test]
    public async Task An_option_is_compared_with_the_value_in_use()
    {
        await _stage.ExecuteAsync(
            "EXEC sp_configure N'show advanced options', 1; RECONFIGURE; EXEC sp_configure N'blocked process threshold (s)', 0; RECONFIGURE;"
        );
        var off = await OneAsync("option 'blocked process threshold (s)' > 0");
        Assert.That(
            (off.IsMet, off.What, off.Remedy),
            Is.EqualTo(
                (
                    false,
                    "The option 'blocked process threshold (s)' is 0.",
                    "axmonitor deploy xe --instance PrdServer --set-blocked-process-threshold 10"
                )
            )
        );
        await _stage.ExecuteAsync("EXEC sp_configure N'blocked process threshold (s)', 10; RECONFIGURE;");
        Assert.That((await OneAsync("option 'blocked process threshold (s)' > 0")).IsMet, Is.True);
        Assert.That(
            (await OneAsync("option 'blocked process threshold (s)' >= 11")).Remedy,
            Does.Contain("--set-blocked-process-threshold")
        );
    }

    [Test]
    public async Task What_is_only_used_is_optional_and_a_file_that_cannot_be_read_is_a_finding()
    {
        Assert.That((await OneAsync("VIEW SERVER STATE", isOptional: true)).IsOptional, Is.True);

        var broken = Collector("Batch") with { QueryText = "-- needs: magic\nSELECT 1;" };
        var finding = (await RunAsync([broken], "svc", "AX")).Single(f => f.Check == "collector file");
        Assert.That(finding.What, Does.StartWith("The text of Batch for PRD: 'magic' is no need."));
        Assert.That(finding.Remedy, Is.EqualTo("Correct the text with axmonitor collector set-text."));

        var absent = Collector("Nowhere");
        Assert.That(
            (await RunAsync([absent], "svc", "AX")).Single(f => f.Check == "collector file").What,
            Does.Contain("has no file")
        );
    }

    [Test]
    public async Task Every_shipped_collector_is_met_for_an_administrator_or_says_what_is_missing_on_this_server()
    {
        List<ScheduledCollector> all =
        [
            .. RepositoryFolders
                .CollectorNames.Select(RepositoryFolders.Collector)
                .Where(f => f.Kind == CollectorKind.Data)
                .Select(f => Collector(f.Name) with { TargetProcedure = f.Procedure, TableType = f.TableType }),
        ];
        var findings = await RunAsync(all, "sa", "AX");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(findings.Select(f => f.Collector).Distinct(), Is.EquivalentTo(all.Select(c => c.CollectorName)));
            Assert.That(
                findings.Where(f => f.Check.StartsWith("VIEW ", StringComparison.Ordinal)),
                Has.All.Matches<Finding>(f => f.IsMet)
            );
            Assert.That(findings.Where(f => !f.IsMet), Has.All.Matches<Finding>(f => f.Remedy!.Length > 10));
        }
    }

    private async Task<Finding> OneAsync(
        string need,
        string login = "svc",
        string? axDatabase = "AX",
        bool isOptional = false,
        string? axNames = null
    )
    {
        var collector = Collector("Batch") with { QueryText = $"-- {(isOptional ? "uses" : "needs")}: {need}\nSELECT 1;" };
        var findings = await RunAsync([collector], login, axDatabase, axNames);
        Assert.That(findings.Single(f => f.Check.StartsWith("SQL Server 2016", StringComparison.Ordinal)).IsMet, Is.True);
        return findings.Single(f => !f.Check.StartsWith("SQL Server 2016", StringComparison.Ordinal));
    }

    private async Task<List<Finding>> RunAsync(
        IReadOnlyList<ScheduledCollector> schedule,
        string login,
        string? axDatabase,
        string? axNames = null
    )
    {
        CollectorCatalog catalog = new(RepositoryFolders.Collectors);
        PreflightNeeds needs = new(null!, catalog);
        List<BatchParameter> parameters =
        [
            new("RowLimit", SqlDbType.Int, 1000),
            new("AxDatabaseName", SqlDbType.NVarChar, axDatabase),
            new("AxNames", SqlDbType.NVarChar, axNames),
            .. needs.For(Collector("Preflight") with { Kind = "check" }, schedule),
        ];
        await using var reading = await new SqlWatchedSource(TimeProvider.System).ReadAsync(
            _stage.ConnectionString(login),
            catalog.Get("Preflight").Text,
            parameters,
            TimeSpan.FromSeconds(15),
            CancellationToken.None
        );
        List<Finding> findings = [];
        while (await reading.Rows.ReadAsync())
        {
            findings.Add(
                new Finding(
                    reading.Rows.GetString(0),
                    reading.Rows.GetString(1),
                    reading.Rows.GetBoolean(2),
                    reading.Rows.GetBoolean(3),
                    reading.Rows.GetString(4),
                    await reading.Rows.IsDBNullAsync(5) ? null : reading.Rows.GetString(5)
                )
            );
        }

        return findings;
    }

    private static ScheduledCollector Collector(string name) =>
        new()
        {
            InstanceId = 1,
            InstanceName = "PRD",
            ConnectionName = "PrdServer",
            CollectorName = name,
            TargetProcedure = "collect.Save" + name,
            TableType = "stage." + name,
        };

    private sealed record Finding(string Collector, string Check, bool IsOptional, bool IsMet, string What, string? Remedy);
}
