// API server cursors as drivers call them: sp_cursoropen and its kin, by remote procedure call.
using System.Data;
using Microsoft.Data.SqlClient;
using NUnit.Framework;

namespace AxMonitor.Engine.Tds.Tests;

[TestFixture]
internal sealed class ApiCursorTests : EngineServerFixture
{
    private const string Numbers = "SELECT v.n, N'x' + CAST(v.n AS nvarchar(5)) AS t FROM (VALUES (1), (2), (3), (4), (5)) AS v (n) ORDER BY v.n;";

    [Test]
    public async Task A_cursor_gives_its_rows_fetch_by_fetch()
    {
        await using var connection = await OpenClientsAsync();
        var (cursor, count) = await OpenCursorAsync(connection, Numbers);

        Assert.That(count, Is.EqualTo(5));
        Assert.That(await FetchAsync(connection, cursor, 0x2, 0, 2), Is.EqualTo(new[] { 1, 2 }));
        Assert.That(await FetchAsync(connection, cursor, 0x2, 0, 2), Is.EqualTo(new[] { 3, 4 }));
        Assert.That(await FetchAsync(connection, cursor, 0x2, 0, 2), Is.EqualTo(new[] { 5 }));
        Assert.That(await FetchAsync(connection, cursor, 0x2, 0, 2), Is.Empty);
        Assert.That(await FetchAsync(connection, cursor, 0x4, 0, 2), Is.EqualTo(new[] { 4, 5 }));
        Assert.That(await FetchAsync(connection, cursor, 0x1, 0, 1), Is.EqualTo(new[] { 1 }));
        Assert.That(await FetchAsync(connection, cursor, 0x8, 0, 2), Is.EqualTo(new[] { 4, 5 }));
        Assert.That(await FetchAsync(connection, cursor, 0x10, 2, 3), Is.EqualTo(new[] { 2, 3, 4 }));
        Assert.That(await FetchAsync(connection, cursor, 0x20, 2, 1), Is.EqualTo(new[] { 4 }));
        Assert.That(await FetchAsync(connection, cursor, 0x10, -1, 1), Is.EqualTo(new[] { 5 }));
    }

    [Test]
    public async Task A_closed_cursor_is_not_valid()
    {
        await using var connection = await OpenClientsAsync();
        var (cursor, _) = await OpenCursorAsync(connection, Numbers);
        await CallAsync(connection, "sp_cursorclose", ("@cursor", cursor));

        var error = Assert.ThrowsAsync<SqlException>(async () => await FetchAsync(connection, cursor, 0x2, 0, 1));
        Assert.That(error!.Number, Is.EqualTo(16909));
    }

    [Test]
    public async Task A_cursor_takes_parameters_and_is_told_to_be_static_and_read_only()
    {
        await using var connection = await OpenClientsAsync();
        await using var command = Command(
            connection,
            "sp_cursoropen",
            ("@cursor", null),
            ("@stmt", "SELECT @a AS n UNION ALL SELECT @a + 1;"),
            ("@scrollopt", 0x1002),
            ("@ccopt", 0x8002),
            ("@rowcount", 0),
            ("@paramdef", "@a int"),
            ("@a", 7)
        );
        await command.ExecuteNonQueryAsync();

        Assert.That(command.Parameters["@scrollopt"].Value, Is.EqualTo(8));
        Assert.That(command.Parameters["@ccopt"].Value, Is.EqualTo(1));
        Assert.That(
            await FetchAsync(connection, (int)command.Parameters["@cursor"].Value, 0x2, 0, 9),
            Is.EqualTo(new[] { 7, 8 })
        );
    }

