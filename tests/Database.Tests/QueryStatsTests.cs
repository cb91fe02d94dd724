// The collector QueryStats against a plan cache told row by row: what it leaves out, whose text it brings,
// and when it reads the whole cache.

using System.Data;
using AxMonitor.Engine.Programs;
using AxMonitor.Engine.Tds;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Database.Tests;

[TestFixture]
public sealed class QueryStatsTests
{
    private const string Password = "Pa55-word-of-tests";
    private ServerInstance _engine = null!;
    private TdsServer _endpoint = null!;
    private WatchedServer _watched = null!;
    private SqlConnection _connection = null!;

    [SetUp]
    public async Task Start()
    {
        StartedYesterday time = new();
        _engine = new ServerInstance(new EngineOptions { AdministratorPassword = Password, Time = time });
        time.Offset = TimeSpan.Zero;
        _watched = new WatchedServer();
        _engine.AddStateProvider(_watched);
        _endpoint = new TdsServer(_engine, new TdsServerOptions { Port = 0 });
        await _endpoint.StartAsync();
        _connection = new SqlConnection(
            $"Server=127.0.0.1,{_endpoint.Port};User ID=sa;Password={Password};Encrypt=False;Pooling=False"
        );
        await _connection.OpenAsync();
    }

    [TearDown]
    public async Task Stop()
    {
        await _connection.DisposeAsync();
        await _endpoint.DisposeAsync();
        _engine.Dispose();
    }

