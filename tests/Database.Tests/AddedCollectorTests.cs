// What CONTRIBUTING.md says of adding a collector, done in a copy of the tree: its own files are all it
// takes. Build, deployment, schedule, run and save know it from them, and no other file changes.

using System.Data;
using AxMonitor.Collectors;
using AxMonitor.Database.Build;
using AxMonitor.Database.Deploy;
using AxMonitor.Orchestrator.Collect;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Repository;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Database.Tests;

[TestFixture]
public sealed class AddedCollectorTests
{
    private static readonly Dictionary<string, string> Files = new(StringComparer.Ordinal)
    {
        ["orchestrator/Collectors/Uptime.sql"] = """
            -- interval: 60 s
            -- timeout: 5 s
            -- rows: 10
            -- permissions: VIEW SERVER STATE
            -- needs: VIEW SERVER STATE
            --
            -- How long the server has been running.
            -- include: SessionSettings

            SELECT CapturedAt = CAST(SYSUTCDATETIME() AS datetime2(3));

            SELECT TOP (@RowLimit) UptimeSeconds = DATEDIFF_BIG(second, i.sqlserver_start_time, SYSDATETIME())
            FROM sys.dm_os_sys_info AS i;
            """,
        ["database/stage/Types/Uptime.sql"] = """
            CREATE TYPE stage.Uptime AS TABLE
            (
                UptimeSeconds bigint NOT NULL
            );
            """,
        ["database/fact/Tables/Uptime.sql"] = """
            CREATE TABLE fact.Uptime
            (
                InstanceId    int          NOT NULL,
                CapturedAt    datetime2(3) NOT NULL,
                UptimeSeconds bigint       NOT NULL,
                CONSTRAINT PK_Uptime PRIMARY KEY CLUSTERED (InstanceId, CapturedAt),
                CONSTRAINT FK_Uptime_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId)
            )
            ON PS_Day (CapturedAt);
            """,
        ["database/collect/Procedures/SaveUptime.sql"] = """
            CREATE PROCEDURE collect.SaveUptime
                @InstanceId int,
                @RunId      uniqueidentifier,
                @CapturedAt datetime2(3),
                @Rows       stage.Uptime READONLY
            AS
            SET NOCOUNT, XACT_ABORT ON;

            DECLARE @WasDuplicate bit;
            DECLARE @SavedRows int = 0;
            DECLARE @Points stage.MetricPoint;

            BEGIN TRANSACTION;

            EXEC collect.AdvanceWatermark @InstanceId, N'Uptime', @CapturedAt, @RunId, @WasDuplicate OUTPUT;

            IF @WasDuplicate = 0
            BEGIN
                INSERT fact.Uptime (InstanceId, CapturedAt, UptimeSeconds)
                SELECT @InstanceId, @CapturedAt, r.UptimeSeconds
                FROM @Rows AS r;

                SET @SavedRows = @@ROWCOUNT;

                INSERT @Points (MetricName, KeyText, Value)
                SELECT N'server.uptime_s', N'', r.UptimeSeconds
                FROM @Rows AS r;

                EXEC collect.SaveMetrics @InstanceId, @CapturedAt, @Points;
            END;

            COMMIT TRANSACTION;

            SELECT SavedRows = @SavedRows, WasDuplicate = @WasDuplicate;
            """,
        ["database/Seed/Collectors/Uptime.sql"] = """
            EXEC config.DefineFactTable N'fact.Uptime', N'Detail', N'CapturedAt';
            EXEC config.DefineMetric N'server.uptime_s', N'Uptime', N's', N'none', N'none', N'Time since the server started.';
            """,
    };

