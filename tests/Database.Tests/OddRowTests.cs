// One odd row never spoils the rest: each save procedure is given rows in which one column of one row after
// the other holds what no server should tell. Types, columns and parameters come from the catalog, so a new
// collector is tested without a line here, or with one where its rows are of kinds.

using System.Data;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Database.Tests;

[TestFixture]
public sealed class OddRowTests
{
    private const int RowsOfAKind = 3;

    private static readonly Dictionary<string, string[]> Kinds = new(StringComparer.Ordinal)
    {
        ["AxSessions"] = ["server", "session", "config", "free"],
        ["Batch"] = ["task", "history", "server", "group", "class", "config", "window"],
        ["Memory"] = ["clerk", "grant", "node"],
        ["Storage"] = ["database", "volume", "table"],
        ["TempDb"] = ["session", "table", "latch"],
        ["IndexHealth"] = ["statistic", "missing", "usage", "fragmentation"],
        ["ObjectNames"] = ["hobt", "object"],
    };

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

    private static IEnumerable<string> Collectors() =>
        RepositoryFolders.CollectorNames.Where(name => RepositoryFolders.Collector(name).TableType != "stage.Event");

    [TestCaseSource(nameof(Collectors))]
    public async Task An_odd_value_in_one_row_costs_that_row_at_most(string collector)
    {
        var file = RepositoryFolders.Collector(collector);
        await using SqlConnection connection = new(_server.ConnectionString);
        await connection.OpenAsync();
        var columns = await ColumnsAsync(connection, file.TableType);
        SaveCall save = new(connection, file.Procedure, file.TableType, await ParametersAsync(connection, file.Procedure));

        // What the good rows alone bring, the odd one being away: what such a capture lacks is not gone.
        var control = await InstanceAsync(connection, collector + "-control");
        await save.RunAsync(control, 0, Rows(collector, columns));
        var instance = await InstanceAsync(connection, collector);
        await save.RunAsync(instance, 0, Rows(collector, columns));
        var minute = 1;
        int[] kinds = [.. Enumerable.Range(0, Kinds.GetValueOrDefault(collector, [""]).Length)];
        using (Assert.EnterMultipleScope())
        {
            foreach (var column in columns)
            {
                foreach (var (kind, value) in OddValues(column).SelectMany(value => kinds.Select(kind => (kind, value))))
                {
                    var rows = Rows(collector, columns);
                    rows.Rows[1 + (kind * RowsOfAKind)][column.Name] = value;
                    var label = $"row {1 + (kind * RowsOfAKind)}, {column.Name} = {(value is DBNull ? "NULL" : value)}";
                    var without = Without(Rows(collector, columns), 1 + (kind * RowsOfAKind));
                    var expected = Least(collector, await save.RunAsync(control, minute, without, ("@IsTruncated", true)));
                    try
                    {
                        Assert.That(await save.RunAsync(instance, minute++, rows), Is.GreaterThanOrEqualTo(expected), label);
                    }
                    catch (SqlException e)
                    {
                        Assert.Fail($"{label}: error {e.Number} in {e.Procedure}, line {e.LineNumber}: {e.Message}");
                    }

                    // The next capture is as if nothing had been: the odd value went into no state.
                    if (minute % 7 == 0)
                    {
                        await save.RunAsync(control, minute, Rows(collector, columns));
                        await save.RunAsync(instance, minute++, Rows(collector, columns));
                    }
                }
            }
        }
    }

    // What is compared with the capture before. The rows are the same each time: nothing has happened.
    private static readonly string[] Comparers = ["Waits", "FileIo", "Counters", "QueryStats", "QueryStore", "IndexHealth", "Cpu"];

