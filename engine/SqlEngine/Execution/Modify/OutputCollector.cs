// OUTPUT: values of changed rows, kept until the statement has succeeded, then sent to the client or inserted
// into a table.
using AxMonitor.Engine.Binding;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Execution.Modify;

/// <summary>Keeps the OUTPUT rows of a change whose rows are the source of an INSERT.</summary>
internal sealed class OutputRows : IResultSink
{
    public List<SqlValue[]> Rows { get; } = [];

    public void Columns(IReadOnlyList<ResultColumn> columns) { }

    public void Row(ReadOnlySpan<SqlValue> values) => Rows.Add(values.ToArray());

    public void StatementDone(long? rowCount, bool inProcedure, bool wasSelect) { }

    public void Message(SqlMessage message) { }

    public void DatabaseChanged(string oldName, string newName) { }

    public void TransactionChanged(TransactionChange change, long descriptor) { }
}

/// <summary>A compiled OUTPUT clause.</summary>
internal sealed class OutputClauseRun
{
    private readonly Eval[] _values;
    private readonly RowInsertRun? _into;

    public OutputClauseRun(BoundOutput output, ExpressionCompiler compiler, Func<FrameSize> size)
    {
        _values = compiler.Values(output.Values);
        _into = output.Into is { } into
            ? new RowInsertRun(into, compiler, size, keepIdentity: false, firesTriggers: false)
            : null;
        Columns = _into is null
            ? [.. output.Columns.Select(c => new ResultColumn(c.Name, c.Type, c.IsNullable, c.IsIdentity))]
            : [];
    }

    public IReadOnlyList<ResultColumn> Columns { get; }

    /// <summary>The table of OUTPUT … INTO.</summary>
    public NamedTable? Into => _into?.Table;

    /// <summary>The values of the row that the frame stands on.</summary>
    public SqlValue[] Capture(Frame frame)
    {
        var row = new SqlValue[_values.Length];
        for (var i = 0; i < row.Length; i++)
        {
            row[i] = _values[i](frame);
        }

        return row;
    }

    public void Send(IExecutionContext context, List<SqlValue[]> rows, IResultSink? sink)
    {
        if (_into is not null)
        {
            _into.Run(context, rows);
            return;
        }

        sink?.Columns(Columns);
        foreach (var row in rows)
        {
            sink?.Row(row);
        }
    }

    public void BeginWrite(IExecutionContext context)
    {
        if (_into is not null)
        {
            context.BeginWrite(_into.Table);
        }
    }
}
