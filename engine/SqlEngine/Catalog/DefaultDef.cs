// The DEFAULT constraint of a column.
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Catalog;

/// <summary>A DEFAULT constraint; <see cref="Text"/> as sys.default_constraints shows it.</summary>
public sealed record DefaultDef(int ObjectId, string Name, ScalarExpression Expression, string Text, bool IsSystemNamed);
