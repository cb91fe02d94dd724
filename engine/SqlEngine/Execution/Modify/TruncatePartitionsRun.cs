// TRUNCATE TABLE … WITH (PARTITIONS (…)): all ranges are checked before the first partition is emptied.
using System.Globalization;
using AxMonitor.Engine.Binding;
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Execution.Modify;

/// <summary>TRUNCATE of some partitions of a table.</summary>
internal sealed class TruncatePartitionsRun(
    NamedTable table,
    IReadOnlyList<(BoundExpr From, BoundExpr? To)> ranges,
    ExpressionCompiler compiler,
    Func<FrameSize> size
) : CompiledStatement
{
    private readonly (Eval From, Eval? To)[] _ranges =
    [
        .. ranges.Select(r => (compiler.Value(r.From), r.To is null ? null : compiler.Value(r.To))),
    ];
    private readonly FrameSize _size = size();

    public override long Run(IExecutionContext context, IResultSink? sink)
    {
        context.BeginWrite(table);
        var definition = table.Definition;
        if (context.ReferencingTables(table).Any(r => r.Table.Definition.ObjectId != definition.ObjectId))
        {
            throw new SqlError(
                4712,
                16,
                1,
                $"Cannot truncate table '{table.Name}' because it is being referenced by a FOREIGN KEY constraint."
            );
        }

        if (definition.Partitioning is not { } partitioning || context.PartitionFunctionOf(table) is not { } function)
        {
            throw new SqlError(
                7729,
                16,
                1,
                $"Cannot specify partition number in the truncate table statement as the table '{definition.Name}' is not partitioned."
            );
        }

        RequireAligned(definition, partitioning, function);
        var frame = _size.NewFrame(context);
        var checkedRanges = new List<(int From, int To)>();
        foreach (var (from, to) in _ranges)
        {
            var first = Number(from(frame), function);
            var last = to is null ? first : Number(to(frame), function);
            if (first > last)
            {
                throw new SqlError(
                    7728,
                    16,
                    1,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"Invalid partition range: {first} TO {last}. Lower bound must not be greater than upper bound."
                    )
                );
            }

            checkedRanges.Add((first, last));
        }

        var data = context.OpenForWrite(table);
        foreach (var (first, last) in checkedRanges)
        {
            data.TruncatePartitions(first, last);
        }

        return 0;
    }

    private static void RequireAligned(TableDef definition, Partitioning partitioning, PartitionFunctionDef function)
    {
        foreach (var index in definition.Indexes.Where(i => !i.IsClustered && !i.IsDisabled && i.Partitioning != partitioning))
        {
            throw index.Partitioning is null
                ? new SqlError(
                    3756,
                    16,
                    1,
                    $"TRUNCATE TABLE statement failed. Index '{index.Name}' is not partitioned, but table '{definition.Name}' uses partition function '{function.Name}'. Index and table must use an equivalent partition function."
                )
                : SqlError.Unsupported(
                    $"TRUNCATE TABLE … WITH (PARTITIONS …) while index '{index.Name}' is partitioned by another scheme or column than its table"
                );
        }
    }

    private int Number(SqlValue value, PartitionFunctionDef function)
    {
        var number = value.IsNull ? 0 : value.AsInt64();
        return number >= 1 && number <= function.Fanout
            ? (int)number
            : throw new SqlError(
                7722,
                16,
                2,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Invalid partition number {number} specified for table '{table.Definition.Name}', partition number can range from 1 to {function.Fanout}."
                )
            );
    }
}
