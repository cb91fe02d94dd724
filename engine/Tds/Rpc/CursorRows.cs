// Keeps the result sets of the query of an API cursor; messages go on to the client.
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Execution;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Tds.Rpc;

/// <summary>Collects result sets instead of sending them.</summary>
internal sealed class CursorRows(IResultSink client) : IResultSink
{
    private readonly List<(long? Count, bool WasSelect)> _done = [];

    public List<(IReadOnlyList<ResultColumn> Columns, List<SqlValue[]> Rows)> Sets { get; } = [];

    public bool HasFailed { get; private set; }

    public void Columns(IReadOnlyList<ResultColumn> columns) => Sets.Add((columns, []));

    public void Row(ReadOnlySpan<SqlValue> values) => Sets[^1].Rows.Add(values.ToArray());

    public void StatementDone(long? rowCount, bool inProcedure, bool wasSelect) => _done.Add((rowCount, wasSelect));

    public void Message(SqlMessage message)
    {
        HasFailed |= message.IsError;
        client.Message(message);
    }

    public void DatabaseChanged(string oldName, string newName) => client.DatabaseChanged(oldName, newName);

    public void TransactionChanged(TransactionChange change, long descriptor) =>
        client.TransactionChanged(change, descriptor);

    /// <summary>Sends everything as it came: the statement was run, and no cursor made.</summary>
    public void Forward()
    {
        var sets = new Queue<(IReadOnlyList<ResultColumn> Columns, List<SqlValue[]> Rows)>(Sets);
        foreach (var (count, wasSelect) in _done)
        {
            if (wasSelect && sets.TryDequeue(out var set))
            {
                client.Columns(set.Columns);
                foreach (var row in set.Rows)
                {
                    client.Row(row);
                }
            }

            client.StatementDone(count, inProcedure: true, wasSelect);
        }
    }
}
