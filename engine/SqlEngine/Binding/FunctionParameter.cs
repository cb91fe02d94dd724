// A parameter of a user-defined or system function.
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Types;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Binding;

/// <summary>A parameter of a function; <see cref="Default"/> is used for the keyword DEFAULT.</summary>
public sealed record FunctionParameter(string Name, SqlType Type, ScalarExpression? Default = null, bool IsOptional = false)
{
    /// <summary>The table type, for a table-valued parameter.</summary>
    public TableTypeDef? TableType { get; init; }
}
