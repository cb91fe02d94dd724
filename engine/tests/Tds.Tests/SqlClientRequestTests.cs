// What Microsoft.Data.SqlClient and Dapper send: parameters, procedures, tables, transactions, cancels,
// pooled connections, bulk loads.
using System.Data;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Types;
using Dapper;
using Microsoft.Data.SqlClient;
using Microsoft.Data.SqlClient.Server;
using NUnit.Framework;
using EngineParameter = AxMonitor.Engine.Programs.SqlParameter;
using SqlParameter = Microsoft.Data.SqlClient.SqlParameter;

namespace AxMonitor.Engine.Tds.Tests;

internal sealed class SqlClientRequestTests : FakeServerFixture
{
    private static readonly SqlMetaData[] PointColumns =
    [
        new("Id", SqlDbType.Int),
        new("Name", SqlDbType.NVarChar, 50),
        new("Note", SqlDbType.NVarChar, -1),
    ];

    [Test]
    public async Task Parameters_of_every_type_arrive_with_their_values()
    {
        var moment = new DateTime(2026, 1, 2, 3, 4, 5, 6, DateTimeKind.Unspecified);
        IReadOnlyList<EngineParameter> got = [];
        var declarations = "";
        Backend.OnSql = (_, d, p, _, _) => (declarations, got) = (d, p);
        await using var connection = await OpenAsync();
        await connection.ExecuteAsync(
            "RUN @i @l @s @d @f @b @t @g @bin @n @big @o @sp @neg",
            new
            {
                i = 5,
                l = 5L,
                s = "text",
                d = 1.25m,
                f = 2.5,
                b = true,
                t = moment,
                g = Guid.Empty,
                bin = new byte[] { 1, 2 },
                n = (string?)null,
                big = new string('y', 50_000),
                o = new DateTimeOffset(moment, TimeSpan.FromHours(1)),
                sp = TimeSpan.FromSeconds(90),
                neg = -0.005m,
            }
        );
        var by = got.ToDictionary(p => p.Name, StringComparer.Ordinal);

        Assert.That(declarations, Does.Contain("@i int").And.Contain("@big nvarchar(max)"));
        Assert.That(by["@i"].Value.AsInt64(), Is.EqualTo(5));
        Assert.That(by["@l"].Type, Is.EqualTo(SqlType.BigInt));
        Assert.That(by["@s"].Value.AsString(), Is.EqualTo("text"));
        Assert.That((by["@d"].Value.AsUnscaled(), by["@d"].Type.Scale), Is.EqualTo(((Int128)125, (byte)2)));
        Assert.That(by["@f"].Value.AsDouble(), Is.EqualTo(2.5));
        Assert.That(by["@b"].Value.AsBool(), Is.True);
        // datetime has 1/300 s: .006 becomes .007.
        Assert.That(by["@t"].Value.AsDateTime(), Is.EqualTo(moment.AddMilliseconds(1)));
        Assert.That(by["@g"].Value.AsGuid(), Is.EqualTo(Guid.Empty));
        Assert.That(by["@bin"].Value.AsBytes(), Is.EqualTo(new byte[] { 1, 2 }));
        Assert.That(by["@n"].Value.IsNull, Is.True);
        Assert.That(by["@big"].Value.AsString(), Has.Length.EqualTo(50_000));
        Assert.That((by["@o"].Value.Bits, by["@o"].Value.AsOffsetMinutes()), Is.EqualTo((moment.AddHours(-1).Ticks, (short)60)));
        Assert.That(by["@sp"].Value.Bits, Is.EqualTo(TimeSpan.FromSeconds(90).Ticks));
        Assert.That(by["@neg"].Value.AsUnscaled(), Is.EqualTo((Int128)(-5)));
    }