    [TestCaseSource(nameof(Comparers))]
    public async Task A_row_that_was_set_aside_is_no_news_when_it_is_back(string collector)
    {
        var file = RepositoryFolders.Collector(collector);
        await using SqlConnection connection = new(_server.ConnectionString);
        await connection.OpenAsync();
        var columns = await ColumnsAsync(connection, file.TableType);
        SaveCall save = new(connection, file.Procedure, file.TableType, await ParametersAsync(connection, file.Procedure));
        var control = await InstanceAsync(connection, collector + "-still");
        var instance = await InstanceAsync(connection, collector + "-back");
        await save.RunAsync(control, 0, Rows(collector, columns));
        await save.RunAsync(instance, 0, Rows(collector, columns));
        var minute = 1;
        var cases = 0;
        using (Assert.EnterMultipleScope())
        {
            foreach (var column in columns)
            {
                foreach (var value in OddValues(column))
                {
                    var rows = Rows(collector, columns);
                    rows.Rows[1][column.Name] = value;
                    var before = await SetAsideAsync(instance);
                    await save.RunAsync(control, minute, Rows(collector, columns));
                    await save.RunAsync(instance, minute++, rows);
                    var isSetAside = await SetAsideAsync(instance) > before;
                    await save.RunAsync(control, minute, Rows(collector, columns));
                    await save.RunAsync(instance, minute++, Rows(collector, columns));
                    if (!isSetAside)
                    {
                        // Another key is another thing.
                        continue;
                    }

                    cases++;
                    Assert.That(
                        await _server.ScalarAsync<string>(
                            $"""
                            SELECT MAX(CONCAT(d.MetricName, N' ', m.Value))
                            FROM fact.Metric AS m
                            INNER JOIN config.Metric AS d ON d.MetricId = m.MetricId
                            LEFT JOIN fact.Metric AS c ON c.InstanceId = {control}
                                AND c.MetricId = m.MetricId AND c.KeyId = m.KeyId AND c.CapturedAt = m.CapturedAt
                            WHERE m.InstanceId = {instance}
                              AND m.CapturedAt = DATEADD(minute, {minute - 1}, '2026-01-02T10:00:00')
                              AND m.Value > COALESCE(c.Value, 0) + 0.001;
                            """
                        ),
                        Is.Null,
                        $"{column.Name} = {(value is DBNull ? "NULL" : value)}"
                    );
                    Assert.That(
                        await _server.ScalarAsync<int>(
                            $"SELECT COUNT(*) FROM fact.FileChange AS f WHERE f.InstanceId = {instance} AND f.CapturedAt >= DATEADD(minute, {minute - 2}, '2026-01-02T10:00:00');"
                        ),
                        Is.Zero,
                        $"{column.Name}: a file whose row was set aside is neither gone nor new"
                    );
                }
            }

            Assert.That(cases, Is.Positive);
        }
    }

    private Task<int> SetAsideAsync(int instance) =>
        _server.ScalarAsync<int>(
            $"SELECT COALESCE(SUM(CAST(q.OccurrenceCount AS int)), 0) FROM collect.Quarantine AS q WHERE q.InstanceId = {instance};"
        );

    // Tables of AX are read without locks: a row that moves meanwhile may come twice, and names that differ
    // in case or in blanks at the end are one to most collations.
    [TestCaseSource(nameof(Collectors))]
    public async Task A_row_that_comes_twice_costs_no_other(string collector)
    {
        var file = RepositoryFolders.Collector(collector);
        await using SqlConnection connection = new(_server.ConnectionString);
        await connection.OpenAsync();
        var columns = await ColumnsAsync(connection, file.TableType);
        SaveCall save = new(connection, file.Procedure, file.TableType, await ParametersAsync(connection, file.Procedure));
        var control = await InstanceAsync(connection, collector + "-once");
        var instance = await InstanceAsync(connection, collector + "-twice");
        await save.RunAsync(control, 0, Rows(collector, columns));
        await save.RunAsync(instance, 0, Rows(collector, columns));
        var minute = 1;
        foreach (var isAlike in new[] { false, true })
        {
            var rows = Rows(collector, columns);
            foreach (var row in rows.Rows.Cast<DataRow>().ToList())
            {
                rows.Rows.Add(
                    [
                        .. row.ItemArray.Select(value =>
                            isAlike && value is string text && text[0] == 'x' ? text.ToUpperInvariant() + " " : value
                        ),
                    ]
                );
            }

            foreach (var (given, label) in new[] { (rows, isAlike ? "alike" : "the same"), (Rows(collector, columns), "afterwards") })
            {
                var expected = Least(collector, await save.RunAsync(control, minute, Rows(collector, columns)));
                Assert.That(await save.RunAsync(instance, minute++, given), Is.GreaterThanOrEqualTo(expected), label);
            }
        }
    }

