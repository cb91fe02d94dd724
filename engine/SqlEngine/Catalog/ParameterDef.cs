// A parameter of a procedure or function.
using AxMonitor.Engine.Types;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Catalog;

/// <summary>A parameter of a procedure or function. <see cref="Name"/> includes the @.</summary>
public sealed record ParameterDef(string Name, SqlType Type)
{
    /// <summary>The default's expression; null when the parameter is required.</summary>
    public ScalarExpression? Default { get; init; }

    public bool IsOutput { get; init; }

    public bool IsReadOnly { get; init; }

    /// <summary>The table type, for a table-valued parameter.</summary>
    public TableTypeDef? TableType { get; init; }

    public AliasTypeDef? AliasType { get; init; }
}