    [Test]
    public async Task A_procedure_returns_rows_output_parameters_and_its_status()
    {
        Backend.OnProcedure = (name, p, sink, _) =>
        {
            sink.Scalar(SqlType.NVarChar(50), SqlValue.FromString(name));
            p[1].Value = SqlValue.FromInt64(p[0].Value.AsInt64() * 2);
            p[2].Value = SqlValue.FromString("done");
            return 7;
        };
        await using var connection = await OpenAsync();
        var parameters = new DynamicParameters();
        parameters.Add("@In", 21);
        parameters.Add("@Out", dbType: DbType.Int32, direction: ParameterDirection.Output);
        parameters.Add("@Text", dbType: DbType.String, size: 20, direction: ParameterDirection.Output);
        parameters.Add("@Status", dbType: DbType.Int32, direction: ParameterDirection.ReturnValue);
        var rows = await connection.QueryAsync<string>("collect.Save", parameters, commandType: CommandType.StoredProcedure);

        Assert.That(rows, Is.EqualTo(new[] { "collect.Save" }));
        Assert.That(
            (parameters.Get<int>("@Out"), parameters.Get<string>("@Text"), parameters.Get<int>("@Status")),
            Is.EqualTo((42, "done", 7))
        );
    }

    [Test]
    public async Task A_prepared_command_is_prepared_once_and_runs_by_handle()
    {
        var seen = new List<string>();
        Backend.OnSql = (sql, _, p, sink, _) =>
        {
            seen.Add(sql);
            sink.Scalar(SqlType.Int, p[0].Value);
        };
        await using var connection = await OpenAsync();
        await using var command = new SqlCommand("SELECT @a", connection);
        command.Parameters.Add("@a", SqlDbType.Int);
        command.Prepare();
        foreach (var value in new[] { 1, 2, 3 })
        {
            command.Parameters["@a"].Value = value;
            Assert.That(await command.ExecuteScalarAsync(), Is.EqualTo(value));
        }

        Assert.That(seen, Is.EqualTo(new[] { "SELECT @a", "SELECT @a", "SELECT @a" }));
    }

    [TestCase(3)]
    [TestCase(50_000)]
    public async Task Rows_of_a_table_parameter_stream_from_an_enumerable(int count)
    {
        (int Rows, long Sum, string? Type) got = default;
        Backend.OnProcedure = (_, p, _, _) =>
        {
            var n = 0;
            long sum = 0;
            foreach (var row in p[^1].TableRows!)
            {
                n++;
                sum += row[0].AsInt64();
                Assert.That(row[1].AsString(), Is.EqualTo($"name {row[0].AsInt64()}"));
                Assert.That(row[2].IsNull, Is.True);
            }

            got = (n, sum, p[^1].TableTypeName);
            return 0;
        };
        await using var connection = await OpenAsync();
        await using var command = new SqlCommand("collect.Save", connection) { CommandType = CommandType.StoredProcedure };
        command.Parameters.AddWithValue("@InstanceId", 1);
        command.Parameters.Add(
            new SqlParameter("@Rows", SqlDbType.Structured) { TypeName = "stage.Point", Value = Points(count) }
        );
        await command.ExecuteNonQueryAsync();

        Assert.That(got, Is.EqualTo((count, (long)count * (count - 1) / 2, "stage.Point")));
    }

    [Test]
    public async Task Rows_stream_from_one_connections_reader_into_another_connections_table_parameter()
    {
        Backend.OnBatch = (_, sink, _) =>
            sink.Table(
                [("Id", SqlType.Int), ("Text", SqlType.NVarChar(SqlType.Max))],
                [
                    .. Enumerable
                        .Range(0, 20_000)
                        .Select(i => new[] { SqlValue.FromInt64(i), SqlValue.FromString(new string('z', 50)) }),
                ]
            );
        var got = 0;
        Backend.OnProcedure = (_, p, _, _) =>
        {
            got = p[0].TableRows!.Count();
            return 0;
        };
        await using var source = await OpenAsync();
        await using var target = await OpenAsync();
        await using var reader = await new SqlCommand("q", source).ExecuteReaderAsync();
        await using var command = new SqlCommand("collect.Save", target) { CommandType = CommandType.StoredProcedure };
        command.Parameters.Add(new SqlParameter("@Rows", SqlDbType.Structured) { TypeName = "stage.Text", Value = reader });
        await command.ExecuteNonQueryAsync();

        Assert.That(got, Is.EqualTo(20_000));
    }