    [Test]
    public async Task The_first_reading_is_whole_and_brings_the_statement_without_its_parameter_list()
    {
        AddPlan(1, executions: 10, lastRun: DateTime.Now.AddDays(-2), text: "(@P1 bigint)SELECT 1 FROM INVENTSUM", start: 24);
        AddPlan(2, executions: 5, lastRun: DateTime.Now);

        var reading = await RunAsync();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(reading.Header["IsWhole"], Is.True);
            Assert.That(reading.Header["CacheEntryCount"], Is.EqualTo(2));
            Assert.That(reading.Of(1)["StatementText"], Is.EqualTo("SELECT 1 FROM INVENTSUM"));
            Assert.That(reading.Of(1)["ExecutionCount"], Is.EqualTo(10L));
            Assert.That(
                reading.Of(2)["StatementText"],
                Is.EqualTo(DBNull.Value),
                "its handle gives no text any more; the numbers stay"
            );
            Assert.That(reading.Of(1)["PlanText"], Is.EqualTo(DBNull.Value), "no plan unless it is asked for");
        }
    }

    [Test]
    public async Task A_later_reading_brings_what_has_ended_an_execution_since()
    {
        AddPlan(1, executions: 10, lastRun: DateTime.Now.AddMinutes(-30));
        AddPlan(2, executions: 5, lastRun: DateTime.Now.AddMinutes(-2), text: "SELECT 2");
        AddPlan(3, executions: 1, lastRun: DateTime.Now.AddMinutes(-30), lastElapsed: TimeSpan.FromMinutes(28));

        var reading = await RunAsync(since: TimeSpan.FromMinutes(5));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(reading.Header["IsWhole"], Is.False);
            Assert.That(
                reading.Numbers,
                Is.EquivalentTo(new[] { 2, 3 }),
                "the third began half an hour ago and ended two minutes ago"
            );
            Assert.That(reading.Of(2)["StatementText"], Is.EqualTo(DBNull.Value), "compiled long ago, and nobody asked");
        }
    }

    [Test]
    public async Task What_is_requested_comes_with_text_and_plan()
    {
        AddPlan(1, executions: 10, lastRun: DateTime.Now, text: "SELECT 1");
        AddPlan(2, executions: 10, lastRun: DateTime.Now, text: "SELECT 2");
        _watched.Add("dm_exec_text_query_plan", new() { ["encrypted"] = false, ["query_plan"] = "<ShowPlanXML/>" });

        var reading = await RunAsync(
            since: TimeSpan.FromMinutes(5),
            wanted: """<i k="query" n="0000000000000001"/><i k="plan" n="0000000000000102"/>"""
        );

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                (reading.Of(1)["StatementText"], reading.Of(1)["PlanText"]),
                Is.EqualTo(((object)"SELECT 1", (object)DBNull.Value))
            );
            Assert.That(reading.Of(2)["PlanText"], Is.EqualTo("<ShowPlanXML/>"));
        }
    }

    [Test]
    public async Task What_was_compiled_since_brings_its_text_unasked()
    {
        AddPlan(1, executions: 10, lastRun: DateTime.Now, text: "SELECT 1", compiled: DateTime.Now.AddMinutes(-1));
        var reading = await RunAsync(since: TimeSpan.FromMinutes(5));
        Assert.That(reading.Of(1)["StatementText"], Is.EqualTo("SELECT 1"));
    }

    [TestCase(0, -1, TestName = "Another hour has begun")]
    [TestCase(60, 0, TestName = "The local clock was put forward, as in spring")]
    [TestCase(-60, 0, TestName = "The local clock was put back, as in autumn")]
    public async Task The_whole_cache_is_read_when(int localMinutes, int hours)
    {
        AddPlan(1, executions: 10, lastRun: DateTime.Now.AddHours(-20));
        var reading = await RunAsync(
            since: TimeSpan.FromMinutes(5),
            localShift: TimeSpan.FromMinutes(localMinutes),
            hourShift: hours
        );
        using (Assert.EnterMultipleScope())
        {
            Assert.That(reading.Header["IsWhole"], Is.True);
            Assert.That(reading.Rows.Rows, Has.Count.EqualTo(1));
        }
    }

    [Test]
    public async Task Where_the_limit_cuts_what_takes_most_time_for_its_age_stays()
    {
        AddPlan(1, executions: 1000, lastRun: DateTime.Now, compiled: DateTime.Now.AddDays(-3));
        AddPlan(2, executions: 500, lastRun: DateTime.Now, compiled: DateTime.Now.AddMinutes(-2));
        var reading = await RunAsync(rowLimit: 1);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(reading.Numbers, Is.EqualTo(new[] { 2 }));
            Assert.That(reading.Header["IsTruncated"], Is.True);
        }
    }

    [Test]
    public async Task Without_permission_the_server_says_so()
    {
        await using (
            SqlCommand create = new($"CREATE LOGIN reader WITH PASSWORD = N'{Password}', CHECK_POLICY = OFF;", _connection)
        )
        {
            await create.ExecuteNonQueryAsync();
        }

        await using SqlConnection reader = new(
            $"Server=127.0.0.1,{_endpoint.Port};User ID=reader;Password={Password};Encrypt=False;Pooling=False"
        );
        await reader.OpenAsync();
        var refused = Assert.ThrowsAsync<SqlException>(() => RunAsync(connection: reader))!;
        Assert.That(refused.Errors.Cast<Microsoft.Data.SqlClient.SqlError>().Select(error => error.Number), Does.Contain(300));
    }

    private void AddPlan(
        int number,
        long executions,
        DateTime lastRun,
        string? text = null,
        int start = 0,
        DateTime? compiled = null,
        TimeSpan? lastElapsed = null
    )
    {
        byte[] handle = [2, 0, 0, 0, (byte)number];
        if (text is not null)
        {
            _watched.AddText(handle, text);
        }

        _watched.Add(
            "dm_exec_query_stats",
            new()
            {
                ["sql_handle"] = handle,
                ["plan_handle"] = new byte[] { 6, 0, (byte)number },
                ["statement_start_offset"] = start,
                ["statement_end_offset"] = -1,
                ["creation_time"] = compiled ?? DateTime.Now.AddDays(-3),
                ["last_execution_time"] = lastRun,
                ["execution_count"] = executions,
                ["total_worker_time"] = executions * 1000,
                ["total_elapsed_time"] = executions * 1000,
                ["last_elapsed_time"] = (long)(lastElapsed ?? TimeSpan.Zero).TotalMicroseconds,
                ["query_hash"] = new byte[] { 0, 0, 0, 0, 0, 0, 0, (byte)number },
                ["query_plan_hash"] = new byte[] { 0, 0, 0, 0, 0, 0, 1, (byte)number },
            }
        );
    }

    private async Task<Reading> RunAsync(
        int rowLimit = 1000,
        TimeSpan? since = null,
        string? wanted = null,
        TimeSpan localShift = default,
        int hourShift = 0,
        SqlConnection? connection = null
    )
    {
        var bookmark = "CAST(NULL AS datetime2(3)), CAST(NULL AS bigint), CAST(NULL AS datetime2(3))";
        if (since is { } ago)
        {
            // An hour of the clock must not end between here and there: the collector's own hour is taken.
            bookmark =
                $"DATEADD(second, {(int)(-ago - localShift).TotalSeconds}, CAST(SYSDATETIME() AS datetime2(3))), "
                + $"DATEDIFF(hour, CAST('2000-01-01' AS datetime2(3)), SYSUTCDATETIME()) + {hourShift}, DATEADD(second, {-(int)ago.TotalSeconds}, SYSUTCDATETIME())";
        }

        var collector = RepositoryFolders.Collector("QueryStats").Text;
        var batch = $"""
            DECLARE @BookmarkLocalTime datetime2(3), @BookmarkOffset bigint, @BookmarkEventAt datetime2(3);
            SELECT @BookmarkLocalTime = b.L, @BookmarkOffset = b.O, @BookmarkEventAt = b.E FROM (SELECT {bookmark}) AS b (L, O, E);
            {collector}
            """;
        await using SqlCommand command = new(batch, connection ?? _connection);
        command.Parameters.Add("@RowLimit", SqlDbType.Int).Value = rowLimit;
        command.Parameters.Add("@WantedItems", SqlDbType.NVarChar, 4000).Value = (object?)wanted ?? DBNull.Value;
        command.Parameters.Add("@AxDatabaseName", SqlDbType.NVarChar, 128).Value = "AX";
        await using var reader = await command.ExecuteReaderAsync();
        DataTable header = new();
        header.Load(reader);
        DataTable rows = new();
        rows.Load(reader);
        return new Reading(header.Rows[0], rows);
    }

    private sealed class StartedYesterday : TimeProvider
    {
        public TimeSpan Offset { get; set; } = TimeSpan.FromDays(-1);

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Offset;
    }

    private sealed record Reading(DataRow Header, DataTable Rows)
    {
        public int[] Numbers => [.. Rows.Rows.Cast<DataRow>().Select(row => (int)((byte[])row["QueryHash"])[7])];

        public DataRow Of(int number) => Rows.Rows.Cast<DataRow>().Single(row => ((byte[])row["QueryHash"])[7] == number);
    }
}
