// MERGE: each joined row takes the first WHEN clause that applies; then deletes, updates and inserts are
// written.
using AxMonitor.Engine.Binding;
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Execution.Modify;

/// <summary>MERGE.</summary>
internal sealed class MergeRun : CompiledStatement
{
    private readonly BoundMerge _merge;
    private readonly TableWriter _writer;
    private readonly Operator _plan;
    private readonly ChildWriters _children;
    private readonly Clause[] _clauses;
    private readonly OutputClauseRun? _output;
    private readonly FrameSize _size;

    public MergeRun(
        BoundMerge merge,
        Operator plan,
        ExpressionCompiler compiler,
        Func<FrameSize> size,
        ChildWriters children
    )
    {
        _children = children;
        _merge = merge;
        _writer = new TableWriter(merge.Target, compiler);
        _plan = plan;
        _clauses =
        [
            .. merge.Clauses.Select(c => new Clause(
                c.Case,
                c.Condition is null ? null : compiler.Condition(c.Condition),
                c.Assignments is null ? null : AssignmentStep.Compile(c.Assignments, compiler),
                c.Ordinals is null ? null : new RowInserter(_writer, c.Ordinals),
                c.Ordinals ?? [],
                c.Values is null ? [] : [.. c.Values.Select(v => v is null ? null : compiler.Value(v))]
            )),
        ];
        _output = merge.Output is null ? null : new OutputClauseRun(merge.Output, compiler, size);
        Columns = _output?.Columns ?? [];
        ChangedTable = merge.Target.Table;
        ChangeEvents = _clauses.Aggregate(TriggerEvents.None, static (all, c) => all | c.Event);
        _size = size();
    }

    public override string Explain() => _plan.Describe();

    private sealed record Clause(
        MergeCase Case,
        Test? Condition,
        AssignmentStep[]? Assignments,
        RowInserter? Inserter,
        IReadOnlyList<int> Ordinals,
        Eval?[] Values
    )
    {
        public TriggerEvents Event =>
            Inserter is not null ? TriggerEvents.Insert
            : Assignments is not null ? TriggerEvents.Update
            : TriggerEvents.Delete;
    }

    private sealed class Changes
    {
        public bool IsInstead { get; init; }

        public HashSet<SqlValue[]> Touched { get; } = new(ReferenceEqualityComparer.Instance);

        public List<SqlValue[]> Deleted { get; } = [];

        public List<SqlValue[]> OldRows { get; } = [];

        public List<SqlValue[]> NewRows { get; } = [];

        public List<(Clause Clause, SqlValue[] Row, SqlValue[][] Frame)> Inserted { get; } = [];

        public List<SqlValue[]> Captured { get; } = [];

        public int Count => Deleted.Count + NewRows.Count + Inserted.Count;
    }

    public override long Run(IExecutionContext context, IResultSink? sink)
    {
        TriggerRules.RequireOutput(context, _writer.Table, ChangeEvents, _output);
        context.BeginWrite(_writer.Table);
        _output?.BeginWrite(context);
        var frame = _size.NewFrame(context);
        var changes = new Changes { IsInstead = IsInstead(context) };
        var limit = _merge.Query.IsLimited ? long.MaxValue : context.RowLimit;
        var cursor = _plan.Open(frame);
        while (changes.Count < limit && cursor.Next())
        {
            var target = frame.Rows[_merge.RowSlot];
            var hasTarget = !ReferenceEquals(target, Frame.NullRow);
            var hasSource = _merge.SourceSlots.Any(s => !ReferenceEquals(frame.Rows[s], Frame.NullRow));
            var when =
                !hasTarget ? MergeCase.NotMatchedByTarget
                : hasSource ? MergeCase.Matched
                : MergeCase.NotMatchedBySource;
            var clause = Array.Find(_clauses, c => c.Case == when && (c.Condition is null || c.Condition(frame) == 1));
            if (clause is not null)
            {
                Take(frame, clause, target, changes);
            }
        }

        if (changes.IsInstead)
        {
            Offer(frame, changes);
        }
        else
        {
            Write(context, frame, changes);
        }

        FireTriggers(context, changes);
        _output?.Send(context, changes.Captured, sink);
        return changes.Count;
    }

