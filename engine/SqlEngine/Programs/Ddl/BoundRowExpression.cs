// A computed column bound to the rows of its table.
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Programs.Ddl;

/// <summary>A bound computed column.</summary>
public sealed record BoundRowExpression(SqlType Type, bool IsNullable, Func<SqlValue[], SqlValue> Evaluate);
