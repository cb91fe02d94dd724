// A fresh database for property tests: runs batches and gives the rows of the last result set as nullable
// integers.
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Execution;
using AxMonitor.Engine.Programs;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Tests.Queries;

/// <summary>One server with one session; errors of the engine become exceptions.</summary>
internal sealed class QueryDatabase : IDisposable
{
    private readonly ServerInstance _server = new(new EngineOptions { AdministratorPassword = "test" });
    private readonly Session _session;

    public QueryDatabase()
    {
        _session = _server.OpenSession(new LoginRequest(_server.Options.AdministratorLogin, "test", null, "tests", "tests", 1));
        Rows("CREATE DATABASE properties;");
        Rows("USE properties;");
    }

    public List<long?[]> Rows(string sql)
    {
        var sink = new Sink();
        _session.ExecuteBatch(sql, sink, CancellationToken.None);
        return sink.Error is null ? sink.Rows : throw new InvalidOperationException(sink.Error + " in: " + sql);
    }

    public void Dispose()
    {
        _session.Dispose();
        _server.Dispose();
    }

    /// <summary>Rows as VALUES text.</summary>
    public static string Values(IEnumerable<long?[]> rows) =>
        "VALUES "
        + string.Join(
            ", ",
            rows.Select(r =>
                "("
                + string.Join(", ", r.Select(v => v?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "NULL"))
                + ")"
            )
        );

    private sealed class Sink : IResultSink
    {
        private bool[] _isDouble = [];

        public List<long?[]> Rows { get; private set; } = [];

        public string? Error { get; private set; }

        public void Columns(IReadOnlyList<ResultColumn> columns)
        {
            Rows = [];
            _isDouble = [.. columns.Select(c => c.Type.IsApproximate)];
        }

        /// <summary>Floats are given in billionths, which is exact enough to compare.</summary>
        public void Row(ReadOnlySpan<SqlValue> values)
        {
            var row = new long?[values.Length];
            for (var i = 0; i < row.Length; i++)
            {
                row[i] =
                    values[i].IsNull ? null
                    : _isDouble[i] ? (long)Math.Round(values[i].AsDouble() * 1e6)
                    : values[i].AsInt64();
            }

            Rows.Add(row);
        }

        public void StatementDone(long? rowCount, bool inProcedure, bool wasSelect) { }

        public void Message(SqlMessage message)
        {
            if (message.IsError)
            {
                Error ??= message.Text;
            }
        }

        public void DatabaseChanged(string oldName, string newName) { }

        public void TransactionChanged(TransactionChange change, long descriptor) { }
    }
}
