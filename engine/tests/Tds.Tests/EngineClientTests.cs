// Microsoft.Data.SqlClient, Dapper, FreeTDS and tedious against the real engine: what one does here, one does
// on a SQL Server.
using System.Data;
using System.Text.Json;
using Dapper;
using Microsoft.Data.SqlClient;
using Microsoft.Data.SqlClient.Server;
using NUnit.Framework;

namespace AxMonitor.Engine.Tds.Tests;

[TestFixture]
internal sealed class EngineClientTests : EngineServerFixture
{
    private static readonly SqlMetaData[] PointColumns = [new("Id", SqlDbType.Int), new("Name", SqlDbType.NVarChar, 50)];

    [Test]
    public async Task Dapper_queries_with_parameters()
    {
        await using var connection = await OpenClientsAsync();
        var row = await connection.QuerySingleAsync<(int I, string S, decimal D, DateTime T, Guid G, string? N)>(
            "SELECT @i, @s, @d, @t, @g, @n;",
            new
            {
                i = 5,
                s = "grün",
                d = 1.25m,
                t = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Unspecified),
                g = Guid.Empty,
                n = (string?)null,
            }
        );

        Assert.That(
            row,
            Is.EqualTo(
                (5, "grün", 1.25m, new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Unspecified), Guid.Empty, (string?)null)
            )
        );
    }

    [Test]
    public async Task Every_type_survives_the_way_into_a_table_and_back()
    {
        await using var connection = await OpenClientsAsync();
        var values = new
        {
            a = true,
            b = (byte)200,
            c = (short)-5,
            d = long.MaxValue,
            e = 12345.6789m,
            f = 1.5f,
            g = Math.E,
            h = new byte[] { 1, 2, 3 },
            i = new DateTimeOffset(2026, 5, 6, 7, 8, 9, TimeSpan.FromHours(-3)),
            j = TimeSpan.FromSeconds(12.5),
            k = new string('ü', 20_000),
            l = Guid.Parse("6F9619FF-8B86-D011-B42D-00C04FC964FF"),
        };
        var row =
            (IDictionary<string, object>)
                await connection.QuerySingleAsync(
                    """
                    CREATE TABLE #t (a bit, b tinyint, c smallint, d bigint, e decimal(12, 4), f real, g float, h varbinary(max), i datetimeoffset(7), j time(3), k nvarchar(max), l uniqueidentifier);
                    INSERT INTO #t VALUES (@a, @b, @c, @d, @e, @f, @g, @h, @i, @j, @k, @l);
                    SELECT * FROM #t;
                    """,
                    values
                );

        foreach (var property in values.GetType().GetProperties())
        {
            Assert.That(row[property.Name], Is.EqualTo(property.GetValue(values)), property.Name);
        }
    }

    [Test]
    public async Task A_procedure_takes_a_streamed_table_and_returns_output_and_status()
    {
        await using var connection = await OpenClientsAsync();
        await connection.ExecuteAsync("DELETE FROM dbo.Target;");
        await using var command = new SqlCommand("dbo.SavePoints", connection) { CommandType = CommandType.StoredProcedure };
        command.Parameters.Add(new SqlParameter("@Rows", SqlDbType.Structured) { TypeName = "dbo.Point", Value = Points(1500) });
        command.Parameters.Add(new SqlParameter("@Saved", SqlDbType.Int) { Direction = ParameterDirection.Output });
        command.Parameters.Add(new SqlParameter("@Status", SqlDbType.Int) { Direction = ParameterDirection.ReturnValue });
        var affected = await command.ExecuteNonQueryAsync();

        Assert.That(
            (affected, command.Parameters["@Saved"].Value, command.Parameters["@Status"].Value),
            Is.EqualTo((1500, (object)1500, (object)5))
        );
        Assert.That(await connection.ExecuteScalarAsync<int>("SELECT COUNT(*) FROM dbo.Target;"), Is.EqualTo(1500));
    }

    [Test]
    public async Task A_reader_streams_into_a_table_parameter_of_another_connection()
    {
        await using var source = await OpenClientsAsync();
        await using var target = await OpenClientsAsync();
        await using var reader = await new SqlCommand(
            "WITH n AS (SELECT 1 AS Id UNION ALL SELECT Id + 1 FROM n WHERE Id < 10000) SELECT Id, CONCAT(N'n', Id) AS Name FROM n OPTION (MAXRECURSION 0);",
            source
        ).ExecuteReaderAsync();
        await using var command = new SqlCommand("dbo.SumPoints", target) { CommandType = CommandType.StoredProcedure };
        command.Parameters.Add(new SqlParameter("@Rows", SqlDbType.Structured) { TypeName = "dbo.Point", Value = reader });

        Assert.That(await command.ExecuteScalarAsync(), Is.EqualTo(50_005_000L));
    }

    [Test]
    public async Task An_error_in_a_procedure_names_it_and_the_line()
    {
        await using var connection = await OpenClientsAsync();
        var error = Assert.ThrowsAsync<SqlException>(() =>
            connection.ExecuteAsync("dbo.Fails", new { Id = 1 }, commandType: CommandType.StoredProcedure)
        )!;

        Assert.That(
            (error.Number, error.State, error.Class, error.LineNumber, error.Message),
            Is.EqualTo((50123, (byte)7, (byte)16, 4, "No such thing."))
        );
        Assert.That(error.Procedure, Does.EndWith("Fails"));
    }

    [Test]
    public async Task Unknown_statements_are_refused_by_name_and_the_connection_lives_on()
    {
        await using var connection = await OpenClientsAsync();
        var error = Assert.ThrowsAsync<SqlException>(() => connection.ExecuteAsync("BACKUP DATABASE Clients TO DISK = N'x';"))!;

        Assert.That(error.Message, Does.Contain("does not support"));
        Assert.That(await connection.ExecuteScalarAsync<int>("SELECT 1;"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_running_batch_is_cancelled_and_the_connection_lives_on()
    {
        await using var connection = await OpenClientsAsync();
        await using var watcher = await OpenClientsAsync();
        var id = await connection.ExecuteScalarAsync<short>("SELECT @@SPID;");
        using var stop = new CancellationTokenSource();
        var running = new SqlCommand("WAITFOR DELAY '00:01:00';", connection).ExecuteNonQueryAsync(stop.Token);
        while (
            await watcher.ExecuteScalarAsync<int>("SELECT COUNT(*) FROM sys.dm_exec_requests WHERE session_id = @id;", new { id })
            == 0
        )
        {
            // A cancel that comes before the batch has been sent would be lost in the client.
        }

        await stop.CancelAsync();
        Assert.CatchAsync(() => running);

        Assert.That(await connection.ExecuteScalarAsync<int>("SELECT 1;"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_transaction_rolls_back_to_a_savepoint_and_commits()
    {
        await using var connection = await OpenClientsAsync();
        await connection.ExecuteAsync("DELETE FROM dbo.Target;");
        await using (var transaction = (SqlTransaction)await connection.BeginTransactionAsync())
        {
            await connection.ExecuteAsync("INSERT INTO dbo.Target VALUES (1, N'kept');", transaction: transaction);
            transaction.Save("here");
            await connection.ExecuteAsync("INSERT INTO dbo.Target VALUES (2, N'undone');", transaction: transaction);
            transaction.Rollback("here");
            await transaction.CommitAsync();
        }

        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await connection.ExecuteAsync("INSERT INTO dbo.Target VALUES (3, N'lost');", transaction: transaction);
        }

        Assert.That(await connection.QueryAsync<int>("SELECT Id FROM dbo.Target;"), Is.EqualTo(new[] { 1 }));
    }

    [Test]
    public async Task A_pooled_connection_starts_clean()
    {
        int first;
        await using (var connection = await OpenClientsAsync(pooling: true))
        {
            first = await connection.ExecuteScalarAsync<short>(
                "CREATE TABLE #left (x int); SET CONTEXT_INFO 0x01; BEGIN TRANSACTION; SELECT @@SPID;"
            );
        }

        await using var again = await OpenClientsAsync(pooling: true);
        var state = await again.QuerySingleAsync<(short Id, int Open, int? Temp, byte[]? Context, string Database)>(
            "SELECT @@SPID, @@TRANCOUNT, OBJECT_ID(N'tempdb..#left'), CONTEXT_INFO(), DB_NAME();"
        );

        Assert.That((state.Id, state.Open, state.Temp, state.Database), Is.EqualTo(((short)first, 0, (int?)null, "Clients")));
        Assert.That(state.Context?.Any(b => b != 0) ?? false, Is.False);
    }

    [Test]
    public async Task SqlBulkCopy_loads_a_table()
    {
        await using var connection = await OpenClientsAsync();
        await connection.ExecuteAsync("DELETE FROM dbo.Target;");
        using var data = new DataTable();
        data.Columns.Add("Id", typeof(int));
        data.Columns.Add("Name", typeof(string));
        for (var i = 0; i < 2500; i++)
        {
            data.Rows.Add(i, i % 2 == 0 ? DBNull.Value : $"name {i}");
        }

        using var copy = new SqlBulkCopy(connection) { DestinationTableName = "dbo.Target", BatchSize = 1000 };
        await copy.WriteToServerAsync(data);

        Assert.That(
            await connection.QuerySingleAsync<(int, int)>("SELECT COUNT(*), COUNT(Name) FROM dbo.Target;"),
            Is.EqualTo((2500, 1250))
        );
    }

    [Test]
    public async Task Logins_are_checked_by_the_engine()
    {
        var wrong = Assert.ThrowsAsync<SqlException>(() => OpenAsync(b => b.Password = "wrong"))!;
        var nowhere = Assert.ThrowsAsync<SqlException>(() => OpenAsync(b => b.InitialCatalog = "Nowhere"))!;

        Assert.That((wrong.Number, wrong.Message), Is.EqualTo((18456, "Login failed for user 'sa'.")));
        Assert.That(nowhere.Errors.Cast<Microsoft.Data.SqlClient.SqlError>().Select(e => e.Number), Does.Contain(4060));
        await using var fine = await OpenAsync();
        Assert.That(fine.State, Is.EqualTo(ConnectionState.Open));
    }

    [Test]
    public async Task Another_session_can_kill_a_connection()
    {
        await using var victim = await OpenClientsAsync();
        await using var admin = await OpenClientsAsync();
        var id = await victim.ExecuteScalarAsync<short>("SELECT @@SPID;");
        await admin.ExecuteAsync($"KILL {id};");

        Assert.CatchAsync<Exception>(() => victim.ExecuteScalarAsync<int>("SELECT 1;"));
        Assert.That(await admin.ExecuteScalarAsync<int>("SELECT 1;"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_fully_encrypted_connection_carries_large_values_both_ways_and_a_cancel()
    {
        await using var connection = await OpenAsync(b =>
        {
            b.Encrypt = true;
            b.InitialCatalog = "Clients";
        });
        var large = string.Concat(Enumerable.Range(0, 100_000).Select(i => (char)('a' + (i % 26))));
        var back = await connection.ExecuteScalarAsync<string>("SELECT CONCAT(@large, @large);", new { large });
        var error = Assert.ThrowsAsync<SqlException>(() =>
            connection.ExecuteAsync("WAITFOR DELAY '00:01:00';", commandTimeout: 1)
        )!;

        Assert.That(back, Is.EqualTo(large + large));
        Assert.That(error.Number, Is.EqualTo(-2));
        Assert.That(await connection.ExecuteScalarAsync<int>("SELECT 1;"), Is.EqualTo(1));
    }

    [Test]
    public async Task Many_connections_write_at_the_same_time()
    {
        await using (var setup = await OpenClientsAsync())
        {
            await setup.ExecuteAsync("CREATE TABLE dbo.Shared (Id int NOT NULL PRIMARY KEY, Name nvarchar(50) NULL);");
        }

        await Task.WhenAll(
            Enumerable
                .Range(0, 16)
                .Select(async client =>
                {
                    for (var i = 0; i < 20; i++)
                    {
                        await using var connection = await OpenClientsAsync(pooling: true);
                        await using var transaction = await connection.BeginTransactionAsync();
                        await connection.ExecuteAsync(
                            "INSERT INTO dbo.Shared (Id, Name) VALUES (@id, @name);",
                            new { id = (client * 100) + i, name = $"client {client}" },
                            transaction
                        );
                        await transaction.CommitAsync();
                    }
                })
        );
        await using var check = await OpenClientsAsync();

        Assert.That(
            await check.QuerySingleAsync<(int, int)>("SELECT COUNT(*), COUNT(DISTINCT Name) FROM dbo.Shared;"),
            Is.EqualTo((320, 16))
        );
    }

    [Test]
    public async Task Damaged_requests_end_their_own_connections_and_leave_the_engine_as_it_was()
    {
        var random = new Random(20260322);
        byte[][] requests =
        [
            RawClient.Packet(0x01, RawClient.Batch("SELECT name, object_id FROM sys.objects;")),
            RawClient.Packet(0x03, RpcSamples.ScalarTypes()),
            RawClient.Packet(0x03, RpcSamples.TableParameter(20)),
        ];
        for (var round = 0; round < 60; round++)
        {
            await using var client = await RawClient.LogInAsync(Server.Port, Password);
            var request = (byte[])requests[round % requests.Length].Clone();
            for (var i = 0; i < 2; i++)
            {
                request[random.Next(request.Length)] = (byte)random.Next(256);
            }

            await client.Stream.WriteAsync(request);
        }

        Assert.That(Log, Has.None.Contain("connection failed"));
        await using var connection = await OpenClientsAsync();
        Assert.That(await connection.ExecuteScalarAsync<int>("SELECT 1;"), Is.EqualTo(1));
    }

    [Test]
    public async Task Tsql_runs_batches()
    {
        var run = await ClientProgram.TsqlAsync(
            Server.Port,
            Password,
            "USE Clients\nGO\nSELECT DB_NAME() AS db, CAST(12.5 AS decimal(5,1)) AS d, CAST(NULL AS int) AS n\nGO\nSELECT 1/0\nGO\n"
        );

        Assert.That(run.Output, Does.Contain("Clients\t12.5\tNULL"), run.Error);
        Assert.That(run.Output + run.Error, Does.Contain("Msg 8134").And.Contain("Divide by zero error encountered."));
    }

    [TestCase("select", "[[1,\"text\",null]]")]
    [TestCase("prepared", "[2,3,4]")]
    [TestCase("transaction", "{\"inside\":[[1]],\"outside\":[[0]]}")]
    [TestCase("output", "42")]
    [TestCase("error", "8134")]
    [TestCase("cancel", "[[2]]")]
    [TestCase("table", "[[\"12497500\"]]")]
    [TestCase("bulk", "2500")]
    public async Task Tedious_works(string step, string expected)
    {
        if (step == "bulk")
        {
            await using var connection = await OpenClientsAsync();
            await connection.ExecuteAsync("DELETE FROM dbo.Target;");
        }

        var run = await ClientProgram.TediousAsync(Server.Port, Password, "use", step);
        Assert.That(run.ExitCode, Is.Zero, run.Output + run.Error);
        var result = JsonDocument.Parse(run.Output).RootElement.GetProperty(step);
        var actual = step switch
        {
            "prepared" or "transaction" => result.ToString(),
            "output" => result.GetProperty("output").GetProperty("out").ToString(),
            "error" => result.GetProperty("error").GetProperty("number").ToString(),
            "cancel" => result.GetProperty("after").ToString(),
            "bulk" => result.GetProperty("rowCount").ToString(),
            _ => result.GetProperty("rows").ToString(),
        };

        Assert.That(actual, Is.EqualTo(expected), run.Output);
    }

    private static IEnumerable<SqlDataRecord> Points(int count)
    {
        var record = new SqlDataRecord(PointColumns);
        for (var i = 0; i < count; i++)
        {
            record.SetInt32(0, i);
            record.SetString(1, $"name {i}");
            yield return record;
        }
    }
}
