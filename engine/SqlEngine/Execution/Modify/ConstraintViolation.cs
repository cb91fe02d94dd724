// Which constraint a row breaks, and where: what the errors of constraints name.
using AxMonitor.Engine.Binding;
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;

namespace AxMonitor.Engine.Execution.Modify;

/// <summary>Makes the errors of a table's constraints.</summary>
internal static class ConstraintViolation
{
    public static SqlError NullNotAllowed(NamedTable table, ColumnDef column, string verb) =>
        ConstraintErrors.NullNotAllowed(
            column.Name,
            table.Home == TableHome.Variable ? table.Name : $"{Database(table)}.{TwoPart(table)}",
            verb
        );

    public static SqlError Check(NamedTable table, CheckDef check, string verb)
    {
        var column =
            check.ParentColumnId > 0 ? table.Definition.Columns.FirstOrDefault(c => c.ColumnId == check.ParentColumnId) : null;
        return ConstraintErrors.Conflict(verb, "CHECK", check.Name, Database(table), TwoPart(table), column?.Name);
    }

    /// <summary>A referencing row whose referenced row does not exist.</summary>
    public static SqlError MissingParent(NamedTable child, NamedTable parent, ForeignKeyDef key, string verb)
    {
        var kind = child.Definition.ObjectId == parent.Definition.ObjectId ? "FOREIGN KEY SAME TABLE" : "FOREIGN KEY";
        var column = key.ReferencedColumns.Length == 1 ? parent.Definition.Columns[key.ReferencedColumns[0]].Name : null;
        return ConstraintErrors.Conflict(verb, kind, key.Name, Database(parent), TwoPart(parent), column);
    }

    /// <summary>A referenced row that is still referred to.</summary>
    public static SqlError StillReferenced(NamedTable parent, NamedTable child, ForeignKeyDef key, string verb)
    {
        var kind = child.Definition.ObjectId == parent.Definition.ObjectId ? "SAME TABLE REFERENCE" : "REFERENCE";
        var column = key.Columns.Length == 1 ? child.Definition.Columns[key.Columns[0]].Name : null;
        return ConstraintErrors.Conflict(verb, kind, key.Name, Database(child), TwoPart(child), column);
    }

    private static string Database(NamedTable table) => table.Home == TableHome.Database ? table.DatabaseName : "tempdb";

    private static string TwoPart(NamedTable table) =>
        table.Home == TableHome.Variable ? table.Name : $"{table.Definition.SchemaName}.{table.Definition.Name}";
}
