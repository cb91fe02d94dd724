// Catches the result sets of a call inside INSERT … EXECUTE; messages go on to the client.
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Execution;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Programs;

/// <summary>One result set, kept in memory.</summary>
internal sealed record CollectedSet(IReadOnlyList<SqlType> Types, List<SqlValue[]> Rows);

/// <summary>Collects rows instead of sending them.</summary>
internal sealed class RowCollectingSink(IResultSink messages) : IResultSink
{
    public List<CollectedSet> Sets { get; } = [];

    public void Columns(IReadOnlyList<ResultColumn> columns) =>
        Sets.Add(new CollectedSet([.. columns.Select(static c => c.Type)], []));

    public void Row(ReadOnlySpan<SqlValue> values) => Sets[^1].Rows.Add(values.ToArray());

    public void StatementDone(long? rowCount, bool inProcedure, bool wasSelect) { }

    public void Message(SqlMessage message) => messages.Message(message);

    public void DatabaseChanged(string oldName, string newName) => messages.DatabaseChanged(oldName, newName);

    public void TransactionChanged(TransactionChange change, long descriptor) => messages.TransactionChanged(change, descriptor);
}
