// Common table expressions visible at a point: those of the statement, and while one is bound, those before
// it.
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Binding;

/// <summary>One WITH clause entry, linked to the entries before it.</summary>
internal sealed class CteScope(CteScope? previous, string name, IReadOnlyList<string> columnNames, QueryExpression query)
{
    public CteScope? Previous { get; } = previous;

    public string Name { get; } = name;

    public IReadOnlyList<string> ColumnNames { get; } = columnNames;

    public QueryExpression Query { get; } = query;

    /// <summary>Set while the recursive part is bound: a reference to the name then reads the previous
    /// round's rows.</summary>
    public BoundRecursiveQuery? Recursion { get; set; }

    /// <summary>Set while the anchor is bound: a reference is then an error.</summary>
    public bool IsBinding { get; set; }

    public CteScope? Find(string wanted)
    {
        for (var cte = this; cte is not null; cte = cte.Previous)
        {
            if (string.Equals(cte.Name, wanted, StringComparison.OrdinalIgnoreCase))
            {
                return cte;
            }
        }

        return null;
    }
}
