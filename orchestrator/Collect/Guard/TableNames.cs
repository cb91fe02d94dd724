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
            Add((node.Alias ?? node.SchemaObject.BaseIdentifier).Value, ReadOnlyRules.IsOwn(node.SchemaObject));

        public override void ExplicitVisit(VariableTableReference node) =>
            Add(node.Alias?.Value ?? node.Variable.Name, isOwn: true);

        // What a derived table or another reference is called is nothing that may be changed.
        public override void ExplicitVisit(QueryDerivedTable node) => Add(node.Alias?.Value, isOwn: false);

        public override void Visit(TableReferenceWithAlias node)
        {
            if (node is not (NamedTableReference or VariableTableReference or QueryDerivedTable))
            {
                Add(node.Alias?.Value, isOwn: false);
            }
        }

        private void Add(string? alias, bool isOwn) => Tables.Add(new NamedTable(alias, isOwn));
    }
}
