// An inline table-valued function as the scope hands it to the binder.
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Binding;

/// <summary>An inline table-valued function. <see cref="Parameters"/> are replaced by the arguments while the
/// query is bound in <see cref="Scope"/>.</summary>
public sealed record InlineTableFunction(
    string Name,
    SelectStatement Select,
    IReadOnlyList<FunctionParameter> Parameters,
    IBindingScope Scope
) : NamedSource(Name);