    [Test]
    public async Task The_files_of_a_collector_are_all_it_takes_to_have_it_run_and_saved()
    {
        using TempFolder tree = new();
        Copy("database", tree.Path);
        Copy("orchestrator/Collectors", tree.Path);
        foreach (var (name, text) in Files)
        {
            tree.Write(name, text);
        }

        var database = Path.Combine(tree.Path, "database");
        Assert.That(DatabaseBuilder.Validate(database), Is.Empty);
        await using var server = await TestServer.StartAsync();
        await new DatabaseDeployment(DatabaseBuilder.Compile(database), server.ConnectionString).RunAsync(CancellationToken.None);
        await server.ExecuteAsync(
            "DECLARE @Now datetime2(3) = SYSUTCDATETIME(); EXEC ops.RegisterInstance N'PRD', N'prd', NULL, @Now;"
        );

        var scheduled = await ScheduledAsync(server);
        CollectorCatalog catalog = new(Path.Combine(tree.Path, "orchestrator", "Collectors"));
        await using (
            var reading = await new SqlWatchedSource(TimeProvider.System).ReadAsync(
                server.MasterConnection,
                catalog.Get(scheduled.CollectorName).Text,
                [new BatchParameter("RowLimit", SqlDbType.Int, scheduled.RowLimit)],
                TimeSpan.FromMilliseconds(scheduled.TimeoutMs),
                CancellationToken.None
            )
        )
        {
            SqlIngestion ingestion = new(
                new RepositoryConnection(
                    new OrchestratorOptions { RepositoryConnectionString = server.ConnectionString },
                    TimeProvider.System
                )
            );
            await ingestion.SaveAsync(scheduled, Guid.NewGuid(), reading.Header, reading.Rows, CancellationToken.None);
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                await server.ScalarAsync<int>("SELECT COUNT(*) FROM fact.Uptime WHERE UptimeSeconds >= 0;"),
                Is.EqualTo(1)
            );
            Assert.That(
                await server.ScalarAsync<int>(
                    "SELECT COUNT(*) FROM fact.Metric AS f INNER JOIN config.Metric AS m ON m.MetricId = f.MetricId WHERE m.MetricName = N'server.uptime_s';"
                ),
                Is.EqualTo(1)
            );
        }
    }

    [TestCase("database/stage/Types/Uptime.sql", "stage.Uptime")]
    [TestCase("database/collect/Procedures/SaveUptime.sql", "collect.SaveUptime")]
    public void What_the_file_of_a_collector_needs_and_nobody_wrote_is_named_by_the_build(string missing, string named)
    {
        using TempFolder tree = new();
        Copy("database", tree.Path);
        Copy("orchestrator/Collectors", tree.Path);
        foreach (var (name, text) in Files.Where(file => file.Key != missing))
        {
            tree.Write(name, text);
        }

        Assert.That(
            DatabaseBuilder.Validate(Path.Combine(tree.Path, "database")).Select(message => message.ToString()),
            Has.Some.Contains("Uptime").And.Some.Contains(named)
        );
    }

    private static async Task<ScheduledCollector> ScheduledAsync(TestServer server)
    {
        await using SqlConnection connection = new(server.ConnectionString);
        await connection.OpenAsync();
        await using SqlCommand command = new("EXEC ops.GetSchedule;", connection);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            if ((string)reader["CollectorName"] == "Uptime")
            {
                return new ScheduledCollector
                {
                    InstanceId = (int)reader["InstanceId"],
                    CollectorName = "Uptime",
                    TimeoutMs = (int)reader["TimeoutMs"],
                    RowLimit = (int)reader["RowLimit"],
                    TargetProcedure = (string)reader["TargetProcedure"],
                    TableType = (string)reader["TableType"],
                };
            }
        }

        throw new InvalidOperationException("The schedule does not name the collector Uptime.");
    }

    private static void Copy(string folder, string to)
    {
        var from = RepositoryRoot.Combine(folder.Split('/'));
        foreach (var file in Directory.EnumerateFiles(from, "*.sql*", SearchOption.AllDirectories))
        {
            var relative = Path.GetRelativePath(RepositoryRoot.Path, file);
            if (relative.Split(Path.DirectorySeparatorChar).Intersect(["bin", "obj"], StringComparer.Ordinal).Any())
            {
                continue;
            }

            var target = Path.Combine(to, relative);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
