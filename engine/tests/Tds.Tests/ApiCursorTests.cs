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
    public async Task A_positioned_update_of_a_static_cursor_is_refused()
    {
        await using var connection = await OpenClientsAsync();
        var (cursor, _) = await OpenCursorAsync(connection, Numbers);

        var error = Assert.ThrowsAsync<SqlException>(async () =>
            await CallAsync(connection, "sp_cursor", ("@cursor", cursor), ("@optype", 2), ("@rownum", 1), ("@table", ""))
        );
        Assert.That(error!.Number, Is.EqualTo(16929));
    }

    [Test]
    public async Task A_keyset_cursor_sees_changes_and_is_changed_through()
    {
        await using var connection = await OpenClientsAsync();
        await TableAsync(connection);
        var (cursor, count, scroll, concurrency) = await OpenCursorAsync(
            connection,
            "SELECT Id, Name FROM #t ORDER BY Id;",
            0x1,
            0x4
        );
        Assert.That((count, scroll, concurrency), Is.EqualTo((4, 0x1, 0x4)));
        Assert.That(await FetchAsync(connection, cursor, 0x2, 0, 2), Is.EqualTo(new[] { 1, 2 }));

        await ChangeAsync(connection, cursor, 0x21, 2, "", ("@Name", "changed"));
        await ChangeAsync(connection, cursor, 0x22, 1, "#t");
        await ChangeAsync(connection, cursor, 0x4, 0, "", ("@Id", 9), ("@Name", "new"));

        Assert.That(await TextAsync(connection), Is.EqualTo("2 changed, 3 c, 4 d, 9 new"));

        // The row that is gone has no values; the new one is no member.
        Assert.That(await FetchAsync(connection, cursor, 0x1, 0, 4), Is.EqualTo(new[] { 0, 2, 3, 4 }));
    }

    [Test]
    public async Task A_dynamic_cursor_sees_rows_come_and_go()
    {
        await using var connection = await OpenClientsAsync();
        await TableAsync(connection);
        var (cursor, count, scroll, concurrency) = await OpenCursorAsync(
            connection,
            "SELECT Id, Name FROM #t ORDER BY Id",
            0x2,
            0x8
        );
        Assert.That((count, scroll, concurrency), Is.EqualTo((-1, 0x2, 0x8)));
        Assert.That(await FetchAsync(connection, cursor, 0x2, 0, 2), Is.EqualTo(new[] { 1, 2 }));

        await using (var change = new SqlCommand("DELETE #t WHERE Id = 3; INSERT #t VALUES (5, N'e');", connection))
        {
            await change.ExecuteNonQueryAsync();
        }

        Assert.That(await FetchAsync(connection, cursor, 0x2, 0, 2), Is.EqualTo(new[] { 4, 5 }));
        await ChangeAsync(connection, cursor, 0x1, 0, "", ("@value", "SET Name = N'x'"));
        Assert.That(await TextAsync(connection), Is.EqualTo("1 a, 2 b, 4 x, 5 x"));

        var error = Assert.ThrowsAsync<SqlException>(async () => await FetchAsync(connection, cursor, 0x10, 1, 1));
        Assert.That(error!.Number, Is.EqualTo(16925));
    }

    [Test]
    public async Task A_row_that_somebody_changed_is_not_overwritten()
    {
        await using var connection = await OpenClientsAsync();
        await TableAsync(connection);
        var (cursor, _, _, _) = await OpenCursorAsync(connection, "SELECT Id, Name FROM #t", 0x1, 0x8);
        await FetchAsync(connection, cursor, 0x2, 0, 1);
        await using (var change = new SqlCommand("UPDATE #t SET Name = N'theirs' WHERE Id = 1;", connection))
        {
            await change.ExecuteNonQueryAsync();
        }

        Assert.That(await NumberAsync(0x1, 1, ("@Name", "mine")), Is.EqualTo(16934));
        Assert.That(await NumberAsync(0x1, 2, ("@Name", "mine")), Is.EqualTo(16930), "not in the fetch buffer");
        Assert.That(await NumberAsync(0x1, 1, ("@Missing", "mine")), Is.EqualTo(16933));
        Assert.That(await NumberAsync(0x80, 1), Is.EqualTo(16902));
        await ChangeAsync(connection, cursor, 0x8, 0, "");
        await ChangeAsync(connection, cursor, 0x1, 1, "", ("@Name", "mine"));
        Assert.That(await TextAsync(connection), Is.EqualTo("1 mine, 2 b, 3 c, 4 d"), "after a refresh");

        async Task<int> NumberAsync(int what, int row, params (string, object?)[] values)
        {
            try
            {
                await ChangeAsync(connection, cursor, what, row, "", values);
                return 0;
            }
            catch (SqlException e)
            {
                return e.Number;
            }
        }
    }

    // What was bound for a table of that name serves the next one of it too.
    [Test]
    public async Task A_temporary_table_that_was_made_anew_is_changed_through_a_cursor()
    {
        await using var connection = await OpenClientsAsync();
        for (var round = 0; round < 3; round++)
        {
            await TableAsync(connection);
            var (cursor, _, _, _) = await OpenCursorAsync(connection, "SELECT Id, Name FROM #t", 0x1, 0x8);
            await FetchAsync(connection, cursor, 0x2, 0, 1);
            await ChangeAsync(connection, cursor, 0x1, 1, "", ("@Name", "mine"));
            Assert.That(await TextAsync(connection), Is.EqualTo("1 mine, 2 b, 3 c, 4 d"));
            await CallAsync(connection, "sp_cursorclose", ("@cursor", cursor));
            await using var drop = new SqlCommand("DROP TABLE #t; DROP TABLE IF EXISTS #other; SELECT A = 1 INTO #other;", connection);
            await drop.ExecuteNonQueryAsync();
        }
    }

    private static Task ChangeAsync(
        SqlConnection connection,
        int cursor,
        int what,
        int row,
        string table,
        params (string, object?)[] values
    ) =>
        CallAsync(
            connection,
            "sp_cursor",
            [("@cursor", cursor), ("@optype", what), ("@rownum", row), ("@table", table), .. values]
        );

    private static async Task TableAsync(SqlConnection connection)
    {
        await using var command = new SqlCommand(
            "CREATE TABLE #t (Id int NOT NULL PRIMARY KEY, Name nvarchar(20) NULL); INSERT #t VALUES (1, N'a'), (2, N'b'), (3, N'c'), (4, N'd');",
            connection
        );
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<string> TextAsync(SqlConnection connection)
    {
        await using var command = new SqlCommand(
            "SELECT STUFF((SELECT N', ' + CAST(Id AS nvarchar(9)) + N' ' + Name FROM #t ORDER BY Id FOR XML PATH(N'')), 1, 2, N'');",
            connection
        );
        return (string)(await command.ExecuteScalarAsync())!;
    }

    private static async Task<(int Cursor, int Count)> OpenCursorAsync(SqlConnection connection, string sql)
    {
        var (cursor, count, _, _) = await OpenCursorAsync(connection, sql, 0x8, 0x1);
        return (cursor, count);
    }

    private static async Task<(int Cursor, int Count, int Scroll, int Concurrency)> OpenCursorAsync(
        SqlConnection connection,
        string sql,
        int scroll,
        int concurrency
    )
    {
        await using var command = Command(
            connection,
            "sp_cursoropen",
            ("@cursor", null),
            ("@stmt", sql),
            ("@scrollopt", scroll),
            ("@ccopt", concurrency),
            ("@rowcount", 0)
        );
        await command.ExecuteNonQueryAsync();
        return (
            (int)command.Parameters["@cursor"].Value,
            (int)command.Parameters["@rowcount"].Value,
            (int)command.Parameters["@scrollopt"].Value,
            (int)command.Parameters["@ccopt"].Value
        );
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
            numbers.Add(await reader.IsDBNullAsync(0) ? 0 : reader.GetInt32(0));
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
