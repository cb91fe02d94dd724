// Lets only messages of the inserts behind a bulk load reach the client: it sent no statements, so it expects no counts of them.
using AxMonitor.Sandbox.SqlEngine.Programs;
using AxMonitor.Sandbox.SqlEngine.Types;

namespace AxMonitor.Sandbox.Tds;

internal sealed class BulkErrors(IResultSink client) : IResultSink
{
    public bool Any { get; private set; }

    public void Columns(IReadOnlyList<ResultColumn> columns)
    {
    }

    public void Row(ReadOnlySpan<SqlValue> values)
    {
    }

    public void StatementDone(long? rowCount, bool inProcedure, bool wasSelect)
    {
    }

    public void Message(SqlMessage message)
    {
        Any |= message.IsError;
        client.Message(message);
    }

    public void DatabaseChanged(string oldName, string newName) => client.DatabaseChanged(oldName, newName);

    public void TransactionChanged(TransactionChange change, long descriptor)
    {
    }
}
