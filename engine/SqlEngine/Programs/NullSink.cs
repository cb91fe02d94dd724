// Swallows output where nobody is left to receive it: when a session is being closed.
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Execution;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Programs;

/// <summary>A sink for no one.</summary>
internal sealed class NullSink : IResultSink
{
    public static readonly NullSink Instance = new();

    public void Columns(IReadOnlyList<ResultColumn> columns) { }

    public void Row(ReadOnlySpan<SqlValue> values) { }

    public void StatementDone(long? rowCount, bool inProcedure, bool wasSelect) { }

    public void Message(SqlMessage message) { }

    public void DatabaseChanged(string oldName, string newName) { }

    public void TransactionChanged(TransactionChange change, long descriptor) { }
}
