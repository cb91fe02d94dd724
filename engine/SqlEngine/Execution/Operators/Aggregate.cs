// GROUP BY and aggregates without it, by hashing. The output row: keys, mask of rolled-up keys, aggregates.
using AxMonitor.Engine.Binding;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Functions;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Execution.Operators;

/// <summary>One aggregate of a grouping. Without argument it counts rows.</summary>
/// <param name="Create">Makes the state of one group.</param>
/// <param name="Argument">What is added up.</param>
/// <param name="Distinct">Compares the values of a DISTINCT aggregate.</param>
/// <param name="NullsErrors">An arithmetic error makes the aggregate NULL.</param>
internal sealed record AggregateStep(
    Func<IAccumulator> Create,
    Eval? Argument,
    IValueComparer? Distinct,
    bool NullsErrors = false
);

/// <summary>Groups rows. Without keys there is exactly one group, also for no rows.</summary>
internal sealed class Aggregate(
    Operator source,
    int slot,
    Eval[] keys,
    IValueComparer[] comparers,
    AggregateStep[] steps,
    bool[][] sets
) : Operator([slot])
{
    public override Cursor Open(Frame frame)
    {
        var groups = sets.Length == 0 ? [new GroupSet(this, null)] : sets.Select(s => new GroupSet(this, s)).ToArray();
        var key = new SqlValue[keys.Length];
        var arguments = new SqlValue[_steps.Length];
        var hasNull = false;
        var cursor = source.Open(frame);
        while (cursor.Next())
        {
            for (var i = 0; i < key.Length; i++)
            {
                key[i] = keys[i](frame);
            }

            for (var i = 0; i < arguments.Length; i++)
            {
                arguments[i] = _steps[i].Argument is { } argument ? argument(frame) : SqlValue.FromInt64(1);
                hasNull |= arguments[i].IsNull;
            }

            foreach (var group in groups)
            {
                group.Add(key, arguments);
            }
        }

        var rows = new List<SqlValue[]>();
        foreach (var group in groups)
        {
            group.Emit(rows, frame.Context);
        }

        if (hasNull)
        {
            frame.Context.Warn(StatementWarning.NullEliminated);
        }

        return new ListCursor(frame, slot, rows);
    }

    public override double Estimate(Frame frame) => keys.Length == 0 ? 1 : Math.Max(1, Math.Sqrt(source.Estimate(frame)));

    public override double Cost(Frame frame) => source.Cost(frame) + source.Estimate(frame);

    public override string Describe() => $"group({keys.Length} keys, {source.Describe()})";

    /// <summary>The groups of one grouping set; keys outside the set are NULL.</summary>
    private sealed class GroupSet(Aggregate owner, bool[]? used)
    {
        private readonly HashIndex _index = new(owner._comparers);
        private readonly List<Cell[]> _groups = [];
        private readonly SqlValue[] _key = new SqlValue[owner.KeyCount];

        public void Add(SqlValue[] key, SqlValue[] arguments)
        {
            Cell[] cells;
            if (_key.Length == 0)
            {
                cells = _groups.Count == 0 ? NewGroup() : _groups[0];
            }
            else
            {
                for (var i = 0; i < _key.Length; i++)
                {
                    _key[i] = used is null || used[i] ? key[i] : SqlValue.Null;
                }

                var hash = _index.Hash(_key);
                var entry = _index.Find(_key, hash);
                if (entry < 0)
                {
                    _index.Add(_key, hash);
                    cells = NewGroup();
                }
                else
                {
                    cells = _groups[entry];
                }
            }

            for (var i = 0; i < cells.Length; i++)
            {
                if (cells[i].IsNew(arguments[i]))
                {
                    cells[i].Accumulator.Add(arguments[i]);
                }
            }
        }

        public void Emit(List<SqlValue[]> rows, IExecutionContext context)
        {
            var isGrandTotal = _key.Length == 0 || (used is not null && Array.TrueForAll(used, u => !u));
            if (isGrandTotal && _groups.Count == 0)
            {
                _index.Add(_key, _index.Hash(_key));
                NewGroup();
            }

            long mask = 0;
            for (var i = 0; i < _key.Length; i++)
            {
                mask |= used is null || used[i] ? 0L : 1L << i;
            }

            for (var g = 0; g < _groups.Count; g++)
            {
                var row = new SqlValue[_key.Length + 1 + _groups[g].Length];
                for (var i = 0; i < _key.Length; i++)
                {
                    row[i] = _index.Key(g, i);
                }

                row[_key.Length] = SqlValue.FromInt64(mask);
                for (var i = 0; i < _groups[g].Length; i++)
                {
                    row[_key.Length + 1 + i] = _groups[g][i].Accumulator.Result;
                    if (_groups[g][i].Accumulator is LenientAccumulator { Warning: not StatementWarning.None and var met })
                    {
                        context.Warn(met);
                    }
                }

                rows.Add(row);
            }
        }

        private Cell[] NewGroup()
        {
            var cells = new Cell[owner._steps.Length];
            for (var i = 0; i < cells.Length; i++)
            {
                cells[i] = new Cell(owner._steps[i]);
            }

            _groups.Add(cells);
            return cells;
        }
    }

    private readonly IValueComparer[] _comparers = comparers;
    private readonly AggregateStep[] _steps = steps;
    private int KeyCount => keys.Length;

    /// <summary>An accumulator and, for DISTINCT, what it has seen.</summary>
    private readonly struct Cell(AggregateStep step)
    {
        private readonly HashIndex? _seen = step.Distinct is null ? null : new HashIndex([step.Distinct]);

        public IAccumulator Accumulator { get; } =
            step.NullsErrors ? new LenientAccumulator(step.Create()) : step.Create();

        public bool IsNew(in SqlValue value)
        {
            if (_seen is null || value.IsNull)
            {
                return true;
            }

            ReadOnlySpan<SqlValue> key = [value];
            var hash = _seen.Hash(key);
            if (_seen.Find(key, hash) >= 0)
            {
                return false;
            }

            _seen.Add(key, hash);
            return true;
        }
    }
}
