// The tables of a FROM clause by the names they have there.
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Orchestrator.Collect.Guard;

/// <summary>A table of a FROM clause.</summary>
/// <param name="Alias">Its alias, else its name.</param>
/// <param name="IsOwn">Whether it is a temporary table or table variable of the batch.</param>
internal sealed record NamedTable(string? Alias, bool IsOwn);

/// <summary>Finds them.</summary>
internal static class TableNames
{
    public static List<NamedTable> Of(FromClause clause)
    {
        var visitor = new Visitor();
        foreach (var table in clause.TableReferences)
        {
            table.Accept(visitor);
        }

        return visitor.Tables;
    }

    private sealed class Visitor : TSqlFragmentVisitor
    {
        public List<NamedTable> Tables { get; } = [];

        public override void ExplicitVisit(NamedTableReference node) =>
            Tables.Add(
                new NamedTable(node.Alias?.Value ?? node.SchemaObject.BaseIdentifier.Value, ReadOnlyRules.IsOwn(node.SchemaObject))
            );

        public override void ExplicitVisit(VariableTableReference node) =>
            Tables.Add(new NamedTable(node.Alias?.Value ?? node.Variable.Name, IsOwn: true));

        // What a derived table or another reference is called is nothing that may be changed.
        public override void ExplicitVisit(QueryDerivedTable node) => Tables.Add(new NamedTable(node.Alias?.Value, IsOwn: false));

        public override void Visit(TableReferenceWithAlias node)
        {
            if (node is not (NamedTableReference or VariableTableReference or QueryDerivedTable))
            {
                Tables.Add(new NamedTable(node.Alias?.Value, IsOwn: false));
            }
        }
    }
}
