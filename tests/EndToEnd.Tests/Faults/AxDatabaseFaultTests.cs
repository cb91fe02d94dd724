// AX databases that are not as AX 2012 ships them: another collation, tables and columns that are missing or
// go by another name.
using AxMonitor.Sandbox;
using AxMonitor.Sandbox.AxWorkload;

namespace AxMonitor.EndToEnd.Tests.Faults;

[TestFixture]
[CancelAfter(600_000)]
internal sealed class AxDatabaseFaultTests
{
    private static readonly DateTime Start = new(2026, 3, 10, 9, 0, 0, DateTimeKind.Utc);

    [TestCase("Latin1_General_100_BIN2")]
    [TestCase("Latin1_General_CS_AS")]
    [TestCase("SQL_Latin1_General_CP1_CI_AS")]
    public async Task Whatever_its_collation_everything_is_collected(string collation)
    {
        var cancel = TestContext.CurrentContext.CancellationToken;
        await using var rig = await WatchedRig.StartAsync(Start, cancel, ax: new AxInstallationOptions { Collation = collation });
        rig.Ax.StartScenario(AxWorkloadScenarios.BlockingStorm);
        for (var i = 0; i < 3; i++)
        {
            rig.Pass(TimeSpan.FromSeconds(60));
            var runs = await rig.RunAsync(cancel);
            Assert.That(runs.Where(r => r.Outcome != "ok"), Is.Empty);
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                await rig.QueryAsync<string>(
                    "SELECT CONCAT(CollectorName, N': ', Finding) FROM collect.Preflight WHERE IsMet = 0 AND CheckName LIKE N'%AX %';",
                    cancel
                ),
                Is.Empty
            );
            Assert.That((await rig.QueryAsync<int>("SELECT COUNT(*) FROM fact.BatchExecution;", cancel))[0], Is.Positive);
            Assert.That(
                (
                    await rig.QueryAsync<int>(
                        "SELECT COUNT(*) FROM fact.BlockingIncident WHERE ObjectName LIKE N'%.dbo.%' AND AxConfidence = N'confirmed';",
                        cancel
                    )
                )[0],
                Is.Positive,
                "names of objects and AX users"
            );
            Assert.That(await rig.ImpossibleRowsAsync(cancel), Is.Empty);
        }
    }

    [Test]
    public async Task What_is_missing_or_renamed_is_named_stops_only_its_collector_and_is_collected_after_the_remedy(
        CancellationToken cancel
    )
    {
        await using var rig = await WatchedRig.StartAsync(Start, cancel);
        await rig.ChangeWatchedAsync($"CREATE DATABASE AXOLD COLLATE Latin1_General_100_BIN2;", cancel);
        await rig.ChangeWatchedAsync(
            $"""
            CREATE TABLE dbo.BATCH (RECID bigint NOT NULL, BATCHJOBID bigint NOT NULL, CLASSNUMBER int NOT NULL, STATE_ int NOT NULL, STARTDATETIME datetime NOT NULL, ENDDATETIME datetime NOT NULL);
            CREATE USER {ServiceLogins.Orchestrator} FOR LOGIN {ServiceLogins.Orchestrator};
            GRANT SELECT ON OBJECT::dbo.BATCH TO {ServiceLogins.Orchestrator};
            GRANT VIEW DEFINITION TO {ServiceLogins.Orchestrator};
            """,
            cancel,
            "AXOLD"
        );
        await rig.NameAxDatabaseAsync("AXOLD", cancel);
        await rig.RunAsync(cancel, "Preflight");

        var reasons = (await rig.ScheduleAsync(cancel))
            .Where(s =>
                s.State == "waiting"
                && !(s.Reason ?? "").Contains("event session", StringComparison.Ordinal)
                && !(s.Reason ?? "").Contains("Query Store", StringComparison.Ordinal)
            )
            .ToDictionary(s => s.CollectorName, s => s.Reason);
        Assert.That(reasons["Batch"], Is.EqualTo("dbo.BATCH in the database AXOLD has no column STATUS."));
        Assert.That(reasons["AxSessions"], Does.StartWith("dbo.SYSCLIENTSESSIONS does not exist in the database AXOLD"));

        // The others go on, without what they would have read there.
        rig.Pass(TimeSpan.FromMinutes(1));
        var runs = await rig.RunAsync(cancel);
        Assert.That(runs.Where(r => r.Outcome != "ok"), Is.Empty);
        Assert.That(
            runs.Select(r => r.Collector),
            Does.Contain("Requests").And.Not.Contain("Batch").And.Not.Contain("AxSessions")
        );

        // The remedy for a renamed column: tell its name.
        await rig.ChangeRepositoryAsync(
            "EXEC config.SetAxName @InstanceId = 1, @TableName = N'BATCH', @ColumnName = N'STATUS', @ActualName = N'STATE_', @ChangedBy = N'test', @Now = '2026-03-10T09:01:30';",
            cancel
        );
        rig.Pass(TimeSpan.FromMinutes(1));
        await rig.RunAsync(cancel, "Preflight");
        var batch = await rig.RunOneAsync("Batch", cancel);
        Assert.That(batch.Outcome, Is.EqualTo("ok"), batch.ToString());

        // And for the wrong database: name the right one.
        await rig.NameAxDatabaseAsync(rig.Ax.DatabaseName, cancel);
        await rig.ChangeRepositoryAsync(
            "EXEC config.SetAxName @InstanceId = 1, @TableName = N'BATCH', @ColumnName = N'STATUS', @ActualName = NULL, @ChangedBy = N'test', @Now = '2026-03-10T09:02:30';",
            cancel
        );
        rig.Pass(TimeSpan.FromMinutes(1));
        await rig.RunAsync(cancel, "Preflight");
        rig.Pass(TimeSpan.FromMinutes(1));
        var all = await rig.RunAsync(cancel);
        Assert.That(all.Where(r => r.Outcome != "ok"), Is.Empty);
        Assert.That(all.Select(r => r.Collector), Does.Contain("Batch").And.Contain("AxSessions"));
    }
}
