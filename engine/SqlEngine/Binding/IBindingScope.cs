// What the binder may ask of its surroundings: variables of the batch or module, objects of the catalog, SET
// options. Implemented by the statement interpreter (Programs/); one instance per batch or module being
// compiled.
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Types;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Binding;

/// <summary>Resolves names while a statement is compiled. Compiled statements hold no reference to
/// it.</summary>
public interface IBindingScope
{
    /// <summary>Name of the database in which unqualified names are resolved.</summary>
    string DatabaseName { get; }

    /// <summary>Collation of string literals and variables.</summary>
    Collation Collation { get; }

    /// <summary>A scalar variable or parameter by its name with @; null when it is not declared (error 137 is
    /// raised by the binder).</summary>
    VariableInfo? FindVariable(string name);

    /// <summary>A table variable or table-valued parameter by its name with @; null when not declared (error
    /// 1087).</summary>
    NamedTable? FindTableVariable(string name);

    /// <summary>A table, temporary table, view, system view or catalog view; null when there is none (error
    /// 208).</summary>
    NamedSource? FindTable(SchemaObjectName name);

    /// <summary>A table-valued function (user-defined or system, such as sys.dm_exec_sql_text); null when
    /// there is none (error 208).</summary>
    NamedSource? FindTableFunction(SchemaObjectName name);

    /// <summary>A scalar user-defined function; null when there is none (error 4121 or 195).</summary>
    ScalarFunctionInfo? FindScalarFunction(string? schema, string name);

    /// <summary>A partition function of a database (null: the current one); null when there is none (error
    /// 208).</summary>
    PartitionFunctionDef? FindPartitionFunction(string? database, string name) => null;

    /// <summary>The columns of the table or view whose trigger is being compiled; null elsewhere.</summary>
    TableDef? TriggerTable => null;

    /// <summary>A sequence; null when there is none (error 208).</summary>
    /// <exception cref="SqlError">11726: the object is something else.</exception>
    SequenceRef? FindSequence(SchemaObjectName name) => null;

    /// <summary>Told the name of each column of a table or view that the statement reads; null when nobody
    /// asks.</summary>
    Action<string>? ColumnReads(NamedSource source) => null;

    /// <summary>Told the name of each column of a table that the statement writes; null when nobody
    /// asks.</summary>
    Action<string>? ColumnWrites(NamedSource source) => null;

    /// <summary>SET ANSI_NULLS: OFF lets a comparison with the literal NULL, or with a variable that is NULL,
    /// be true.</summary>
    bool AnsiNulls => true;

    /// <summary>A comparison converts a column to another kind of type.</summary>
    void NoteConversion(string column, SqlType from, SqlType to) { }

    /// <summary>A built-in or alias type.</summary>
    /// <exception cref="SqlError">2715 cannot find data type, 243 for CAST.</exception>
    SqlType ResolveType(DataTypeReference type);
}
