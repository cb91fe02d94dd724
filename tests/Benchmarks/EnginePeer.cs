// The engine's side of its benchmark.
using System.Globalization;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Execution;
using AxMonitor.Engine.Programs;
using AxMonitor.Engine.Types;

namespace AxMonitor.Benchmarks;

/// <summary>An engine with one session.</summary>
internal sealed class EnginePeer : IDisposable
{
    public const int Seeks = 100_000;
    public const int InsertedRows = 100_000;
    public const string Seek = "SELECT Amount FROM Fact WHERE Id = @Id";

    private readonly ServerInstance _server = new(new EngineOptions { AdministratorPassword = "benchmark" });
    private readonly Session _session;
    private readonly CancellationToken _cancellationToken;

    public EnginePeer(CancellationToken cancellationToken)
    {
        _cancellationToken = cancellationToken;
        _session = _server.OpenSession(
            new LoginRequest(_server.Options.AdministratorLogin, "benchmark", null, "benchmark", "benchmark", 1)
        );
        Query("CREATE DATABASE bench; ALTER DATABASE bench SET RECOVERY SIMPLE;");
        Query("USE bench;");
        Query(
            "CREATE TABLE dbo.Copy (MetricId int NOT NULL, Minute int NOT NULL, Value bigint NOT NULL, PRIMARY KEY (MetricId, Minute)); "
                + "CREATE TYPE dbo.TargetRow AS TABLE (Id int NOT NULL, Name nvarchar(40) NOT NULL, Amount float NOT NULL, At datetime2(3) NOT NULL);"
        );
    }

    public void Dispose()
    {
        _session.Dispose();
        _server.Dispose();
    }

    /// <summary>Makes and fills a table; the bytes that live longer for it.</summary>
    public long Load(EngineTable table)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        foreach (var sql in table.Engine)
        {
            Query(sql);
        }

        var bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        if (table.Name == "Target")
        {
            Query(
                "CREATE PROCEDURE dbo.SaveTarget @Rows dbo.TargetRow READONLY AS SET NOCOUNT ON; TRUNCATE TABLE dbo.Target; INSERT dbo.Target (Id, Name, Amount, At) SELECT Id, Name, Amount, At FROM @Rows; SELECT COUNT(*) FROM dbo.Target;"
            );
        }

        return bytes;
    }

    public long Query(string sql)
    {
        var sink = new CountingSink();
        _session.ExecuteBatch(sql, sink, _cancellationToken);
        return sink.Sum;
    }

    public long SeekAll()
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
            _session.ExecuteSql(Seek, "@Id int", [parameter], sink, _cancellationToken);
        }

        return sink.Sum;
    }

    public static int Key(int i) => (int)(i * 7919L % EngineTables.FactRows);

    public long InsertAll()
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
        _session.ExecuteProcedure("dbo.SaveTarget", [parameter], sink, _cancellationToken);
        return sink.Sum;
    }

    /// <summary>Adds up every number it receives, so that all sides can be compared; an error ends the
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
