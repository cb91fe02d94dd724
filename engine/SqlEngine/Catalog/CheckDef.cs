// A CHECK constraint of a table.
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Catalog;

/// <summary>A CHECK constraint. A row is refused when it evaluates to false (not unknown).</summary>
public sealed record CheckDef(int ObjectId, string Name, BooleanExpression Expression, string Text)
{
    /// <summary>Column id for a column-level constraint, 0 for a table-level one.</summary>
    public int ParentColumnId { get; init; }

    public bool IsSystemNamed { get; init; }

    public bool IsDisabled { get; init; }

    public bool IsNotTrusted { get; init; }
}
