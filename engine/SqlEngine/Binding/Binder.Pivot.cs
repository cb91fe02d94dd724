// UNPIVOT: an apply over one row of values per listed column, without NULLs. PIVOT: a grouping by all columns
// that are neither pivoted nor aggregated, with one conditional aggregate per listed value.
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Functions;
using AxMonitor.Engine.Types;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Binding;

internal sealed partial class Binder
{
    private BoundJoin Unpivot(UnpivotedTableReference unpivot, NameScope names, NameScope? outer)
    {
        var inner = new NameScope(outer);
        var source = Source(unpivot.TableReference, inner, outer);
        var listed = unpivot.InColumns.Select(c => (BoundColumn)Scalar(c, inner)).ToList();
        var type = listed[0].Type;
        if (listed.Exists(c => c.Type != type))
        {
            throw BindErrors.Make(
                8167,
                1,
                $"The type of column \"{listed.First(c => c.Type != type).Name}\" conflicts with the type of other columns specified in the UNPIVOT list.",
                unpivot
            );
        }

        var slot = Context.NewSlot();
        var rows = listed
            .Select(c => (IReadOnlyList<BoundExpr>)[c, new BoundConstant(SqlValue.FromString(c.Name), SqlType.SysName)])
            .ToList();
        var value = new BoundColumn(slot, 0, unpivot.ValueColumn.Value, type, false);
        var columns = inner
            .Sources.SelectMany(s => s.Columns)
            .Where(c => listed.TrueForAll(l => l.Key != c.Key))
            .Append(value)
            .Append(new BoundColumn(slot, 1, unpivot.PivotColumn.Value, SqlType.SysName, false));
        names.Add(new NamedColumns { Alias = unpivot.Alias.Value, Columns = [.. columns] }, unpivot);
        return new BoundJoin(
            JoinKind.Inner,
            source,
            new BoundValues(slot, 2, rows),
            new BoundIsNull(value, isNot: true),
            isApply: true
        );
    }

    private BoundFrom Pivot(PivotedTableReference pivot, NameScope names, NameScope? outer)
    {
        var inner = new NameScope(outer);
        var select = new BoundSelect { From = Source(pivot.TableReference, inner, outer) };
        var pivotColumn = (BoundColumn)Scalar(pivot.PivotColumn, inner);
        var valueColumns = pivot.ValueColumns.Select(v => (BoundColumn)Scalar(v, inner)).ToList();
        var name = pivot.AggregateFunctionIdentifier.Identifiers[^1].Value;
        var grouping = new BoundGrouping { Slot = Context.NewSlot() };
        var columnNames = new List<string>();
        foreach (var column in inner.Sources.SelectMany(s => s.Columns))
        {
            if (column.Key != pivotColumn.Key && valueColumns.TrueForAll(v => v.Key != column.Key))
            {
                grouping.Keys.Add(column);
                columnNames.Add(column.Name);
            }
        }

        select.Projection = [.. grouping.Keys.Select((k, i) => (BoundExpr)KeyColumn(grouping, i, k))];
        foreach (var listed in pivot.InColumns)
        {
            var literal = new BoundConstant(
                SqlValue.FromString(listed.Value),
                SqlType.NVarChar(Math.Max(1, listed.Value.Length))
            );
            var matches = Compare(CompareOp.Equal, pivotColumn, Convert(literal, pivotColumn.Type));
            var argument = new BoundCase(
                [matches, valueColumns[0], new BoundConstant(SqlValue.Null, valueColumns[0].Type)],
                valueColumns[0].Type
            );
            var aggregate = AggregateFunctions.Bind(name, [argument.Type]) ?? throw BindErrors.UnknownFunction(name, pivot);
            select.Projection.Add(
                AggregateColumn(grouping, new BoundAggregateCall(name, aggregate, argument, false, aggregate.ResultType))
            );
            columnNames.Add(listed.Value);
        }

        select.Grouping = grouping;
        select.Columns =
        [
            .. columnNames.Select((n, i) => new OutputColumn(n, select.Projection[i].Type, select.Projection[i].IsNullable)),
        ];
        return Derived(select, pivot.Alias.Value, [], names, pivot);
    }
}
