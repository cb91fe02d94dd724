// UPDATE and DELETE: all rows are found and their new versions made before the first is written.
using AxMonitor.Engine.Binding;
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Storage;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Execution.Modify;

/// <summary>One compiled SET item.</summary>
internal sealed record AssignmentStep(int Ordinal, int VariableSlot, Eval? ColumnValue, Eval? VariableValue)
{
    public static AssignmentStep[] Compile(IReadOnlyList<BoundAssignment> assignments, ExpressionCompiler compiler) =>
        [
            .. assignments.Select(a => new AssignmentStep(
                a.Ordinal,
                a.VariableSlot,
                a.ColumnValue is null ? null : compiler.Value(a.ColumnValue),
                a.VariableValue is null ? null : compiler.Value(a.VariableValue)
            )),
        ];

    /// <summary>Ordinals of the columns that are set.</summary>
    public static IReadOnlyCollection<int> Columns(IEnumerable<AssignmentStep> steps) =>
        [.. steps.Select(static s => s.Ordinal).Where(static o => o >= 0)];

    /// <summary>The new version of a row. All values see the old one; variables are assigned in
    /// order.</summary>
    public static SqlValue[] Apply(AssignmentStep[] steps, Frame frame, SqlValue[] old, int width)
    {
        var row = new SqlValue[width];
        old.AsSpan(0, width).CopyTo(row);
        foreach (var step in steps)
        {
            if (step.VariableValue is { } value)
            {
                frame.Variables[step.VariableSlot] = value(frame);
            }

            if (step.ColumnValue is { } columnValue)
            {
                row[step.Ordinal] = columnValue(frame);
            }
        }

        return row;
    }
}

/// <summary>Rows of a view, for its INSTEAD OF triggers.</summary>
internal static class ViewRows
{
    /// <summary>The view's current row, in an array of its own with room for a row id.</summary>
    public static SqlValue[] Of(Frame frame, Eval[] columns)
    {
        var row = new SqlValue[columns.Length + 1];
        for (var i = 0; i < columns.Length; i++)
        {
            row[i] = columns[i](frame);
        }

        return row;
    }
}

/// <summary>UPDATE.</summary>
internal sealed class UpdateRun : CompiledStatement
{
    private readonly TableWriter _writer;
    private readonly Operator _plan;
    private readonly ChildWriters _children;
    private readonly AssignmentStep[] _steps;
    private readonly OutputClauseRun? _output;
    private readonly int _rowSlot;
    private readonly Eval[]? _viewRow;
    private readonly int _deletedSlot;
    private readonly FrameSize _size;

    // TOP in the statement outdoes SET ROWCOUNT.
    private readonly bool _hasTop;

    public UpdateRun(
        BoundChange change,
        Operator plan,
        ExpressionCompiler compiler,
        Func<FrameSize> size,
        ChildWriters children
    )
    {
        _children = children;
        _writer = new TableWriter(change.Target, compiler);
        _plan = plan;
        _steps = AssignmentStep.Compile(change.Assignments!, compiler);
        _output = change.Output is null ? null : new OutputClauseRun(change.Output, compiler, size);
        _rowSlot = change.RowSlot;
        _viewRow = change.ViewRow is null ? null : compiler.Values(change.ViewRow);
        _deletedSlot = change.DeletedSlot;
        _hasTop = change.Query.IsLimited;
        Columns = _output?.Columns ?? [];
        ChangedTable = change.Target.Table;
        ChangeEvents = TriggerEvents.Update;
        _size = size();
    }

    public override string Explain() => _plan.Describe();

    public override long Run(IExecutionContext context, IResultSink? sink)
    {
        TriggerRules.RequireOutput(context, _writer.Table, TriggerEvents.Update, _output);
        context.BeginWrite(_writer.Table);
        _output?.BeginWrite(context);
        var isInstead = context.HasTriggers(_writer.Table, TriggerEvents.Update, isInsteadOf: true);
        var frame = _size.NewFrame(context);
        var seen = new HashSet<SqlValue[]>(ReferenceEqualityComparer.Instance);
        var oldRows = new List<SqlValue[]>();
        var newRows = new List<SqlValue[]>();
        var captured = new List<SqlValue[]>();
        var limit = _hasTop ? long.MaxValue : context.RowLimit;
        var cursor = _plan.Open(frame);
        while (oldRows.Count < limit && cursor.Next())
        {
            var old = _viewRow is null ? frame.Rows[_rowSlot] : ViewRows.Of(frame, _viewRow);
            if (ReferenceEquals(old, Frame.NullRow) || !seen.Add(old))
            {
                continue;
            }

            frame.NextRow();
            var row = AssignmentStep.Apply(_steps, frame, old, _writer.RowWidth);
            if (isInstead)
            {
                _writer.Compute(frame, row);
            }
            else
            {
                _writer.Complete(frame, row, "UPDATE");
            }

            oldRows.Add(old);
            newRows.Add(row);
            if (_output is not null)
            {
                frame.Rows[_deletedSlot] = old;
                captured.Add(_output.Capture(frame));
            }
        }

        if (oldRows.Count > 0 && !isInstead)
        {
            var data = context.OpenForWrite(_writer.Table);
            data.Update(oldRows, newRows);
            CheckForeignKeys(context, data, oldRows, newRows);
        }

        if (isInstead || context.HasTriggers(_writer.Table, TriggerEvents.Update, isInsteadOf: false))
        {
            context.FireTriggers(
                _writer.Table,
                isInstead,
                new RowChanges(TriggerEvents.Update, newRows, oldRows)
                {
                    Columns = AssignmentStep.Columns(_steps),
                    Affected = oldRows.Count,
                }
            );
        }

        _output?.Send(context, captured, sink);
        return oldRows.Count;
    }

