// A compiled SELECT: rows to a sink, to an enumerator, into variables, or into a new table.
using AxMonitor.Engine.Binding;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Execution;

/// <summary>How big a frame a plan needs.</summary>
internal sealed record FrameSize(int Slots, int Caches)
{
    public Frame NewFrame(IExecutionContext context) => new(context, Slots, Caches);
}

/// <summary>SELECT that returns rows.</summary>
internal sealed class SelectRun : CompiledStatement
{
    private readonly Operator _plan;
    private readonly Eval[] _values;
    private readonly FrameSize _size;
    private readonly bool _skipNull;

    public SelectRun(Operator plan, Eval[] values, IReadOnlyList<ResultColumn> columns, FrameSize size, bool skipNull)
    {
        _plan = plan;
        _values = values;
        _size = size;
        _skipNull = skipNull;
        Columns = columns;
        IsSelect = true;
    }

    public override string Explain() => _plan.Describe();

    public override long Run(IExecutionContext context, IResultSink? sink)
    {
        var frame = _size.NewFrame(context);
        sink?.Columns(Columns);
        var row = new SqlValue[_values.Length];
        long count = 0;
        var limit = context.RowLimit;
        var cursor = _plan.Open(frame);
        while (count < limit && cursor.Next())
        {
            frame.NextRow();
            for (var i = 0; i < row.Length; i++)
            {
                row[i] = _values[i](frame);
            }

            if (_skipNull && row[0].IsNull)
            {
                continue;
            }

            count++;
            sink?.Row(row);
        }

        return count;
    }

    public override IEnumerable<SqlValue[]> Query(IExecutionContext context)
    {
        var frame = _size.NewFrame(context);
        var cursor = _plan.Open(frame);
        while (cursor.Next())
        {
            frame.NextRow();
            var row = new SqlValue[_values.Length];
            for (var i = 0; i < row.Length; i++)
            {
                row[i] = _values[i](frame);
            }

            yield return row;
        }
    }
}

/// <summary>SELECT @x = …: every row assigns, the last one stays.</summary>
internal sealed class AssignmentRun(Operator plan, Eval[] values, IReadOnlyList<VariableAssignment> assignments, FrameSize size)
    : CompiledStatement
{
    public override string Explain() => plan.Describe();

    public override long Run(IExecutionContext context, IResultSink? sink)
    {
        var frame = size.NewFrame(context);
        long count = 0;
        var limit = context.RowLimit;
        var cursor = plan.Open(frame);
        while (count < limit && cursor.Next())
        {
            frame.NextRow();
            foreach (var assignment in assignments)
            {
                frame.Variables[assignment.VariableSlot] = values[assignment.Ordinal](frame);
            }

            count++;
        }

        return count;
    }
}
