// INSERT, and inserts of rows that come from outside.
using AxMonitor.Engine.Binding;
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Execution.Modify;

/// <summary>INSERT … VALUES and INSERT … SELECT.</summary>
internal sealed class InsertRun : CompiledStatement
{
    private readonly RowInserter _inserter;
    private readonly int[] _ordinals;
    private readonly Operator? _plan;
    private readonly Eval?[][] _rows;
    private readonly Eval? _top;
    private readonly bool _takesChange;

    // TOP in the statement, or in its SELECT, outdoes SET ROWCOUNT.
    private readonly bool _hasTop;
    private readonly OutputClauseRun? _output;
    private readonly FrameSize _size;

    public InsertRun(BoundInsert insert, Operator? plan, ExpressionCompiler compiler, Func<FrameSize> size)
    {
        _inserter = new RowInserter(new TableWriter(insert.Target, compiler), insert.Ordinals);
        _ordinals = [.. insert.Ordinals];
        _plan = plan;
        _rows = [.. insert.Rows.Select(r => r.Select(v => v is null ? null : compiler.Value(v)).ToArray())];
        _takesChange = insert.TakesChange;
        _top = insert.Top is null ? null : compiler.Value(insert.Top);
        _hasTop = insert.Query is { Top: not null };
        _output = insert.Output is null ? null : new OutputClauseRun(insert.Output, compiler, size);
        Columns = _output?.Columns ?? [];
        ChangedTable = insert.Target.Table;
        ChangeEvents = TriggerEvents.Insert;
        _size = size();
    }

    public override string Explain() => _plan?.Describe() ?? $"values({_rows.Length})";

    public override long Run(IExecutionContext context, IResultSink? sink)
    {
        var writer = _inserter.Writer;
        TriggerRules.RequireOutput(context, writer.Table, TriggerEvents.Insert, _output);
        if (_takesChange)
        {
            TriggerRules.RequirePlainTarget(context, writer.Table);
        }

        context.BeginWrite(writer.Table);
        _output?.BeginWrite(context);
        _inserter.CheckIdentity(context, false);
        var frame = _size.NewFrame(context);
        var made = Rows(frame);
        if (context.HasTriggers(writer.Table, TriggerEvents.Insert, isInsteadOf: true))
        {
            return RunInstead(context, frame, made, sink);
        }

        var data = context.OpenForWrite(writer.Table);
        var captured = new List<SqlValue[]>();

        // All that was made, until IGNORE_DUP_KEY drops a row.
        var stored = made;
        for (var i = 0; i < made.Count; i++)
        {
            frame.Step();
            if (!_inserter.Store(frame, data, made[i]))
            {
                stored = ReferenceEquals(stored, made) ? made.GetRange(0, i) : stored;
                continue;
            }

            if (!ReferenceEquals(stored, made))
            {
                stored.Add(made[i]);
            }

            if (_output is not null)
            {
                captured.Add(_output.Capture(frame));
            }
        }

        _inserter.Finish(context, data, stored);
        if (stored.Count < made.Count)
        {
            context.Message(new SqlMessage(3604, 0, 1, "Duplicate key was ignored.", "", 0));
        }

        TriggerRules.After(context, writer.Table, TriggerEvents.Insert, () => Inserted(stored));
        _output?.Send(context, captured, sink);
        return stored.Count;
    }

    private static RowChanges Inserted(List<SqlValue[]> rows) => new(TriggerEvents.Insert, rows, []) { Affected = rows.Count };

    // The rows go to the INSTEAD OF trigger as they are, before any constraint has seen them.
    private long RunInstead(IExecutionContext context, Frame frame, List<SqlValue[]> rows, IResultSink? sink)
    {
        var captured = new List<SqlValue[]>();
        foreach (var row in rows)
        {
            _inserter.Offer(frame, row);
            if (_output is not null)
            {
                captured.Add(_output.Capture(frame));
            }
        }

        context.FireTriggers(_inserter.Writer.Table, isInsteadOf: true, Inserted(rows));
        _output?.Send(context, captured, sink);
        return rows.Count;
    }

    /// <summary>All rows are made before the first is stored: the source may be the target.</summary>
    private List<SqlValue[]> Rows(Frame frame)
    {
        var rows = new List<SqlValue[]>();
        var limit =
            _top is not null ? _top(frame).Bits
            : _hasTop ? long.MaxValue
            : frame.Context.RowLimit;
        if (_plan is null)
        {
            foreach (var values in _rows.Take((int)Math.Min(limit, _rows.Length)))
            {
                rows.Add(Row(frame, values));
            }

            return rows;
        }

        var cursor = _plan.Open(frame);
        while (rows.Count < limit && cursor.Next())
        {
            rows.Add(Row(frame, _rows[0]));
        }

        return rows;
    }

    private SqlValue[] Row(Frame frame, Eval?[] values)
    {
        var row = _inserter.NewRow(frame);
        for (var i = 0; i < values.Length; i++)
        {
            row[_ordinals[i]] = values[i] is { } value ? value(frame) : _inserter.Writer.Default(frame, _ordinals[i]);
        }

        return row;
    }
}

/// <summary>Rows from outside: INSERT … EXEC, bulk load, OUTPUT … INTO.</summary>
internal sealed class RowInsertRun : CompiledRowInsert
{
    private readonly RowInserter _inserter;
    private readonly int[] _ordinals;
    private readonly Func<SqlValue, SqlValue>?[] _converters;
    private readonly bool _keepIdentity;
    private readonly bool _firesTriggers;
    private readonly Func<FrameSize> _size;

    public RowInsertRun(
        BoundInsertColumns columns,
        ExpressionCompiler compiler,
        Func<FrameSize> size,
        bool keepIdentity,
        bool firesTriggers
    )
    {
        _firesTriggers = firesTriggers;
        _inserter = new RowInserter(new TableWriter(columns.Target, compiler), columns.Ordinals);
        _ordinals = [.. columns.Ordinals];
        _converters = [.. columns.Converters.Select(c => ReferenceEquals(c, Conversions.Identity) ? null : c)];
        _keepIdentity = keepIdentity;
        _size = size;
    }

    public override NamedTable Table => _inserter.Writer.Table;

    public override long Run(IExecutionContext context, IEnumerable<SqlValue[]> rows)
    {
        context.BeginWrite(Table);
        _inserter.CheckIdentity(context, _keepIdentity);
        var frame = _size().NewFrame(context);
        var isInstead = _firesTriggers && context.HasTriggers(Table, TriggerEvents.Insert, isInsteadOf: true);
        var data = isInstead ? null : context.OpenForWrite(Table);
        var stored = new List<SqlValue[]>();
        foreach (var source in rows)
        {
            frame.Step();
            var row = _inserter.NewRow(frame);
            for (var i = 0; i < _ordinals.Length; i++)
            {
                row[_ordinals[i]] = _converters[i] is { } convert && !source[i].IsNull ? convert(source[i]) : source[i];
            }

            if (data is null)
            {
                _inserter.Offer(frame, row);
                stored.Add(row);
            }
            else if (_inserter.Store(frame, data, row))
            {
                stored.Add(row);
            }
        }

        if (data is not null)
        {
            _inserter.Finish(context, data, stored);
        }

        if (isInstead || (_firesTriggers && context.HasTriggers(Table, TriggerEvents.Insert, isInsteadOf: false)))
        {
            context.FireTriggers(Table, isInstead, new RowChanges(TriggerEvents.Insert, stored, []) { Affected = stored.Count });
        }

        return stored.Count;
    }
}