    private void CheckForeignKeys(IExecutionContext context, TableData data, List<SqlValue[]> oldRows, List<SqlValue[]> newRows)
    {
        var changed = _steps.Select(s => s.Ordinal).Where(o => o >= 0).ToHashSet();
        ForeignKeyCheck.NewRows(context, _writer.Table, data, newRows, "UPDATE", changed);

        if (_writer.Definition.Indexes.Any(i => i.IsUnique && i.KeyColumns.Any(k => changed.Contains(k.Ordinal))))
        {
            var actions = new ReferentialActions(context, "UPDATE", _children);
            actions.Changed(_writer.Table, data, oldRows, newRows);
            actions.FireTriggers();
        }
    }
}

/// <summary>DELETE.</summary>
internal sealed class DeleteRun : CompiledStatement
{
    private readonly NamedTable _table;
    private readonly Operator _plan;
    private readonly ChildWriters _children;
    private readonly OutputClauseRun? _output;
    private readonly int _rowSlot;
    private readonly Eval[]? _viewRow;
    private readonly int _deletedSlot;
    private readonly FrameSize _size;

    // TOP in the statement outdoes SET ROWCOUNT.
    private readonly bool _hasTop;

    public DeleteRun(
        BoundChange change,
        Operator plan,
        ExpressionCompiler compiler,
        Func<FrameSize> size,
        ChildWriters children
    )
    {
        _children = children;
        _table = change.Target.Table;
        _plan = plan;
        _output = change.Output is null ? null : new OutputClauseRun(change.Output, compiler, size);
        _rowSlot = change.RowSlot;
        _viewRow = change.ViewRow is null ? null : compiler.Values(change.ViewRow);
        _deletedSlot = change.DeletedSlot;
        _hasTop = change.Query.IsLimited;
        Columns = _output?.Columns ?? [];
        ChangedTable = _table;
        ChangeEvents = TriggerEvents.Delete;
        _size = size();
    }

    public override string Explain() => _plan.Describe();

    public override long Run(IExecutionContext context, IResultSink? sink)
    {
        TriggerRules.RequireOutput(context, _table, TriggerEvents.Delete, _output);
        context.BeginWrite(_table);
        _output?.BeginWrite(context);
        var frame = _size.NewFrame(context);
        var seen = new HashSet<SqlValue[]>(ReferenceEqualityComparer.Instance);
        var rows = new List<SqlValue[]>();
        var captured = new List<SqlValue[]>();
        var limit = _hasTop ? long.MaxValue : context.RowLimit;
        var cursor = _plan.Open(frame);
        while (rows.Count < limit && cursor.Next())
        {
            var row = _viewRow is null ? frame.Rows[_rowSlot] : ViewRows.Of(frame, _viewRow);
            if (ReferenceEquals(row, Frame.NullRow) || !seen.Add(row))
            {
                continue;
            }

            rows.Add(row);
            if (_output is not null)
            {
                frame.Rows[_deletedSlot] = row;
                captured.Add(_output.Capture(frame));
            }
        }

        var changes = new RowChanges(TriggerEvents.Delete, [], rows) { Affected = rows.Count };
        if (context.HasTriggers(_table, TriggerEvents.Delete, isInsteadOf: true))
        {
            context.FireTriggers(_table, isInsteadOf: true, changes);
        }
        else
        {
            if (rows.Count > 0)
            {
                Remove(context, rows);
            }

            TriggerRules.After(context, _table, TriggerEvents.Delete, () => changes);
        }

        _output?.Send(context, captured, sink);
        return rows.Count;
    }

    private void Remove(IExecutionContext context, List<SqlValue[]> rows)
    {
        var data = context.OpenForWrite(_table);
        foreach (var row in rows)
        {
            data.Delete(row);
        }

        var actions = new ReferentialActions(context, "DELETE", _children);
        actions.Removed(_table, data, rows);
        actions.FireTriggers();
    }
}

/// <summary>TRUNCATE TABLE.</summary>
internal sealed class TruncateRun(NamedTable table) : CompiledStatement
{
    public override long Run(IExecutionContext context, IResultSink? sink)
    {
        context.BeginWrite(table);
        if (context.ReferencingTables(table).Any(r => r.Table.Definition.ObjectId != table.Definition.ObjectId))
        {
            throw new SqlError(
                4712,
                16,
                1,
                $"Cannot truncate table '{table.Name}' because it is being referenced by a FOREIGN KEY constraint."
            );
        }

        context.OpenForWrite(table).Truncate();
        return 0;
    }
}
