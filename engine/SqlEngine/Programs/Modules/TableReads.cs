// Whether a statement reads from tables or views at all.
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs.Modules;

/// <summary>Looks for tables and views in FROM.</summary>
internal sealed class TableReads : TSqlFragmentVisitor
{
    private bool _found;

    public static bool In(TSqlFragment fragment)
    {
        var visitor = new TableReads();
        fragment.Accept(visitor);
        return visitor._found;
    }

    public override void Visit(NamedTableReference node) => _found = true;

    public override void Visit(VariableTableReference node) => _found = true;
}
