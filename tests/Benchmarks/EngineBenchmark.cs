// The T-SQL engine beside SQLite in memory: the same data, the same questions, one process, one run.
// SQLite is called through Microsoft.Data.Sqlite with prepared commands, the engine through its in-process
// session, so neither pays for a network.
using System.Diagnostics;
using System.Globalization;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Execution;
using AxMonitor.Engine.Programs;
using AxMonitor.Engine.Types;
using Microsoft.Data.Sqlite;

namespace AxMonitor.Benchmarks;

/// <summary>Measures both engines alternately and prints medians as a markdown table.</summary>
internal static class EngineBenchmark
{
    private const int FactRows = 1_000_000;
    private const int DimensionRows = 10_000;
    private const int Seeks = 100_000;
    private const int InsertedRows = 100_000;
    private const int WarmUps = 2;
    private const int Repeats = 7;

    private const string Group = "SELECT GroupId, COUNT(*), SUM(Amount), MAX(Amount) FROM Fact WHERE Flag < 70 GROUP BY GroupId";
    private const string Join =
        "SELECT d.Category, COUNT(*), SUM(f.Amount) FROM Fact AS f INNER JOIN Dimension AS d ON d.KeyId = f.KeyId GROUP BY d.Category";
    private const string Window =
        "SELECT COUNT(*) FROM (SELECT ROW_NUMBER() OVER (PARTITION BY GroupId ORDER BY Amount DESC) AS Position FROM Fact) AS t WHERE t.Position <= 3";
    private const string Seek = "SELECT Amount FROM Fact WHERE Id = @Id";

