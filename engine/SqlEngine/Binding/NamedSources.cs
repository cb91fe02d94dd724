// What a name in FROM can mean: a table, a view, a function that returns rows.
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Types;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Binding;

/// <summary>Something that can stand in FROM.</summary>
public abstract record NamedSource(string Name);

/// <summary>A table of the catalog, a temporary table or a table variable.</summary>
/// <param name="Name">As errors name it: 'dbo.T' or '#t' or '@t'.</param>
/// <param name="Home">Where its rows live.</param>
/// <param name="Definition">Columns, indexes, constraints.</param>
/// <param name="DatabaseName">Database of a permanent table.</param>
/// <param name="VariableSlot">Slot of a table variable: the context finds its data by it.</param>
/// <param name="IsReadOnly">A table-valued parameter: error 10700 on change.</param>
public sealed record NamedTable(
    string Name,
    TableHome Home,
    TableDef Definition,
    string DatabaseName = "",
    int VariableSlot = -1,
    bool IsReadOnly = false
) : NamedSource(Name)
{
    /// <summary>Read under UPDLOCK, HOLDLOCK or a similar hint: inside a transaction, what was read must stay
    /// as it is until its end.</summary>
    public bool HoldsLocks { get; init; }
}

/// <summary>Where a stored table lives.</summary>
public enum TableHome
{
    /// <summary>In a database.</summary>
    Database,

    /// <summary>In the session's temporary space (#t).</summary>
    Temporary,

    /// <summary>A table variable or table-valued parameter of the running batch or module, and the inserted
    /// and deleted tables of a trigger.</summary>
    Variable,

    /// <summary>A view whose INSTEAD OF triggers take the changes: it has columns, but no rows of its
    /// own.</summary>
    View,
}

/// <summary>A view: its query is bound in its own scope (database, schema, SET options of its module) and
/// merged into the query around it.</summary>
public sealed record NamedView(string Name, SelectStatement Select, IReadOnlyList<string> ColumnNames, IBindingScope Scope)
    : NamedSource(Name)
{
    /// <summary>The view as its INSTEAD OF triggers see it; null when it has none.</summary>
    public NamedTable? Target { get; init; }

    /// <summary>WITH CHECK OPTION: rows changed through the view stay visible in it.</summary>
    public bool HasCheckOption { get; init; }

    /// <summary>The changes that INSTEAD OF triggers take.</summary>
    public TriggerEvents InsteadOf { get; init; }
}

/// <summary>An inline table-valued function. <see cref="Parameters"/> are replaced by the arguments while the
/// query is bound in <see cref="Scope"/>.</summary>
public sealed record InlineTableFunction(
    string Name,
    SelectStatement Select,
    IReadOnlyList<FunctionParameter> Parameters,
    IBindingScope Scope
) : NamedSource(Name);

/// <summary>
/// A function that yields rows at run time: a multi-statement function, a DMV function. <see cref="Rows"/>
/// gets the arguments, converted to the parameters' types. A system view is one without parameters.
/// </summary>
/// <param name="KeyOrdinal">A column by which single rows can be found: where the query says what it equals,
/// that value follows the arguments, and rows of other values need not be made.</param>
public sealed record RowFunction(
    string Name,
    IReadOnlyList<SourceColumn> Columns,
    IReadOnlyList<FunctionParameter> Parameters,
    Func<IExecutionContext, SqlValue[], IEnumerable<SqlValue[]>> Rows,
    int? KeyOrdinal = null
) : NamedSource(Name);

/// <summary>A parameter of a function; <see cref="Default"/> is used for the keyword DEFAULT.</summary>
public sealed record FunctionParameter(string Name, SqlType Type, ScalarExpression? Default = null, bool IsOptional = false)
{
    /// <summary>The table type, for a table-valued parameter.</summary>
    public TableTypeDef? TableType { get; init; }
}

/// <summary>Name, type and nullability of a column of a view, function or system view.</summary>
public sealed record SourceColumn(string Name, SqlType Type, bool IsNullable = true)
{
    /// <summary>True for what nodes() gives: it has methods, but is no value.</summary>
    public bool IsNode { get; init; }
}