    private static IEnumerable<string> AllCollectors() => RepositoryFolders.CollectorNames;

    // What the counters of a capture are compared by, or the key that its rows are saved under: without it
    // they are not, and only the next capture has to be as if nothing had been.
    private static readonly string[] Comparing = ["@ServerStartedAt", "@SourceMs", "@DatabaseId", "@IsDue", "@IsWhole"];

    private static readonly string[] OfTheCall = ["@Rows", "@InstanceId", "@RunId", "@CapturedAt"];

    [TestCaseSource(nameof(AllCollectors))]
    public async Task An_odd_value_in_the_header_costs_that_value_at_most(string collector)
    {
        var file = RepositoryFolders.Collector(collector);
        await using SqlConnection connection = new(_server.ConnectionString);
        await connection.OpenAsync();
        var columns = await ColumnsAsync(connection, file.TableType);
        var parameters = await ParametersAsync(connection, file.Procedure);
        SaveCall save = new(connection, file.Procedure, file.TableType, parameters);
        var instance = await InstanceAsync(connection, collector + "-header");
        DataTable NewRows() => file.TableType == "stage.Event" ? Rows(collector, columns).Clone() : Rows(collector, columns);

        await save.RunAsync(instance, 0, NewRows());
        var expected = await save.RunAsync(instance, 1, NewRows());
        var minute = 2;
        using (Assert.EnterMultipleScope())
        {
            foreach (var parameter in parameters.Where(p => !OfTheCall.Contains(p.Name, StringComparer.Ordinal)))
            {
                foreach (var value in OddValues(parameter))
                {
                    var label = $"{parameter.Name} = {(value is DBNull ? "NULL" : value)}";
                    try
                    {
                        var saved = await save.RunAsync(instance, minute++, NewRows(), (parameter.Name, value));
                        var least = Comparing.Contains(parameter.Name, StringComparer.Ordinal) ? 0 : expected;
                        Assert.That(saved, Is.GreaterThanOrEqualTo(least), label);

                        // No state has it: a later capture is as if nothing had been.
                        await save.RunAsync(instance, minute++, NewRows());
                        saved = await save.RunAsync(instance, minute++, NewRows());
                        Assert.That(saved, Is.GreaterThanOrEqualTo(expected), "after " + label);
                    }
                    catch (SqlException e)
                    {
                        Assert.Fail($"{label}: error {e.Number} in {e.Procedure}, line {e.LineNumber}: {e.Message}");
                    }
                }
            }

            Assert.That(
                await _server.ScalarAsync<string>(
                    $"SELECT MIN(CONCAT(d.MetricName, N' ', m.Value)) FROM fact.Metric AS m INNER JOIN config.Metric AS d ON d.MetricId = m.MetricId WHERE m.InstanceId = {instance} AND m.Value NOT BETWEEN 0.0E0 AND 9.0E15;"
                ),
                Is.Null,
                "a metric of an odd value"
            );
        }
    }

    [Test]
    public async Task A_row_without_its_key_is_set_aside_with_the_reason()
    {
        await using SqlConnection connection = new(_server.ConnectionString);
        await connection.OpenAsync();
        var columns = await ColumnsAsync(connection, "stage.Waits");
        SaveCall save = new(connection, "collect.SaveWaits", "stage.Waits", await ParametersAsync(connection, "collect.SaveWaits"));
        var instance = await InstanceAsync(connection, "set-aside");
        var rows = Rows("Waits", columns);
        rows.Rows[1]["WaitMs"] = -5L;
        await save.RunAsync(instance, 0, rows);
        Assert.That(
            await _server.ScalarAsync<string>(
                $"SELECT CONCAT(COUNT(*), N' ', MAX(q.Reason), N' ', MAX(CHARINDEX(N'x1', q.RawText))) FROM collect.Quarantine AS q WHERE q.InstanceId = {instance};"
            ),
            Does.Match("^1 The row is not saved: nothing, or nothing that can be, stands in WaitMs -5. [1-9]")
        );
    }

