// Checks the rows a table already has against constraints that ALTER TABLE adds or enables.
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Programs.Ddl;

/// <summary>Raises 547 for rows that break a constraint.</summary>
internal static class ExistingRows
{
    public static void Check(
        CatalogEditor editor,
        TableDef table,
        IEnumerable<CheckDef> checks,
        IEnumerable<ForeignKeyDef> foreignKeys
    )
    {
        var view = editor.Context.Space.View(editor.Database);
        foreach (var check in checks)
        {
            var passes = editor.Context.Expressions.BindCheck(table, check.Expression);
            for (var cursor = view.Data(table.ObjectId).Scan(); cursor.MoveNext();)
            {
                if (passes(cursor.Current) == false)
                {
                    var column = table.Columns.FirstOrDefault(c => c.ColumnId == check.ParentColumnId);
                    throw Conflict("CHECK", check.Name, editor.Catalog.Name, table.FullName, column?.Name);
                }
            }
        }

        foreach (var key in foreignKeys)
        {
            var referenced = view.Data(key.ReferencedTableId);
            var values = new SqlValue[key.Columns.Length];
            for (var cursor = view.Data(table.ObjectId).Scan(); cursor.MoveNext();)
            {
                var complete = true;
                for (var i = 0; i < values.Length; i++)
                {
                    values[i] = cursor.Current[key.Columns[i]];
                    complete &= !values[i].IsNull;
                }

                if (complete && !referenced.Exists(key.ReferencedIndexId, values))
                {
                    var column =
                        key.ReferencedColumns.Length == 1 ? referenced.Definition.Columns[key.ReferencedColumns[0]].Name : null;
                    throw Conflict(
                        key.ReferencedTableId == table.ObjectId ? "FOREIGN KEY SAME TABLE" : "FOREIGN KEY",
                        key.Name,
                        editor.Catalog.Name,
                        referenced.Definition.FullName,
                        column
                    );
                }
            }
        }
    }

    private static SqlError Conflict(string kind, string constraint, string database, string table, string? column) =>
        new(
            547,
            16,
            0,
            $"The ALTER TABLE statement conflicted with the {kind} constraint \"{constraint}\". The conflict occurred in database \"{database}\", table \"{table}\"{(column is null ? "" : $", column '{column}'")}."
        );
}