    [Test]
    public async Task A_prepared_cursor_is_opened_by_its_handle()
    {
        await using var connection = await OpenClientsAsync();
        await using var prepare = Command(
            connection,
            "sp_cursorprepare",
            ("@handle", null),
            ("@params", "@a int"),
            ("@stmt", "SELECT @a AS n;"),
            ("@options", 1),
            ("@scrollopt", 8),
            ("@ccopt", 1)
        );
        await prepare.ExecuteNonQueryAsync();
        await using var execute = Command(
            connection,
            "sp_cursorexecute",
            ("@handle", prepare.Parameters["@handle"].Value),
            ("@cursor", null),
            ("@scrollopt", 8),
            ("@ccopt", 1),
            ("@rowcount", 0),
            ("@a", 11)
        );
        await execute.ExecuteNonQueryAsync();

        Assert.That(await FetchAsync(connection, (int)execute.Parameters["@cursor"].Value, 0x2, 0, 9), Is.EqualTo(new[] { 11 }));
    }

    [Test]
    public async Task What_gives_no_rows_is_run_without_a_cursor()
    {
        await using var connection = await OpenClientsAsync();
        await using var command = Command(
            connection,
            "sp_cursoropen",
            ("@cursor", null),
            ("@stmt", "DECLARE @x int = 1;"),
            ("@scrollopt", 8),
            ("@ccopt", 1),
            ("@rowcount", 0)
        );
        await command.ExecuteNonQueryAsync();

        Assert.That(command.Parameters["@cursor"].Value, Is.Zero);
    }

    [Test]
    public async Task A_positioned_update_is_refused()
    {
        await using var connection = await OpenClientsAsync();
        var (cursor, _) = await OpenCursorAsync(connection, Numbers);

        var error = Assert.ThrowsAsync<SqlException>(async () =>
            await CallAsync(connection, "sp_cursor", ("@cursor", cursor), ("@optype", 2), ("@rownum", 1), ("@table", ""))
        );
        Assert.That(error!.Number, Is.EqualTo(16929));
    }

    private static async Task<(int Cursor, int Count)> OpenCursorAsync(SqlConnection connection, string sql)
    {
        await using var command = Command(
            connection,
            "sp_cursoropen",
            ("@cursor", null),
            ("@stmt", sql),
            ("@scrollopt", 8),
            ("@ccopt", 1),
            ("@rowcount", 0)
        );
        await command.ExecuteNonQueryAsync();
        return ((int)command.Parameters["@cursor"].Value, (int)command.Parameters["@rowcount"].Value);
    }

    private static async Task<List<int>> FetchAsync(SqlConnection connection, int cursor, int how, int row, int count)
    {
        await using var command = Command(
            connection,
            "sp_cursorfetch",
            ("@cursor", cursor),
            ("@fetchtype", how),
            ("@rownum", row),
            ("@nrows", count)
        );
        await using var reader = await command.ExecuteReaderAsync();
        var numbers = new List<int>();
        while (await reader.ReadAsync())
        {
            numbers.Add(reader.GetInt32(0));
        }

        return numbers;
    }

    private static async Task CallAsync(SqlConnection connection, string name, params (string Name, object? Value)[] arguments)
    {
        await using var command = Command(connection, name, arguments);
        await command.ExecuteNonQueryAsync();
    }

    // Output parameters are those that the procedures give back.
    private static SqlCommand Command(SqlConnection connection, string name, params (string Name, object? Value)[] arguments)
    {
        var command = new SqlCommand(name, connection) { CommandType = CommandType.StoredProcedure };
        var opens = name is not ("sp_cursorfetch" or "sp_cursorclose" or "sp_cursor");
        foreach (var (parameter, value) in arguments)
        {
            var isNumber = value is null or int;
            var added = command.Parameters.Add(parameter, isNumber ? SqlDbType.Int : SqlDbType.NVarChar, isNumber ? 4 : 4000);
            added.Value = value ?? DBNull.Value;
            var isOutput = opens && (value is null || parameter is "@scrollopt" or "@ccopt" or "@rowcount");
            added.Direction = isOutput ? ParameterDirection.InputOutput : ParameterDirection.Input;
        }

        return command;
    }
}