    [Test]
    public async Task The_quarantine_of_a_collector_is_capped_and_goes_on_counting()
    {
        await _server.ExecuteAsync("EXEC config.SetSetting N'QuarantineRows', N'4', N'test', '2026-01-01';");
        await using SqlConnection connection = new(_server.ConnectionString);
        await connection.OpenAsync();
        var instance = await InstanceAsync(connection, "capped");
        for (var run = 0; run < 3; run++)
        {
            await _server.ExecuteAsync(
                $"""
                DECLARE @Odd stage.OddRow;
                INSERT @Odd (RawHash, RawText, Reason)
                SELECT HASHBYTES(N'SHA2_256', CONCAT(N'{run}.', v.n)), CONCAT(N'{run}.', v.n), N'odd' FROM (VALUES (1), (2), (3)) AS v (n);
                EXEC collect.SetAside {instance}, N'Waits', '2026-01-02T10:0{run}:00', @Odd;
                """
            );
        }

        Assert.That(
            await _server.ScalarAsync<string>(
                $"SELECT CONCAT(COUNT(*), N' ', SUM(q.OccurrenceCount)) FROM collect.Quarantine AS q WHERE q.InstanceId = {instance};"
            ),
            Is.EqualTo("5 9")
        );
    }

    private static async Task<int> InstanceAsync(SqlConnection connection, string name)
    {
        await using SqlCommand command = new($"EXEC ops.RegisterInstance N'{name}', N'none', N'AX', '2026-01-01';", connection);
        return (int)(await command.ExecuteScalarAsync())!;
    }

    private static async Task<List<TypeColumn>> ColumnsAsync(SqlConnection connection, string type)
    {
        await using SqlCommand command = new(
            $"""
            SELECT c.name, y.name, c.max_length
            FROM sys.columns AS c
            INNER JOIN sys.table_types AS t ON t.type_table_object_id = c.object_id
            INNER JOIN sys.types AS y ON y.user_type_id = c.user_type_id
            WHERE t.user_type_id = TYPE_ID(N'{type}')
            ORDER BY c.column_id;
            """,
            connection
        );
        await using var reader = await command.ExecuteReaderAsync();
        List<TypeColumn> columns = [];
        while (await reader.ReadAsync())
        {
            columns.Add(new TypeColumn(reader.GetString(0), reader.GetString(1), reader.GetInt16(2)));
        }

        return columns;
    }

    private static async Task<List<TypeColumn>> ParametersAsync(SqlConnection connection, string procedure)
    {
        await using SqlCommand command = new(
            $"SELECT p.name, y.name, p.max_length FROM sys.parameters AS p INNER JOIN sys.types AS y ON y.user_type_id = p.user_type_id WHERE p.object_id = OBJECT_ID(N'{procedure}');",
            connection
        );
        await using var reader = await command.ExecuteReaderAsync();
        List<TypeColumn> parameters = [];
        while (await reader.ReadAsync())
        {
            parameters.Add(new TypeColumn(reader.GetString(0), reader.GetString(1), reader.GetInt16(2)));
        }

        return parameters;
    }

    private static DataTable Rows(string collector, List<TypeColumn> columns)
    {
        DataTable table = new();
        foreach (var column in columns)
        {
            table.Columns.Add(column.Name, column.ClrType);
        }

        foreach (var kind in Kinds.GetValueOrDefault(collector, [""]))
        {
            for (var i = 0; i < RowsOfAKind; i++)
            {
                table.Rows.Add([.. columns.Select(column => Good(column, kind, table.Rows.Count))]);
            }
        }

        return table;
    }

    // Of waits only what begins or ends to wait is saved, which an odd capture before may bring forward.
    private static int Least(string collector, int saved) => collector == "Waits" ? 0 : saved;

    private static DataTable Without(DataTable rows, int row)
    {
        rows.Rows.RemoveAt(row);
        return rows;
    }