    [Test]
    public async Task A_short_table_parameter_may_stand_before_others_and_a_long_one_is_refused_there()
    {
        Backend.OnProcedure = (_, p, _, _) =>
        {
            var rows = p[0].TableRows!.Count();
            Assert.That((rows, p[1].Value.AsInt64()), Is.EqualTo((100, 5L)));
            return 0;
        };
        await using var connection = await OpenAsync();
        await SendAsync(100);
        var error = Assert.ThrowsAsync<SqlException>(() => SendAsync(10_000))!;

        Assert.That(error.Message, Does.Contain("send it as the last one"));
        await SendAsync(100);

        async Task SendAsync(int count)
        {
            await using var command = new SqlCommand("collect.Save", connection) { CommandType = CommandType.StoredProcedure };
            command.Parameters.Add(
                new SqlParameter("@Rows", SqlDbType.Structured) { TypeName = "stage.Point", Value = Points(count) }
            );
            command.Parameters.AddWithValue("@After", 5);
            await command.ExecuteNonQueryAsync();
        }
    }

    [Test]
    public async Task A_table_parameter_that_the_procedure_ignores_is_read_over()
    {
        await using var connection = await OpenAsync();
        await using var command = new SqlCommand("collect.Save", connection) { CommandType = CommandType.StoredProcedure };
        command.Parameters.Add(
            new SqlParameter("@Rows", SqlDbType.Structured) { TypeName = "stage.Point", Value = Points(30_000) }
        );
        await command.ExecuteNonQueryAsync();
        Backend.OnBatch = (_, sink, _) => sink.Scalar(SqlType.Int, SqlValue.FromInt64(1));

        Assert.That(await connection.ExecuteScalarAsync<int>("RUN q"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_table_parameter_without_rows_arrives_as_empty()
    {
        var rows = -1;
        Backend.OnProcedure = (_, p, _, _) =>
        {
            rows = p[0].TableRows!.Count();
            return 0;
        };
        await using var connection = await OpenAsync();
        await using var command = new SqlCommand("collect.Save", connection) { CommandType = CommandType.StoredProcedure };
        command.Parameters.Add(new SqlParameter("@Rows", SqlDbType.Structured) { TypeName = "stage.Point", Value = null });
        await command.ExecuteNonQueryAsync();

        Assert.That(rows, Is.Zero);
    }

    [Test]
    public async Task A_row_source_that_fails_while_streaming_cancels_the_call_and_the_connection_lives_on()
    {
        var canceled = false;
        Backend.OnProcedure = (_, p, _, _) =>
        {
            try
            {
                return p[0].TableRows!.Count();
            }
            catch (OperationCanceledException)
            {
                canceled = true;
                throw;
            }
        };
        await using var connection = await OpenAsync();
        await using var command = new SqlCommand("collect.Save", connection) { CommandType = CommandType.StoredProcedure };
        command.Parameters.Add(
            new SqlParameter("@Rows", SqlDbType.Structured) { TypeName = "stage.Point", Value = Points(20_000, failAt: 15_000) }
        );
        Assert.ThrowsAsync<InvalidDataException>(() => command.ExecuteNonQueryAsync());
        Backend.OnBatch = (_, sink, _) => sink.Scalar(SqlType.Int, SqlValue.FromInt64(1));

        Assert.That(await connection.ExecuteScalarAsync<int>("RUN q"), Is.EqualTo(1));
        Assert.That(canceled, Is.True);
    }

    [Test]
    public async Task A_running_batch_is_cancelled_and_the_connection_lives_on()
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Backend.OnBatch = (sql, sink, cancel) =>
        {
            if (sql == "wait")
            {
                started.SetResult();
                cancel.WaitHandle.WaitOne();
                cancel.ThrowIfCancellationRequested();
            }

            sink.Scalar(SqlType.Int, SqlValue.FromInt64(1));
        };
        await using var connection = await OpenAsync();
        using var stop = new CancellationTokenSource();
        var running = new SqlCommand("wait", connection).ExecuteNonQueryAsync(stop.Token);
        await started.Task;
        await stop.CancelAsync();
        var error = Assert.CatchAsync(() => running)!;

        Assert.That(error.Message + error.InnerException?.Message, Does.Contain("cancel").IgnoreCase);
        Assert.That(await connection.ExecuteScalarAsync<int>("RUN q"), Is.EqualTo(1));
        Assert.That(Server.Counters.Attentions, Is.EqualTo(1));
    }

    [Test]
    public async Task A_command_timeout_ends_the_batch_with_error_minus_2()
    {
        Backend.OnBatch = (_, _, cancel) => cancel.WaitHandle.WaitOne();
        await using var connection = await OpenAsync();
        var error = Assert.ThrowsAsync<SqlException>(() => connection.ExecuteAsync("RUN wait", commandTimeout: 1))!;

        Assert.That(error.Number, Is.EqualTo(-2));
        Assert.That(connection.State, Is.EqualTo(ConnectionState.Open));
    }

    [Test]
    public async Task A_reader_closed_early_cancels_the_rest_of_its_rows()
    {
        Backend.OnBatch = (sql, sink, cancel) =>
        {
            if (sql == "RUN one")
            {
                sink.Scalar(SqlType.Int, SqlValue.FromInt64(1));
                return;
            }

            sink.Columns([new("v", SqlType.Int, true)]);
            for (var i = 0; !cancel.IsCancellationRequested; i++)
            {
                sink.Row([SqlValue.FromInt64(i)]);
            }
        };
        await using var connection = await OpenAsync();
        await using var command = new SqlCommand("endless", connection);
        await using (var reader = await command.ExecuteReaderAsync())
        {
            await reader.ReadAsync();
            command.Cancel();
        }

        Assert.That(await connection.ExecuteScalarAsync<int>("RUN one"), Is.EqualTo(1));
    }

    [Test]
    public async Task Transactions_begin_commit_save_and_roll_back()
    {
        await using var connection = await OpenAsync();
        await using (var transaction = (SqlTransaction)await connection.BeginTransactionAsync(IsolationLevel.Snapshot))
        {
            transaction.Save("here");
            transaction.Rollback("here");
            await transaction.CommitAsync();
        }

        await using (await connection.BeginTransactionAsync())
        {
            // Disposing without a commit rolls back.
        }

        Assert.That(
            Backend.Calls,
            Is.EqualTo(new[] { "begin SNAPSHOT", "save here", "rollback to here", "commit", "begin READ COMMITTED", "rollback" })
        );
    }

    [Test]
    public async Task A_pooled_connection_is_reset_before_its_next_use()
    {
        for (var i = 0; i < 3; i++)
        {
            await using var connection = await OpenAsync(b => b.Pooling = true);
            await connection.ExecuteAsync("RUN q");
        }

        Assert.That(Server.Counters.LoggedIn, Is.EqualTo(1));
        Assert.That(Backend.Calls, Is.EqualTo(new[] { "reset", "reset" }));
    }

    [Test]
    public async Task Many_connections_work_at_the_same_time()
    {
        Backend.OnSql = (_, _, p, sink, _) => sink.Scalar(SqlType.Int, p[0].Value);
        var results = await Task.WhenAll(
            Enumerable
                .Range(0, 40)
                .Select(async i =>
                {
                    await using var connection = await OpenAsync(b => b.Pooling = true);
                    return await connection.ExecuteScalarAsync<int>("SELECT @i", new { i });
                })
        );

        Assert.That(results, Is.EqualTo(Enumerable.Range(0, 40)));
    }

    [Test]
    public async Task A_data_adapter_sends_several_calls_in_one_message()
    {
        Backend.OnSql = (_, _, p, sink, _) =>
        {
            Backend.Note($"{p[0].Value.AsInt64()}");
            if (p[0].Value.AsInt64() == 3)
            {
                sink.Error(2627, "Violation of PRIMARY KEY constraint.", severity: 14);
                return;
            }

            sink.StatementDone(1, inProcedure: false, wasSelect: false);
        };
        await using var connection = await OpenAsync();
        using var adapter = new SqlDataAdapter { UpdateBatchSize = 10, ContinueUpdateOnError = true };
        adapter.InsertCommand = new SqlCommand("INSERT INTO t VALUES (@Id)", connection)
        {
            UpdatedRowSource = UpdateRowSource.None,
        };
        adapter.InsertCommand.Parameters.Add("@Id", SqlDbType.Int, 4, "Id");
        using var table = new DataTable();
        table.Columns.Add("Id", typeof(int));
        for (var i = 1; i <= 5; i++)
        {
            table.Rows.Add(i);
        }

        adapter.Update(table);

        Assert.That(Backend.Calls, Is.EqualTo(new[] { "1", "2", "3", "4", "5" }));
        Assert.That(table.Rows.Cast<DataRow>().Select(r => r.HasErrors), Is.EqualTo(new[] { false, false, true, false, false }));
    }

    [Test]
    public async Task A_progress_message_arrives_while_the_batch_still_runs()
    {
        using var goOn = new ManualResetEventSlim();
        Backend.OnBatch = (_, sink, cancel) =>
        {
            sink.Message(new SqlMessage(50000, 0, 1, "half done", "", 1));
            goOn.Wait(cancel);
        };
        await using var raw = await RawClient.LogInAsync(Server.Port);
        await raw.SendBatchAsync("work");
        var packet = new byte[64];
        await raw.Stream.ReadExactlyAsync(packet.AsMemory(0, 9)).AsTask().WaitAsync(TimeSpan.FromSeconds(10));

        // A result packet that is not the last, with an INFO token.
        Assert.That((packet[0], packet[1], packet[8]), Is.EqualTo(((byte)4, (byte)0, (byte)0xAB)));
        goOn.Set();
    }

    [Test]
    public async Task SqlBulkCopy_streams_its_rows()
    {
        Backend.OnBatch = (sql, sink, _) =>
        {
            if (!sql.Contains("FMTONLY", StringComparison.OrdinalIgnoreCase))
            {
                return;
            }

            sink.Scalar(SqlType.Int, SqlValue.FromInt64(0));
            sink.Table([("Id", SqlType.Int), ("Name", SqlType.NVarChar(50))]);
            sink.Table(
                [
                    ("colid", SqlType.Int),
                    ("name", SqlType.SysName),
                    ("tds_collation", SqlType.Binary(5)),
                    ("collation", SqlType.SysName),
                ],
                [SqlValue.FromInt64(1), SqlValue.FromString("Id"), SqlValue.Null, SqlValue.Null],
                [
                    SqlValue.FromInt64(2),
                    SqlValue.FromString("Name"),
                    SqlValue.FromBytes([9, 4, 0xD0, 0, 0x34]),
                    SqlValue.FromString("SQL_Latin1_General_CP1_CI_AS"),
                ]
            );
            sink.Table([("Canonical_Column_Name", SqlType.SysName), ("Aliased_Column_Name", SqlType.SysName)]);
        };
        using var data = new DataTable();
        data.Columns.Add("Id", typeof(int));
        data.Columns.Add("Name", typeof(string));
        for (var i = 0; i < 3000; i++)
        {
            data.Rows.Add(i, i % 2 == 0 ? DBNull.Value : $"name {i}");
        }

        await using var connection = await OpenAsync();
        using var copy = new SqlBulkCopy(connection) { DestinationTableName = "dbo.Target", BatchSize = 1000 };
        await copy.WriteToServerAsync(data);

        Assert.That(Backend.Calls.Count(c => c.StartsWith("bulk", StringComparison.Ordinal)), Is.EqualTo(3000));
        Assert.That(Backend.Calls, Has.Some.EqualTo("bulk 2999,name 2999").And.Some.EqualTo("bulk 0,NULL"));
    }

    [Test]
    public async Task A_killed_session_loses_its_connection()
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Backend.OnBatch = (_, _, cancel) =>
        {
            started.SetResult();
            cancel.WaitHandle.WaitOne();
        };
        await using var connection = await OpenAsync();
        var running = connection.ExecuteAsync("RUN wait");
        await started.Task;
        await Backend.Kill.CancelAsync();
        Assert.ThrowsAsync<SqlException>(() => running);

        Assert.CatchAsync(() => connection.ExecuteAsync("RUN again"));
    }

    [Test]
    public async Task A_lost_client_ends_its_batch()
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Backend.OnBatch = (_, _, cancel) =>
        {
            started.SetResult();
            cancel.WaitHandle.WaitOne();
            ended.SetResult();
        };
        await using var raw = await RawClient.LogInAsync(Server.Port);
        await raw.SendBatchAsync("wait");
        await started.Task;
        await raw.DisposeAsync();

        await ended.Task.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.That(ended.Task.IsCompleted, Is.True);
    }

    private static IEnumerable<SqlDataRecord> Points(int count, int failAt = -1)
    {
        var record = new SqlDataRecord(PointColumns);
        for (var i = 0; i < count; i++)
        {
            if (i == failAt)
            {
                throw new InvalidDataException("The source failed.");
            }

            record.SetInt32(0, i);
            record.SetString(1, $"name {i}");
            record.SetDBNull(2);
            yield return record;
        }
    }
}