    private void Take(Frame frame, Clause clause, SqlValue[] target, Changes changes)
    {
        if (clause.Inserter is { } inserter)
        {
            var row = inserter.NewRow(frame);
            for (var i = 0; i < clause.Values.Length; i++)
            {
                row[clause.Ordinals[i]] = clause.Values[i] is { } value
                    ? value(frame)
                    : _writer.Default(frame, clause.Ordinals[i]);
            }

            changes.Inserted.Add((clause, row, [.. frame.Rows]));
            return;
        }

        if (!changes.Touched.Add(target))
        {
            throw new SqlError(
                8672,
                16,
                1,
                "The MERGE statement attempted to UPDATE or DELETE the same row more than once. This happens when a target row matches more than one source row. A MERGE statement cannot UPDATE/DELETE the same row of the target table multiple times. Refine the ON clause to ensure a target row matches at most one source row, or use the GROUP BY clause to group the source rows."
            );
        }

        if (clause.Assignments is { } assignments)
        {
            var row = AssignmentStep.Apply(assignments, frame, target, _writer.RowWidth);
            if (changes.IsInstead)
            {
                _writer.Compute(frame, row);
            }
            else
            {
                _writer.Complete(frame, row, "MERGE");
            }

            changes.OldRows.Add(target);
            changes.NewRows.Add(row);
            Capture(frame, "UPDATE", target, row, changes);
        }
        else
        {
            changes.Deleted.Add(target);
            Capture(frame, "DELETE", target, Frame.NullRow, changes);
        }
    }

    // INSTEAD OF triggers take all actions of a MERGE, or none.
    private bool IsInstead(IExecutionContext context)
    {
        var taken = _clauses.Count(c => context.HasTriggers(_writer.Table, c.Event, isInsteadOf: true));
        return taken == 0 || taken == _clauses.Length
            ? taken > 0
            : throw new SqlError(
                5316,
                16,
                1,
                $"The target '{_writer.Table.Name}' of the MERGE statement has an INSTEAD OF trigger on some, but not all, of the actions specified in the MERGE statement. In a MERGE statement, if any action has an enabled INSTEAD OF trigger on the target, then all actions must have enabled INSTEAD OF triggers."
            );
    }

    private void Offer(Frame frame, Changes changes)
    {
        foreach (var (clause, row, rows) in changes.Inserted)
        {
            rows.CopyTo(frame.Rows, 0);
            clause.Inserter!.Offer(frame, row);
            Capture(frame, "INSERT", Frame.NullRow, row, changes);
        }
    }

    // Each kind of change that the statement names fires its triggers once, even without rows.
    private void FireTriggers(IExecutionContext context, Changes changes)
    {
        var affected = changes.Deleted.Count + changes.NewRows.Count + changes.Inserted.Count;
        foreach (var change in (TriggerEvents[])[TriggerEvents.Insert, TriggerEvents.Update, TriggerEvents.Delete])
        {
            if (!ChangeEvents.HasFlag(change) || !context.HasTriggers(_writer.Table, change, changes.IsInstead))
            {
                continue;
            }

            var rows = change switch
            {
                TriggerEvents.Insert => new RowChanges(change, [.. changes.Inserted.Select(static i => i.Row)], [])
                {
                    Affected = affected,
                },
                TriggerEvents.Update => new RowChanges(change, changes.NewRows, changes.OldRows)
                {
                    Affected = affected,
                    Columns = AssignmentStep.Columns(_clauses.SelectMany(static c => c.Assignments ?? [])),
                },
                _ => new RowChanges(change, [], changes.Deleted) { Affected = affected },
            };
            context.FireTriggers(_writer.Table, changes.IsInstead, rows);
        }
    }

    private void Capture(Frame frame, string action, SqlValue[] deleted, SqlValue[] inserted, Changes changes)
    {
        if (_output is not null)
        {
            frame.Rows[_merge.ActionSlot] = [SqlValue.FromString(action)];
            frame.Rows[_merge.DeletedSlot] = deleted;
            frame.Rows[_writer.NewSlot] = inserted;
            changes.Captured.Add(_output.Capture(frame));
        }
    }

    private void Write(IExecutionContext context, Frame frame, Changes changes)
    {
        var data = context.OpenForWrite(_writer.Table);
        foreach (var row in changes.Deleted)
        {
            data.Delete(row);
        }

        data.Update(changes.OldRows, changes.NewRows);
        foreach (var (clause, row, rows) in changes.Inserted)
        {
            clause.Inserter!.CheckIdentity(context, false);
            rows.CopyTo(frame.Rows, 0);
            clause.Inserter.Store(frame, data, row, "MERGE");
            Capture(frame, "INSERT", Frame.NullRow, row, changes);
        }

        if (changes.Inserted.Count > 0)
        {
            changes.Inserted[0].Clause.Inserter!.Finish(
                context,
                data,
                [.. changes.Inserted.Select(static i => i.Row)],
                "MERGE"
            );
        }

        var set = AssignmentStep.Columns(_clauses.SelectMany(static c => c.Assignments ?? [])).ToHashSet();
        ForeignKeyCheck.NewRows(context, _writer.Table, data, changes.NewRows, "MERGE", set);
        var actions = new ReferentialActions(context, "MERGE", _children);
        actions.Removed(_writer.Table, data, changes.Deleted);
        actions.Changed(_writer.Table, data, changes.OldRows, changes.NewRows);
        actions.FireTriggers();
    }
}