    private static object Good(TypeColumn column, string kind, int n) =>
        column.Name is "RowKind" or "ItemKind" or "IdKind" && kind.Length > 0 ? kind
        : column.Name == "BlockingSessionId" ? n
        : column.ClrType == typeof(string) ? $"x{n}"
        : column.ClrType == typeof(DateTime) ? new DateTime(2026, 1, 2, 9, n % 60, 0)
        : column.ClrType == typeof(bool) ? false
        : column.ClrType == typeof(byte[]) ? Bytes(n + 1, column.MaxLength is > 0 and < 64 ? column.MaxLength : 8)
        : column.ClrType == typeof(double) ? 10.0 + n
        : column.ClrType == typeof(decimal) ? 1m + n
        : column.ClrType == typeof(int) ? n + 1
        : (object)(1000L * (n + 1));

    private static byte[] Bytes(int value, int count) => [.. Enumerable.Repeat((byte)value, count)];

    private static IEnumerable<object> OddValues(TypeColumn column)
    {
        yield return DBNull.Value;
        foreach (
            var value in column.TypeName switch
            {
                "bigint" => new object[] { long.MinValue, long.MaxValue, -1L, -1_800_000_000L, 0L },
                "int" => [int.MinValue, int.MaxValue, -1, 0],
                "smallint" => [short.MinValue, short.MaxValue],
                "decimal" or "numeric" => [-1m, 999m, 0m],
                "float" => [double.MinValue, double.MaxValue, -1.0, 0.0],
                "datetime2" or "datetime" =>
                [
                    new DateTime(1900, 1, 1),
                    DateTime.MinValue,
                    DateTime.MaxValue,
                    new DateTime(2199, 1, 1),
                ],
                "bit" => [true],
                "nvarchar" => ["", " ", new string('\u0001', 8), "<&\"'>", "]\r\n\0", "\uD83D\uFFFF", new string('W', column.Letters)],
                "varbinary" or "binary" => [Array.Empty<byte>()],
                _ => [],
            }
        )
        {
            yield return value;
        }
    }

    private sealed record TypeColumn(string Name, string TypeName, short MaxLength)
    {
        public int Letters => MaxLength > 0 ? MaxLength / 2 : 5000;

        public Type ClrType =>
            TypeName switch
            {
                "bigint" => typeof(long),
                "int" => typeof(int),
                "smallint" => typeof(short),
                "bit" => typeof(bool),
                "float" => typeof(double),
                "decimal" or "numeric" => typeof(decimal),
                "datetime2" or "datetime" => typeof(DateTime),
                "varbinary" or "binary" => typeof(byte[]),
                "uniqueidentifier" => typeof(Guid),
                _ => typeof(string),
            };
    }

    /// <summary>A save procedure with what its header row would hold.</summary>
    private sealed class SaveCall(SqlConnection connection, string procedure, string type, List<TypeColumn> parameters)
    {
        public async Task<int> RunAsync(int instanceId, int minute, DataTable rows, (string Name, object Value)? odd = null)
        {
            await using SqlCommand command = new(procedure, connection) { CommandType = CommandType.StoredProcedure };
            foreach (var parameter in parameters.Where(parameter => parameter.Name != "@Rows"))
            {
                var value = parameter.Name switch
                {
                    _ when parameter.Name == odd?.Name => odd.Value.Value,
                    "@InstanceId" => instanceId,
                    "@RunId" => Guid.NewGuid(),
                    "@CapturedAt" => new DateTime(2026, 1, 2, 10, 0, 0).AddMinutes(minute),
                    "@LocalTime" => new DateTime(2026, 1, 2, 10, 0, 0).AddMinutes(minute),
                    "@ServerStartedAt" => new DateTime(2026, 1, 1),
                    "@SourceMs" => 86_400_000L + (60_000L * minute),
                    "@DatabaseId" => 7,
                    "@DatabaseName" => "AX",
                    "@IsDue" or "@IsWhole" => true,
                    _ when parameter.ClrType == typeof(bool) => false,
                    _ when parameter.ClrType == typeof(int) => 1,
                    _ when parameter.ClrType == typeof(long) => 1L,
                    _ => DBNull.Value,
                };
                if (value is DateTime)
                {
                    command.Parameters.Add(parameter.Name, SqlDbType.DateTime2).Value = value;
                }
                else
                {
                    command.Parameters.AddWithValue(parameter.Name, value);
                }
            }

            var table = command.Parameters.Add("@Rows", SqlDbType.Structured);
            table.TypeName = type;
            table.Value = rows;
            return Convert.ToInt32(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
        }
    }
}
