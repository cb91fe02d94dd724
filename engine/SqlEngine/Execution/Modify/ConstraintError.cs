// The errors of constraints, worded as SQL Server words them.
using AxMonitor.Engine.Binding;
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Programs;

namespace AxMonitor.Engine.Execution.Modify;

/// <summary>Makes errors 515, 547, 544 and 545.</summary>
internal static class ConstraintError
{
    public static SqlError NullNotAllowed(NamedTable table, ColumnDef column, string verb) =>
        new(
            515,
            16,
            2,
            $"Cannot insert the value NULL into column '{column.Name}', table '{FullName(table)}'; column does not allow nulls. {verb} fails."
        );

    public static SqlError Check(NamedTable table, CheckDef check, string verb)
    {
        var column =
            check.ParentColumnId > 0 ? table.Definition.Columns.FirstOrDefault(c => c.ColumnId == check.ParentColumnId) : null;
        return new SqlError(
            547,
            16,
            0,
            $"The {verb} statement conflicted with the CHECK constraint \"{check.Name}\". The conflict occurred in database \"{Database(table)}\", table \"{TwoPart(table)}\"{Column(column?.Name)}."
        );
    }

    /// <summary>A referencing row whose referenced row does not exist.</summary>
    public static SqlError MissingParent(NamedTable child, NamedTable parent, ForeignKeyDef key, string verb)
    {
        var same = child.Definition.ObjectId == parent.Definition.ObjectId ? " SAME TABLE" : "";
        var column = key.ReferencedColumns.Length == 1 ? parent.Definition.Columns[key.ReferencedColumns[0]].Name : null;
        return new SqlError(
            547,
            16,
            0,
            $"The {verb} statement conflicted with the FOREIGN KEY{same} constraint \"{key.Name}\". The conflict occurred in database \"{Database(parent)}\", table \"{TwoPart(parent)}\"{Column(column)}."
        );
    }

    /// <summary>A referenced row that is still referred to.</summary>
    public static SqlError StillReferenced(NamedTable parent, NamedTable child, ForeignKeyDef key, string verb)
    {
        var same = child.Definition.ObjectId == parent.Definition.ObjectId ? "SAME TABLE " : "";
        var column = key.Columns.Length == 1 ? child.Definition.Columns[key.Columns[0]].Name : null;
        return new SqlError(
            547,
            16,
            0,
            $"The {verb} statement conflicted with the {same}REFERENCE constraint \"{key.Name}\". The conflict occurred in database \"{Database(child)}\", table \"{TwoPart(child)}\"{Column(column)}."
        );
    }

    public static SqlError IdentityInsertOff(NamedTable table) =>
        new(
            544,
            16,
            1,
            $"Cannot insert explicit value for identity column in table '{table.Definition.Name}' when IDENTITY_INSERT is set to OFF."
        );

    public static SqlError IdentityValueMissing(NamedTable table) =>
        new(
            545,
            16,
            1,
            $"Explicit value must be specified for identity column in table '{table.Definition.Name}' either when IDENTITY_INSERT is set to ON or when a replication user is inserting into a NOT FOR REPLICATION identity column."
        );

    private static string Column(string? name) => name is null ? "" : $", column '{name}'";

    private static string Database(NamedTable table) => table.Home == TableHome.Database ? table.DatabaseName : "tempdb";

    private static string TwoPart(NamedTable table) =>
        table.Home == TableHome.Variable ? table.Name : $"{table.Definition.SchemaName}.{table.Definition.Name}";

    private static string FullName(NamedTable table) =>
        table.Home == TableHome.Variable ? table.Name : $"{Database(table)}.{TwoPart(table)}";
}
