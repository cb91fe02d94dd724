// A computed column bound to the rows of its table.
using AxMonitor.Sandbox.SqlEngine.Types;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Sandbox.SqlEngine.Catalog;

/// <summary>A bound computed column.</summary>
public sealed record BoundRowExpression(SqlType Type, bool IsNullable, Func<SqlValue[], SqlValue> Evaluate);
