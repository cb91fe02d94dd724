// What SQL Server forbids in the recursive part of a common table expression, so that nothing passes here
// which a real server refuses.
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Functions;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using FunctionCall = Microsoft.SqlServer.TransactSql.ScriptDom.FunctionCall;

namespace AxMonitor.Engine.Binding;

/// <summary>Walks a recursive part and raises errors 460, 461, 462 and 467.</summary>
internal sealed class RecursivePartRules(string name, TSqlFragment at) : TSqlFragmentVisitor
{
    public override void Visit(QuerySpecification node)
    {
        if (node.UniqueRowFilter == UniqueRowFilter.Distinct)
        {
            throw BindErrors.Make(
                460,
                1,
                $"DISTINCT operator is not allowed in the recursive part of a recursive common table expression '{name}'.",
                at
            );
        }

        if (node.TopRowFilter is not null || node.OffsetClause is not null)
        {
            throw BindErrors.Make(
                461,
                1,
                $"The TOP or OFFSET operator is not allowed in the recursive part of a recursive common table expression '{name}'.",
                at
            );
        }

        if (node.GroupByClause is not null || node.HavingClause is not null)
        {
            throw NoAggregates();
        }
    }

    public override void Visit(QualifiedJoin node)
    {
        if (node.QualifiedJoinType != QualifiedJoinType.Inner)
        {
            throw BindErrors.Make(
                462,
                1,
                $"Outer join is not allowed in the recursive part of a recursive common table expression '{name}'.",
                at
            );
        }
    }

    public override void Visit(FunctionCall node)
    {
        if (node.OverClause is null && node.CallTarget is null && AggregateFunctions.IsAggregate(node.FunctionName.Value))
        {
            throw NoAggregates();
        }
    }

    private SqlError NoAggregates() =>
        BindErrors.Make(
            467,
            1,
            $"GROUP BY, HAVING, or aggregate functions are not allowed in the recursive part of a recursive common table expression '{name}'.",
            at
        );
}
