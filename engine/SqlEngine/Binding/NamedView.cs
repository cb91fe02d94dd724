// A view as the scope hands it to the binder.
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Binding;

/// <summary>A view: its query is bound in its own scope (database, schema, SET options of its module) and
/// merged into the query around it.</summary>
public sealed record NamedView(string Name, SelectStatement Select, IReadOnlyList<string> ColumnNames, IBindingScope Scope)
    : NamedSource(Name);
