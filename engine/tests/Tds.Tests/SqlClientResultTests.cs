// Results as Microsoft.Data.SqlClient and Dapper see them: values of every type, counts, messages, errors.
using System.Data;
using System.Data.SqlTypes;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Execution;
using AxMonitor.Engine.Types;
using Dapper;
using Microsoft.Data.SqlClient;
using NUnit.Framework;

namespace AxMonitor.Engine.Tds.Tests;

internal sealed class SqlClientResultTests : FakeServerFixture
{
    private static readonly DateTime Moment = new(2026, 3, 29, 23, 59, 58, 123, DateTimeKind.Unspecified);
    private static readonly Guid Id = new("0123456789abcdef0123456789abcdef"[..8] + "-4567-89ab-cdef-0123456789ab");
    private static readonly string Long = new('x', 100_000);

    private static IEnumerable<TestCaseData> Values()
    {
        yield return Case("bit", SqlType.Bit, SqlValue.FromBool(true), true);
        yield return Case("tinyint", SqlType.TinyInt, SqlValue.FromInt64(255), (byte)255);
        yield return Case("smallint", SqlType.SmallInt, SqlValue.FromInt64(-32768), short.MinValue);
        yield return Case("int", SqlType.Int, SqlValue.FromInt64(int.MinValue), int.MinValue);
        yield return Case("bigint", SqlType.BigInt, SqlValue.FromInt64(long.MinValue), long.MinValue);
        yield return Case("decimal(9,4)", SqlType.Decimal(9, 4), SqlValue.FromUnscaled(-123456789), -12345.6789m);
        yield return Case(
            "decimal(28,10)",
            SqlType.Decimal(28, 10),
            SqlValue.FromUnscaled(Int128.Parse("1234567890123456789012345678")),
            123456789012345678.9012345678m
        );
        yield return Case("money", SqlType.Money, SqlValue.FromInt64(-9223372036854775808), -922337203685477.5808m);
        yield return Case("smallmoney", new SqlType(SqlTypeKind.SmallMoney, Scale: 4), SqlValue.FromInt64(-15000), -1.5m);
        yield return Case("real", SqlType.Real, SqlValue.FromDouble(1.5f), 1.5f);
        yield return Case("float", SqlType.Float, SqlValue.FromDouble(Math.PI), Math.PI);
        yield return Case("date", SqlType.Date, SqlValue.FromInt64(Moment.Date.Ticks / TimeSpan.TicksPerDay), Moment.Date);
        yield return Case(
            "time(7)",
            SqlType.Time(7),
            SqlValue.FromTicks(TimeSpan.TicksPerDay - 1),
            new TimeSpan(TimeSpan.TicksPerDay - 1)
        );
        yield return Case("time(0)", SqlType.Time(0), SqlValue.FromTicks(TimeSpan.TicksPerHour), TimeSpan.FromHours(1));
        yield return Case(
            "smalldatetime",
            SqlType.SmallDateTime,
            SqlValue.FromDateTime(new DateTime(2079, 6, 6, 23, 59, 0, DateTimeKind.Unspecified)),
            new DateTime(2079, 6, 6, 23, 59, 0, DateTimeKind.Unspecified)
        );
        yield return Case("datetime", SqlType.DateTime, SqlValue.FromDateTime(Moment), Moment);
        yield return Case(
            "datetime before 1900",
            SqlType.DateTime,
            SqlValue.FromDateTime(new DateTime(1753, 1, 1, 0, 0, 1, DateTimeKind.Unspecified)),
            new DateTime(1753, 1, 1, 0, 0, 1, DateTimeKind.Unspecified)
        );
        yield return Case("datetime2(3)", SqlType.DateTime2(3), SqlValue.FromDateTime(Moment), Moment);
        yield return Case("datetime2(7)", SqlType.DateTime2(7), SqlValue.FromTicks(DateTime.MaxValue.Ticks), DateTime.MaxValue);
        yield return Case(
            "datetimeoffset",
            SqlType.DateTimeOffset(7),
            SqlValue.FromOffset(Moment.Ticks, 120),
            new DateTimeOffset(Moment.AddHours(2), TimeSpan.FromHours(2))
        );
        yield return Case("char", SqlType.Char(5), SqlValue.FromString("ab   "), "ab   ");
        yield return Case("varchar in code page 1252", SqlType.VarChar(10), SqlValue.FromString("€ für Ä"), "€ für Ä");
        yield return Case("varchar(max)", SqlType.VarChar(SqlType.Max), SqlValue.FromString(Long), Long);
        yield return Case("nvarchar", SqlType.NVarChar(20), SqlValue.FromString("日本 😀"), "日本 😀");
        yield return Case("nvarchar(max)", SqlType.NVarChar(SqlType.Max), SqlValue.FromString(Long), Long);
        yield return Case("empty nvarchar(max)", SqlType.NVarChar(SqlType.Max), SqlValue.FromString(""), "");
        yield return Case("nchar", SqlType.NChar(3), SqlValue.FromString("abc"), "abc");
        yield return Case("ntext", new SqlType(SqlTypeKind.NText), SqlValue.FromString("text"), "text");
        yield return Case("binary", SqlType.Binary(3), SqlValue.FromBytes([1, 2, 3]), new byte[] { 1, 2, 3 });
        yield return Case(
            "varbinary(max)",
            SqlType.VarBinary(SqlType.Max),
            SqlValue.FromBytes(new byte[70_000]),
            new byte[70_000]
        );
        yield return Case(
            "rowversion",
            new SqlType(SqlTypeKind.RowVersion),
            SqlValue.FromBytes([0, 0, 0, 0, 0, 0, 7, 209]),
            new byte[] { 0, 0, 0, 0, 0, 0, 7, 209 }
        );
        yield return Case("uniqueidentifier", SqlType.UniqueIdentifier, SqlValue.FromGuid(Id), Id);
        yield return Case("xml", SqlType.Xml, SqlValue.FromObject("<a>ü</a>"), "<a>ü</a>");
        foreach (
            var (type, value, expected) in new (SqlType, SqlValue, object)[]
            {
                (SqlType.Int, SqlValue.FromInt64(5), 5),
                (SqlType.NVarChar(10), SqlValue.FromString("abc"), "abc"),
                (SqlType.VarChar(10), SqlValue.FromString("äbc"), "äbc"),
                (SqlType.Decimal(10, 2), SqlValue.FromInt64(-1234), -12.34m),
                (SqlType.DateTime, SqlValue.FromDateTime(Moment), Moment),
                (SqlType.DateTime2(7), SqlValue.FromDateTime(Moment), Moment),
                (SqlType.UniqueIdentifier, SqlValue.FromGuid(Id), Id),
                (SqlType.VarBinary(8), SqlValue.FromBytes([9]), new byte[] { 9 }),
                (SqlType.Bit, SqlValue.FromBool(true), true),
                (SqlType.Float, SqlValue.FromDouble(2.5), 2.5),
                (SqlType.Money, SqlValue.FromInt64(10_000), 1m),
                (SqlType.Date, SqlValue.FromInt64(0), DateTime.MinValue),
            }
        )
        {
            yield return Case(
                $"sql_variant of {type.Kind}",
                SqlType.SqlVariant,
                SqlValue.FromObject(new SqlVariantValue(type, value)),
                expected
            );
        }

        static TestCaseData Case(string name, SqlType type, SqlValue value, object expected) =>
            new TestCaseData(type, value, expected).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Values))]
    public async Task A_value_arrives_unchanged(object type, object value, object expected)
    {
        var sqlType = (SqlType)type;
        Backend.OnBatch = (_, sink, _) => sink.Table([("v", sqlType), ("n", sqlType)], [(SqlValue)value, SqlValue.Null]);
        await using var connection = await OpenAsync();
        await using var command = new SqlCommand("q", connection);
        await using var reader = await command.ExecuteReaderAsync();

        Assert.That(await reader.ReadAsync(), Is.True);
        Assert.That(reader.GetValue(0), Is.EqualTo(expected));
        Assert.That(reader.IsDBNull(1), Is.True);
        Assert.That(await reader.ReadAsync(), Is.False);
    }

    [TestCaseSource(nameof(Values))]
    public async Task A_value_of_a_column_that_cannot_be_null_arrives_or_is_skipped_cleanly(
        object type,
        object value,
        object expected
    )
    {
        var column = new ResultColumn("v", (SqlType)type, IsNullable: false);
        Backend.OnBatch = (_, sink, _) =>
        {
            sink.Columns([column, column]);
            sink.Row([(SqlValue)value, (SqlValue)value]);
            sink.Row([(SqlValue)value, (SqlValue)value]);
            sink.StatementDone(2, inProcedure: false, wasSelect: true);
        };
        await using var connection = await OpenAsync();

        Assert.That(await connection.ExecuteScalarAsync("RUN skip the rest"), Is.EqualTo(expected));
        Assert.That(await connection.ExecuteScalarAsync("RUN again"), Is.EqualTo(expected));
    }

    [Test]
    public async Task Long_values_arrive_wherever_in_a_packet_they_begin([Values] bool isAsync, [Values] bool isUnicode)
    {
        const int smallestPacket = 512;
        var type = isUnicode ? SqlType.NVarChar(SqlType.Max) : SqlType.VarChar(SqlType.Max);
        var value = string.Concat(Enumerable.Range(0, 700).Select(i => (char)('!' + (i % 90))));
        var rows = Enumerable
            .Range(0, smallestPacket)
            .Select(i => new[] { SqlValue.FromString(new string('p', i)), SqlValue.FromString(value) })
            .ToArray();
        Backend.OnBatch = (_, sink, _) =>
            sink.Table(
                [("pad", SqlType.VarChar(8000)), ("v", type), ("w", type)],
                [.. rows.Select(r => (SqlValue[])[r[0], r[1], r[1]])]
            );
        await using var connection = await OpenAsync(b => b.PacketSize = smallestPacket);
        await using var command = new SqlCommand("q", connection);
        await using var reader = isAsync ? await command.ExecuteReaderAsync() : command.ExecuteReader();
        var seen = 0;
        while (isAsync ? await reader.ReadAsync() : reader.Read())
        {
            Assert.That(reader.GetString(0), Has.Length.EqualTo(seen));
            if (seen % 2 == 0)
            {
                Assert.That(
                    isAsync ? await reader.GetFieldValueAsync<string>(1) : reader.GetString(1),
                    Is.EqualTo(value),
                    $"row {seen}"
                );
            }

            Assert.That(
                reader.GetString(2),
                Is.EqualTo(value),
                $"row {seen}, after a value that was {(seen % 2 == 0 ? "read" : "skipped")}"
            );
            seen++;
        }

        Assert.That(seen, Is.EqualTo(smallestPacket));
    }

    [Test]
    public async Task A_38_digit_decimal_arrives_unchanged()
    {
        var digits = "12345678901234567890123456789012345678";
        Backend.OnBatch = (_, sink, _) => sink.Scalar(SqlType.Decimal(38, 0), SqlValue.FromUnscaled(-Int128.Parse(digits)));
        await using var connection = await OpenAsync();
        await using var reader = await new SqlCommand("q", connection).ExecuteReaderAsync();
        await reader.ReadAsync();

        Assert.That(reader.GetSqlDecimal(0), Is.EqualTo(SqlDecimal.Parse("-" + digits)));
    }

    [Test]
    public async Task Columns_carry_name_type_length_and_nullability()
    {
        Backend.OnBatch = (_, sink, _) =>
        {
            sink.Columns([
                new("Id", SqlType.Int, false, IsIdentity: true),
                new("Name", SqlType.NVarChar(40), true),
                new("Amount", SqlType.Decimal(32, 16), false),
            ]);
            sink.StatementDone(0, false, true);
        };
        await using var connection = await OpenAsync();
        await using var reader = await new SqlCommand("q", connection).ExecuteReaderAsync();
        var columns = await reader.GetColumnSchemaAsync();

        Assert.That(
            columns.Select(c => (c.ColumnName, c.DataTypeName, c.ColumnSize, c.AllowDBNull, c.IsIdentity)),
            Is.EqualTo(
                new (string, string?, int?, bool?, bool?)[]
                {
                    ("Id", "int", 4, false, true),
                    ("Name", "nvarchar", 40, true, false),
                    ("Amount", "decimal", 17, false, false),
                }
            )
        );
    }

    [Test]
    public async Task Many_rows_with_nulls_and_two_result_sets_stream_through_several_packets()
    {
        Backend.OnBatch = (_, sink, _) =>
        {
            var rows = Enumerable
                .Range(0, 5000)
                .Select(i => new[] { SqlValue.FromInt64(i), i % 3 == 0 ? SqlValue.Null : SqlValue.FromString($"row {i}") })
                .ToArray();
            sink.Table([("Id", SqlType.Int), ("Name", SqlType.NVarChar(100))], rows);
            sink.Scalar(SqlType.Int, SqlValue.FromInt64(5000));
        };
        await using var connection = await OpenAsync(b => b.PacketSize = 512);
        using var results = await connection.QueryMultipleAsync("RUN q");
        var first = (await results.ReadAsync<(int Id, string? Name)>()).ToList();

        Assert.That(first, Has.Count.EqualTo(5000));
        Assert.That(first[3].Name, Is.Null);
        Assert.That(first[4999].Name, Is.EqualTo("row 4999"));
        Assert.That(await results.ReadSingleAsync<int>(), Is.EqualTo(5000));
    }

    [Test]
    public async Task Affected_rows_add_up_and_selects_do_not_count()
    {
        Backend.OnBatch = (_, sink, _) =>
        {
            sink.StatementDone(3, false, false);
            sink.Scalar(SqlType.Int, SqlValue.FromInt64(1));
            sink.StatementDone(4, false, false);
            sink.StatementDone(null, false, false);
        };
        await using var connection = await OpenAsync();

        Assert.That(await connection.ExecuteAsync("RUN q"), Is.EqualTo(7));
    }

    [Test]
    public async Task An_error_carries_number_state_class_procedure_and_line_and_leaves_the_connection_usable()
    {
        Backend.OnBatch = (sql, sink, _) =>
        {
            if (sql == "RUN ok")
            {
                sink.Scalar(SqlType.Int, SqlValue.FromInt64(1));
                return;
            }

            sink.Message(new SqlMessage(50001, 16, 7, "No such instance: 9.", "collect.SaveWaits", 42));
        };
        await using var connection = await OpenAsync();
        var error = Assert.ThrowsAsync<SqlException>(() => connection.ExecuteAsync("RUN fail"))!;

        Assert.That(
            (error.Number, error.State, error.Class, error.Procedure, error.LineNumber, error.Message),
            Is.EqualTo((50001, (byte)7, (byte)16, "collect.SaveWaits", 42, "No such instance: 9."))
        );
        Assert.That(await connection.ExecuteScalarAsync<int>("RUN ok"), Is.EqualTo(1));
    }

    [Test]
    public async Task Rows_before_an_error_arrive_and_the_error_follows()
    {
        Backend.OnBatch = (_, sink, _) =>
        {
            sink.Columns([new("v", SqlType.Int, true)]);
            sink.Row([SqlValue.FromInt64(1)]);
            sink.Error(8134, "Divide by zero error encountered.");
            sink.StatementDone(null, false, true);
        };
        await using var connection = await OpenAsync();
        await using var reader = await new SqlCommand("q", connection).ExecuteReaderAsync();

        Assert.That(await reader.ReadAsync(), Is.True);
        Assert.That(Assert.ThrowsAsync<SqlException>(() => reader.ReadAsync())!.Number, Is.EqualTo(8134));
    }

    [Test]
    public async Task A_message_of_print_raises_an_info_event()
    {
        Backend.OnBatch = (_, sink, _) => sink.Message(new SqlMessage(0, 0, 1, "hello", "", 3));
        await using var connection = await OpenAsync();
        var seen = new List<string>();
        connection.InfoMessage += (_, e) => seen.Add($"{e.Errors[0].LineNumber}: {e.Message}");
        await connection.ExecuteAsync("PRINT 'hello'");

        Assert.That(seen, Is.EqualTo(new[] { "3: hello" }));
    }

    [Test]
    public async Task A_failure_inside_the_backend_is_an_error_for_that_request_only()
    {
        Backend.OnBatch = (sql, sink, _) =>
        {
            if (sql == "RUN crash")
            {
                throw new InvalidOperationException("a defect");
            }

            sink.Scalar(SqlType.Int, SqlValue.FromInt64(1));
        };
        await using var connection = await OpenAsync();
        var error = Assert.ThrowsAsync<SqlException>(() => connection.ExecuteAsync("RUN crash"))!;

        Assert.That(error.Number, Is.EqualTo(40000));
        Assert.That(error.Message, Does.Contain("a defect"));
        Assert.That(Log, Has.Some.Contain("a defect"));
        Assert.That(await connection.ExecuteScalarAsync<int>("RUN q"), Is.EqualTo(1));
    }

    [Test]
    public async Task An_error_of_severity_20_closes_the_connection()
    {
        Backend.OnBatch = (_, sink, _) => sink.Error(4014, "A fatal error occurred.", severity: 20);
        await using var connection = await OpenAsync();
        Assert.ThrowsAsync<SqlException>(() => connection.ExecuteAsync("RUN q"));

        Assert.That(connection.State, Is.EqualTo(ConnectionState.Closed));
    }

    [Test]
    public async Task A_value_the_wire_cannot_carry_leaves_no_broken_row_behind()
    {
        Backend.OnBatch = (_, sink, _) =>
        {
            sink.Columns([new("a", SqlType.Int, true), new("b", SqlType.NVarChar(10), true)]);
            try
            {
                sink.Row([SqlValue.FromInt64(1), SqlValue.FromString(new string('x', 60_000))]);
            }
            catch (OverflowException)
            {
                sink.Error(8152, "String or binary data would be truncated.");
            }
        };
        await using var connection = await OpenAsync();

        Assert.That(Assert.ThrowsAsync<SqlException>(() => connection.QueryAsync("RUN q"))!.Number, Is.EqualTo(8152));
    }

    [Test]
    public async Task A_change_of_database_reaches_the_client()
    {
        Backend.OnBatch = (_, sink, _) => sink.DatabaseChanged("master", "AxMonitor");
        await using var connection = await OpenAsync();
        await connection.ExecuteAsync("USE AxMonitor");

        Assert.That(connection.Database, Is.EqualTo("AxMonitor"));
    }
}
