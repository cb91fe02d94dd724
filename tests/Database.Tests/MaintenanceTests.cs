// ops.RunMaintenance beside others: by the role the orchestrator has, while another session holds the lock,
// while a table is in use.

using Microsoft.Data.SqlClient;

namespace AxMonitor.Database.Tests;

// In order: each test moves the clock of the one database on.
[TestFixture]
public sealed class MaintenanceTests
{
    private TestServer _server = null!;

    [OneTimeSetUp]
    public async Task Deploy()
    {
        _server = await TestServer.StartAsync();
        await _server.HaveRepositoryAsync();
        await _server.SimulateTimeAsync();
    }

    [OneTimeTearDown]
    public async Task Stop() => await _server.DisposeAsync();

    [Test, Order(1)]
    public async Task Deploying_leaves_partitions_for_today_and_the_days_ahead()
    {
        var empty = await _server.ScalarAsync<int>(
            """
            SELECT COUNT(*)
            FROM sys.partition_range_values AS v
            INNER JOIN sys.partition_functions AS f ON f.function_id = v.function_id
            WHERE f.name = N'PF_Day' AND CAST(v.value AS datetime2(3)) >= CAST(SYSUTCDATETIME() AS date);
            """
        );

        Assert.That(empty, Is.InRange(8, 9), "nine at the day of deployment, one less when midnight has passed since");
    }

    [Test, Order(2)]
    public async Task The_orchestrators_role_is_enough()
    {
        await _server.ExecuteAsync(
            """
            CREATE USER maintainer WITHOUT LOGIN;
            ALTER ROLE axmonitor_collector ADD MEMBER maintainer;
            """
        );
        await using SqlConnection connection = new(_server.ConnectionString);
        await connection.OpenAsync();
        Assert.That(
            await MaintainAsync(connection, "EXECUTE AS USER = N'maintainer'; EXEC ops.RunMaintenance '2041-01-01'; REVERT;"),
            Is.Null
        );
        var tomorrow = await _server.ScalarAsync<int>(
            "SELECT $PARTITION.PF_Day('2041-01-02') - $PARTITION.PF_Day('2041-01-01');"
        );
        Assert.That(tomorrow, Is.EqualTo(1));
    }

