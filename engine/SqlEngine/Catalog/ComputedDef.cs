// The expression of a computed column.
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Catalog;

/// <summary>A computed column's expression. Its value is kept in the row by whoever writes rows, whether
/// persisted or not.</summary>
public sealed record ComputedDef(ScalarExpression Expression, string Text, bool IsPersisted);
