// Which columns an expression inside a definition mentions.
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Catalog;

/// <summary>Looks for column references in a check, default or computed column.</summary>
internal sealed class ColumnUses : TSqlFragmentVisitor
{
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);

    public static bool In(TSqlFragment expression, string column)
    {
        var visitor = new ColumnUses();
        expression.Accept(visitor);
        return visitor._names.Contains(column);
    }

    /// <summary>Names of all columns mentioned.</summary>
    public static IReadOnlyCollection<string> Of(TSqlFragment expression)
    {
        var visitor = new ColumnUses();
        expression.Accept(visitor);
        return visitor._names;
    }

    public override void Visit(ColumnReferenceExpression node)
    {
        if (node.MultiPartIdentifier is { } name)
        {
            _names.Add(name.Identifiers[^1].Value);
        }
    }
}