    /// <param name="word">Only measurements whose name contains it; all when null.</param>
    /// <param name="cancellationToken">Ends the run between two measurements.</param>
    public static Task RunAsync(string? word, CancellationToken cancellationToken)
    {
        using var server = new ServerInstance(new EngineOptions { AdministratorPassword = "benchmark" });
        using var session = server.OpenSession(
            new LoginRequest(server.Options.AdministratorLogin, "benchmark", null, "benchmark", "benchmark", 1)
        );
        using var sqlite = new SqliteConnection("Data Source=:memory:");
        sqlite.Open();
        LoadEngine(session, cancellationToken);
        LoadSqlite(sqlite);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Medians of {Repeats} runs after {WarmUps} warm-ups, in milliseconds; {FactRows:N0} rows; SQLite {sqlite.ServerVersion}."
            )
        );
        Console.WriteLine();
        Console.WriteLine("| | engine | SQLite | engine / SQLite |");
        Console.WriteLine("|---|---|---|---|");
        Measured("scan + filter + group, 1 M rows", () => Query(session, Group, cancellationToken), () => Query(sqlite, Group));
        Measured("join 1 M × 10 k + group", () => Query(session, Join, cancellationToken), () => Query(sqlite, Join));
        Measured(
            "row_number, 1 M rows in 500 partitions",
            () => Query(session, Window, cancellationToken),
            () => Query(sqlite, Window)
        );
        Measured("100 k point seeks, one call each", () => SeekAll(session, cancellationToken), () => SeekAll(sqlite));
        Measured(
            "insert of 100 k rows (table-valued parameter / prepared INSERT)",
            () => InsertAll(session, cancellationToken),
            () => InsertAll(sqlite)
        );
        return Task.CompletedTask;

        void Measured(string name, Func<long> engine, Func<long> other)
        {
            if (word is null || name.Contains(word, StringComparison.OrdinalIgnoreCase))
            {
                Compare(name, engine, other, cancellationToken);
            }
        }
    }

    private static void Compare(string name, Func<long> engine, Func<long> sqlite, CancellationToken cancellationToken)
    {
        var engineTimes = new List<double>();
        var sqliteTimes = new List<double>();
        for (var run = 0; run < WarmUps + Repeats; run++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (engineMs, engineResult) = Measure(engine);
            var (sqliteMs, sqliteResult) = Measure(sqlite);
            if (engineResult != sqliteResult)
            {
                throw new InvalidOperationException($"'{name}': the engine answers {engineResult}, SQLite {sqliteResult}.");
            }

            if (run >= WarmUps)
            {
                engineTimes.Add(engineMs);
                sqliteTimes.Add(sqliteMs);
            }
        }

        var (e, s) = (Figures.Percentile(engineTimes, 0.5), Figures.Percentile(sqliteTimes, 0.5));
        Console.WriteLine($"| {name} | {Figures.Format(e, "0")} | {Figures.Format(s, "0")} | {Figures.Format(e / s, "0.00")} |");
    }

    private static (double Milliseconds, long Result) Measure(Func<long> action)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var watch = Stopwatch.StartNew();
        var result = action();
        return (watch.Elapsed.TotalMilliseconds, result);
    }

    // The same arithmetic makes the same rows on both sides, in the order of their key, as a log or a fact
    // table grows.
    private static void LoadEngine(Session session, CancellationToken cancellationToken)
    {
        Execute(session, "CREATE DATABASE bench; ALTER DATABASE bench SET RECOVERY SIMPLE;", cancellationToken);
        Execute(session, "USE bench;", cancellationToken);
        Execute(
            session,
            "CREATE TABLE dbo.Fact (Id int NOT NULL PRIMARY KEY, GroupId int NOT NULL, KeyId int NOT NULL, Flag int NOT NULL, Amount bigint NOT NULL); CREATE TABLE dbo.Dimension (KeyId int NOT NULL PRIMARY KEY, Category int NOT NULL, Name nvarchar(40) NOT NULL);",
            cancellationToken
        );
        Execute(
            session,
            $"""
            WITH d AS (SELECT n FROM (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS v (n)),
            k AS (SELECT n = a.n + b.n * 10 + c.n * 100 + e.n * 1000 FROM d AS a CROSS JOIN d AS b CROSS JOIN d AS c CROSS JOIN d AS e)
            INSERT dbo.Dimension SELECT n, n % 37, CONCAT(N'key ', n) FROM k;
            INSERT dbo.Fact SELECT i.n, i.n * 7 % 500, CAST(i.n AS bigint) * 7919 % {DimensionRows}, i.n * 13 % 100, CAST(i.n AS bigint) * 1103515245 % 1000003
            FROM (SELECT n = a.KeyId * 100 + b.KeyId FROM dbo.Dimension AS a CROSS JOIN dbo.Dimension AS b WHERE b.KeyId < 100) AS i
            ORDER BY i.n;
            """,
            cancellationToken
        );
        Execute(
            session,
            "CREATE TABLE dbo.Target (Id int NOT NULL PRIMARY KEY, Name nvarchar(40) NOT NULL, Amount float NOT NULL, At datetime2(3) NOT NULL); CREATE TYPE dbo.TargetRow AS TABLE (Id int NOT NULL, Name nvarchar(40) NOT NULL, Amount float NOT NULL, At datetime2(3) NOT NULL);",
            cancellationToken
        );
        Execute(
            session,
            "CREATE PROCEDURE dbo.SaveTarget @Rows dbo.TargetRow READONLY AS SET NOCOUNT ON; TRUNCATE TABLE dbo.Target; INSERT dbo.Target (Id, Name, Amount, At) SELECT Id, Name, Amount, At FROM @Rows; SELECT COUNT(*) FROM dbo.Target;",
            cancellationToken
        );
    }

    private static void LoadSqlite(SqliteConnection sqlite)
    {
        Query(
            sqlite,
            "CREATE TABLE Fact (Id INTEGER NOT NULL PRIMARY KEY, GroupId INTEGER NOT NULL, KeyId INTEGER NOT NULL, Flag INTEGER NOT NULL, Amount INTEGER NOT NULL)"
        );
        Query(
            sqlite,
            "CREATE TABLE Dimension (KeyId INTEGER NOT NULL PRIMARY KEY, Category INTEGER NOT NULL, Name TEXT NOT NULL)"
        );
        Query(
            sqlite,
            "CREATE TABLE Target (Id INTEGER NOT NULL PRIMARY KEY, Name TEXT NOT NULL, Amount REAL NOT NULL, At TEXT NOT NULL)"
        );
        Query(
            sqlite,
            $"WITH RECURSIVE k (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM k WHERE n < {DimensionRows - 1}) INSERT INTO Dimension SELECT n, n % 37, 'key ' || n FROM k"
        );
        Query(
            sqlite,
            $"WITH RECURSIVE i (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM i WHERE n < {FactRows - 1}) INSERT INTO Fact SELECT n, n * 7 % 500, n * 7919 % {DimensionRows}, n * 13 % 100, n * 1103515245 % 1000003 FROM i"
        );
    }

    private static void Execute(Session session, string sql, CancellationToken cancellationToken) =>
        session.ExecuteBatch(sql, new CountingSink(), cancellationToken);

    private static long Query(Session session, string sql, CancellationToken cancellationToken)
    {
        var sink = new CountingSink();
        session.ExecuteBatch(sql, sink, cancellationToken);
        return sink.Sum;
    }

    private static long Query(SqliteConnection sqlite, string sql)
    {
        using var command = sqlite.CreateCommand();
        command.CommandText = sql;
        return Sum(command);
    }

    private static long Sum(SqliteCommand command)
    {
        using var reader = command.ExecuteReader();
        long sum = 0;
        while (reader.Read())
        {
            for (var i = 0; i < reader.FieldCount; i++)
            {
                sum += reader.GetInt64(i);
            }
        }

        return sum;
    }

    private static long SeekAll(Session session, CancellationToken cancellationToken)
    {
        var sink = new CountingSink();
        for (var i = 0; i < Seeks; i++)
        {
            var parameter = new SqlParameter
            {
                Name = "@Id",
                Type = SqlType.Int,
                Value = SqlValue.FromInt64(Key(i)),
            };
            session.ExecuteSql(Seek, "@Id int", [parameter], sink, cancellationToken);
        }

        return sink.Sum;
    }

    private static long SeekAll(SqliteConnection sqlite)
    {
        using var command = sqlite.CreateCommand();
        command.CommandText = Seek;
        var parameter = command.Parameters.Add("@Id", SqliteType.Integer);
        command.Prepare();
        long sum = 0;
        for (var i = 0; i < Seeks; i++)
        {
            parameter.Value = Key(i);
            sum += Sum(command);
        }

        return sum;
    }

    private static int Key(int i) => (int)(i * 7919L % FactRows);

    private static long InsertAll(Session session, CancellationToken cancellationToken)
    {
        var at = new DateTime(2024, 5, 1, 0, 0, 0, DateTimeKind.Unspecified);
        var rows = Enumerable
            .Range(0, InsertedRows)
            .Select(i =>
                (SqlValue[])
                    [
                        SqlValue.FromInt64(i),
                        SqlValue.FromString("row " + i.ToString(CultureInfo.InvariantCulture)),
                        SqlValue.FromDouble(i * 0.5),
                        SqlValue.FromDateTime(at.AddSeconds(i)),
                    ]
            );
        var parameter = new SqlParameter
        {
            Name = "@Rows",
            Type = new SqlType(SqlTypeKind.Table),
            TableTypeName = "dbo.TargetRow",
            TableColumns = [SqlType.Int, SqlType.NVarChar(40), SqlType.Float, SqlType.DateTime2(3)],
            TableRows = rows,
        };
        var sink = new CountingSink();
        session.ExecuteProcedure("dbo.SaveTarget", [parameter], sink, cancellationToken);
        return sink.Sum;
    }

    private static long InsertAll(SqliteConnection sqlite)
    {
        var at = new DateTime(2024, 5, 1, 0, 0, 0, DateTimeKind.Unspecified);
        using var transaction = sqlite.BeginTransaction();
        Query(sqlite, "DELETE FROM Target");
        using var command = sqlite.CreateCommand();
        command.CommandText = "INSERT INTO Target (Id, Name, Amount, At) VALUES (@Id, @Name, @Amount, @At)";
        var id = command.Parameters.Add("@Id", SqliteType.Integer);
        var name = command.Parameters.Add("@Name", SqliteType.Text);
        var amount = command.Parameters.Add("@Amount", SqliteType.Real);
        var time = command.Parameters.Add("@At", SqliteType.Text);
        command.Prepare();
        for (var i = 0; i < InsertedRows; i++)
        {
            id.Value = i;
            name.Value = "row " + i.ToString(CultureInfo.InvariantCulture);
            amount.Value = i * 0.5;
            time.Value = at.AddSeconds(i);
            command.ExecuteNonQuery();
        }

        transaction.Commit();
        return Query(sqlite, "SELECT COUNT(*) FROM Target");
    }

    /// <summary>Adds up every number it receives, so that both sides can be compared; an error ends the
    /// benchmark.</summary>
    private sealed class CountingSink : IResultSink
    {
        private bool[] _isNumber = [];

        public long Sum { get; private set; }

        public void Columns(IReadOnlyList<ResultColumn> columns) => _isNumber = [.. columns.Select(static c => c.Type.IsInteger)];

        public void Row(ReadOnlySpan<SqlValue> values)
        {
            for (var i = 0; i < values.Length; i++)
            {
                Sum += _isNumber[i] ? values[i].AsInt64() : 0;
            }
        }

        public void StatementDone(long? rowCount, bool inProcedure, bool wasSelect) { }

        public void Message(SqlMessage message)
        {
            if (message.IsError)
            {
                throw new InvalidOperationException($"Error {message.Number}: {message.Text}");
            }
        }

        public void DatabaseChanged(string oldName, string newName) { }

        public void TransactionChanged(TransactionChange change, long descriptor) { }
    }
}