    [Test, Order(3)]
    public async Task Of_two_sessions_one_maintains_and_the_other_says_that_it_waits()
    {
        await using SqlConnection first = new(_server.ConnectionString);
        await first.OpenAsync();
        await using SqlCommand hold = new("EXEC sys.sp_getapplock N'AxMonitor.Partitions', N'Exclusive', N'Session';", first);
        await hold.ExecuteNonQueryAsync();
        await using SqlConnection second = new(_server.ConnectionString);
        await second.OpenAsync();

        var waits = await MaintainAsync(second, "EXEC ops.RunMaintenance '2042-01-01';");
        await using SqlCommand release = new("EXEC sys.sp_releaseapplock N'AxMonitor.Partitions', N'Session';", first);
        await release.ExecuteNonQueryAsync();
        var then = await MaintainAsync(second, "EXEC ops.RunMaintenance '2042-01-01';");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(waits, Does.Contain("Another session"));
            Assert.That(then, Is.Null);
        }
    }

    [Test, Order(4)]
    public async Task With_nothing_to_do_it_waits_for_nobody()
    {
        await _server.ExecuteAsync("EXEC ops.RunMaintenance '2043-01-01';");
        await using SqlConnection writer = new(_server.ConnectionString);
        await writer.OpenAsync();
        await using var transaction = (SqlTransaction)await writer.BeginTransactionAsync();
        await using SqlCommand write = new(
            "INSERT fact.Metric (InstanceId, MetricId, KeyId, CapturedAt, Value) VALUES (1, 1, 1, '2043-01-01T01:00:00', 1);",
            writer,
            transaction
        );
        await write.ExecuteNonQueryAsync();
        await using SqlConnection connection = new(_server.ConnectionString);
        await connection.OpenAsync();

        Assert.That(
            await MaintainAsync(
                connection,
                "SET LOCK_TIMEOUT 0; EXEC ops.MaintainPartitions '2043-01-01T02:00:00'; EXEC ops.Purge '2043-01-01T02:00:00'; SELECT WaitsFor = CAST(NULL AS nvarchar(10));"
            ),
            Is.Null
        );
    }

    [Test, Order(5)]
    public async Task A_purge_that_fails_says_which_family_and_purges_the_others()
    {
        await _server.ExecuteAsync(
            """
            EXEC ops.MaintainPartitions '2044-01-01';
            EXEC ops.MaintainPartitions '2044-01-05';
            INSERT fact.Metric (InstanceId, MetricId, KeyId, CapturedAt, Value) VALUES (1, 1, 1, '2044-01-02', 1);
            """
        );
        await _server.ExecuteAsync(
            "CREATE PROCEDURE dbo.Fails @Before datetime2(3), @BatchSize int, @DeletedRows int OUTPUT AS THROW 60000, N'no purge today', 1;"
        );
        await _server.ExecuteAsync("EXEC config.DefineFactTable N'audit.Event', N'Audit', N'RecordedAt', N'dbo.Fails';");
        await using SqlConnection connection = new(_server.ConnectionString);
        await connection.OpenAsync();

        var failure = Assert.ThrowsAsync<SqlException>(() => MaintainAsync(connection, "EXEC ops.RunMaintenance '2044-03-01';"));
        await _server.ExecuteAsync("EXEC config.DefineFactTable N'audit.Event', N'Audit', N'RecordedAt', N'ops.PurgeAudit';");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(failure!.Number, Is.EqualTo(50062));
            Assert.That(failure.Message, Is.EqualTo("Family Audit: no purge today"));
            Assert.That(
                await _server.ScalarAsync<int>("SELECT COUNT(*) FROM fact.Metric WHERE CapturedAt = '2044-01-02';"),
                Is.Zero
            );
            Assert.That(
                await MaintainAsync(connection, "EXEC ops.RunMaintenance '2044-03-01';"),
                Is.Null,
                "the lock was given back, and the family is purged now"
            );
        }
    }

    [Test, Order(6)]
    public async Task What_passes_by_itself_is_left_to_the_next_call_and_hides_no_failure()
    {
        await _server.ExecuteAsync(
            "CREATE PROCEDURE dbo.Busy @Before datetime2(3), @BatchSize int, @DeletedRows int OUTPUT AS THROW 50061, N'a save holds it', 1;"
        );
        await _server.ExecuteAsync("EXEC config.DefineFactTable N'audit.Event', N'Audit', N'RecordedAt', N'dbo.Busy';");
        await using SqlConnection connection = new(_server.ConnectionString);
        await connection.OpenAsync();
        var waits = await MaintainAsync(connection, "EXEC ops.RunMaintenance '2044-06-01';");

        // Texts come after Audit: what passes by itself was first, and the failure is what is raised.
        await _server.ExecuteAsync(
            "EXEC config.DefineFactTable N'dim.StatementText', N'Texts', N'FirstSeenAt', N'dbo.Fails';"
        );
        var failure = Assert.ThrowsAsync<SqlException>(() => MaintainAsync(connection, "EXEC ops.RunMaintenance '2044-06-02';"));
        await _server.ExecuteAsync(
            """
            EXEC config.DefineFactTable N'audit.Event', N'Audit', N'RecordedAt', N'ops.PurgeAudit';
            EXEC config.DefineFactTable N'dim.StatementText', N'Texts', N'FirstSeenAt', N'ops.PurgeTexts';
            """
        );

        using (Assert.EnterMultipleScope())
        {
            Assert.That(waits, Is.EqualTo("While purging: Family Audit: a save holds it"));
            Assert.That((failure!.Number, failure.Message), Is.EqualTo((50062, "Family Texts: no purge today")));
            Assert.That(await MaintainAsync(connection, "EXEC ops.RunMaintenance '2044-06-02';"), Is.Null);
        }
    }

    private static async Task<string?> MaintainAsync(SqlConnection connection, string sql)
    {
        await using SqlCommand command = new(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        Assert.That(await reader.ReadAsync(), Is.True, "ops.RunMaintenance answers with one row");
        var waits = reader.GetOrdinal("WaitsFor");
        return await reader.IsDBNullAsync(waits) ? null : reader.GetString(waits);
    }
}
