// What a name in a FROM clause may stand for. The scope finds it, the binder turns it into a part of the query.
using AxMonitor.Sandbox.SqlEngine.Types;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Sandbox.SqlEngine.Binding;

/// <summary>Something that can stand in FROM.</summary>
public abstract record NamedSource(string Name);

/// <summary>Name, type and nullability of a column of a view, function or system view.</summary>
public sealed record SourceColumn(string Name, SqlType Type, bool IsNullable = true);

/// <summary>A view: its query is bound in its own scope (database, schema, SET options of its module) and merged into the query around it.</summary>
public sealed record NamedView(string Name, SelectStatement Select, IReadOnlyList<string> ColumnNames, IBindingScope Scope) : NamedSource(Name);

/// <summary>An inline table-valued function. <see cref="Parameters"/> are replaced by the arguments while the query is bound in <see cref="Scope"/>.</summary>
public sealed record InlineTableFunction(string Name, SelectStatement Select, IReadOnlyList<FunctionParameter> Parameters, IBindingScope Scope) : NamedSource(Name);

/// <summary>
/// A function that yields rows at run time: a multi-statement function, a DMV function. <see cref="Rows"/> gets the arguments, converted to the parameters' types.
/// A system view is one without parameters.
/// </summary>
public sealed record RowFunction(
    string Name,
    IReadOnlyList<SourceColumn> Columns,
    IReadOnlyList<FunctionParameter> Parameters,
    Func<Execution.IExecutionContext, SqlValue[], IEnumerable<SqlValue[]>> Rows) : NamedSource(Name);

/// <summary>A parameter of a function; <see cref="Default"/> is used for the keyword DEFAULT.</summary>
public sealed record FunctionParameter(string Name, SqlType Type, ScalarExpression? Default = null, bool IsOptional = false);

/// <summary>A scalar user-defined function. <see cref="Invoke"/> gets the arguments converted to the parameters' types.</summary>
public sealed record ScalarFunctionInfo(
    string Name,
    SqlType ResultType,
    IReadOnlyList<FunctionParameter> Parameters,
    Func<Execution.IExecutionContext, SqlValue[], SqlValue> Invoke);
