// The workload's own way into the engine: runs batches in process and reads small results, for setting the AX
// database up.
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Execution;
using AxMonitor.Engine.Programs;
using AxMonitor.Engine.Types;

namespace AxMonitor.Sandbox.AxWorkload.Installation;

/// <summary>Runs T-SQL in the engine; an error message becomes an exception.</summary>
internal sealed class EngineClient(ServerInstance engine)
{
    /// <summary>Runs a batch and returns the rows of its result sets.</summary>
    /// <exception cref="SqlError">The batch raised an error.</exception>
    public IReadOnlyList<SqlValue[]> Execute(string database, string sql)
    {
        using var session = engine.OpenAdministratorSession(database, "AxWorkload");
        var sink = new CollectingSink();
        session.ExecuteBatch(sql, sink, CancellationToken.None);
        return sink.Error is { } error
            ? throw new SqlError(
                error.Number,
                error.Severity,
                error.State,
                $"{error.Text} (line {error.Line} of the batch that begins: {sql[..Math.Min(120, sql.Length)]})"
            )
            : sink.Rows;
    }

    private sealed class CollectingSink : IResultSink
    {
        public List<SqlValue[]> Rows { get; } = [];

        public SqlMessage? Error { get; private set; }

        public void Columns(IReadOnlyList<ResultColumn> columns) { }

        public void Row(ReadOnlySpan<SqlValue> values) => Rows.Add(values.ToArray());

        public void StatementDone(long? rowCount, bool inProcedure, bool wasSelect) { }

        public void Message(SqlMessage message) => Error ??= message.IsError ? message : null;

        public void DatabaseChanged(string oldName, string newName) { }

        public void TransactionChanged(TransactionChange change, long descriptor) { }
    }
}
