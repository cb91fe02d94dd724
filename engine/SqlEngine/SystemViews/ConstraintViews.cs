// Catalog views of constraints.
using AxMonitor.Engine.Catalog;

namespace AxMonitor.Engine.SystemViews;

/// <summary>sys.key_constraints, check_constraints, default_constraints, foreign_keys,
/// foreign_key_columns.</summary>
internal static class ConstraintViews
{
    private const string ForeignKeyColumns =
        ObjectViews.ObjectColumns
        + ", referenced_object_id int?, key_index_id int?, is_disabled bit, is_not_for_replication bit, is_not_trusted bit, "
        + "delete_referential_action tinyint?, delete_referential_action_desc nvarchar(60)?, update_referential_action tinyint?, update_referential_action_desc nvarchar(60)?, is_system_named bit";

    public static IEnumerable<SystemView> All =>
        [
            SystemView.Catalog(
                "key_constraints",
                ObjectViews.ObjectColumns + ", unique_index_id int?, is_system_named bit",
                static (d, _) =>
                    Of(
                        d,
                        static t => t.Indexes.Where(static i => i.IsConstraint),
                        static (d, t, i) =>
                            [
                                .. ObjectViews.Constraint(d, t, i.Name, i.ConstraintObjectId, i.IsPrimaryKey ? "PK" : "UQ"),
                                i.IndexId,
                                i.IsSystemNamed,
                            ]
                    )
            ),
            SystemView.Catalog(
                "check_constraints",
                ObjectViews.ObjectColumns
                    + ", is_disabled bit, is_not_for_replication bit, is_not_trusted bit, parent_column_id int, definition nvarchar(max)?, uses_database_collation bit?, is_system_named bit",
                static (d, _) =>
                    Of(
                        d,
                        static t => t.Checks,
                        static (d, t, c) =>
                            [
                                .. ObjectViews.Constraint(d, t, c.Name, c.ObjectId, "C"),
                                c.IsDisabled,
                                false,
                                c.IsNotTrusted,
                                c.ParentColumnId,
                                c.Text,
                                true,
                                c.IsSystemNamed,
                            ]
                    )
            ),
            SystemView.Catalog(
                "default_constraints",
                ObjectViews.ObjectColumns + ", parent_column_id int, definition nvarchar(max)?, is_system_named bit",
                static (d, _) =>
                    Of(
                        d,
                        static t => t.Columns.Where(static c => c.Default is not null),
                        static (d, t, c) =>
                            [
                                .. ObjectViews.Constraint(d, t, c.Default!.Name, c.Default.ObjectId, "D"),
                                c.ColumnId,
                                c.Default.Text,
                                c.Default.IsSystemNamed,
                            ]
                    )
            ),
            SystemView.Catalog(
                "foreign_keys",
                ForeignKeyColumns,
                static (d, _) =>
                    Of(
                        d,
                        static t => t.ForeignKeys,
                        static (d, t, k) =>
                            [
                                .. ObjectViews.Constraint(d, t, k.Name, k.ObjectId, "F"),
                                k.ReferencedTableId,
                                k.ReferencedIndexId,
                                k.IsDisabled,
                                false,
                                k.IsNotTrusted,
                                (int)k.OnDelete,
                                Describe(k.OnDelete),
                                (int)k.OnUpdate,
                                Describe(k.OnUpdate),
                                k.IsSystemNamed,
                            ]
                    )
            ),
            SystemView.Catalog(
                "foreign_key_columns",
                "constraint_object_id int, constraint_column_id int, parent_object_id int, parent_column_id int, referenced_object_id int, referenced_column_id int",
                static (d, _) => ForeignKeyColumnRows(d)
            ),
        ];

    private static IEnumerable<object?[]> Of<T>(
        DatabaseState d,
        Func<TableDef, IEnumerable<T>> parts,
        Func<DatabaseState, TableDef, T, object?[]> row
    ) => d.Tables.OrderBy(static t => t.ObjectId).SelectMany(t => parts(t).Select(p => row(d, t, p)));

    // The referenced table may be one the asker does not see.
    private static IEnumerable<object?[]> ForeignKeyColumnRows(DatabaseState d)
    {
        foreach (var table in d.Tables.OrderBy(static t => t.ObjectId))
        {
            foreach (var key in table.ForeignKeys)
            {
                for (var i = 0; i < key.Columns.Length && d.FindObject(key.ReferencedTableId) is TableDef referenced; i++)
                {
                    yield return
                    [
                        key.ObjectId,
                        i + 1,
                        table.ObjectId,
                        table.Columns[key.Columns[i]].ColumnId,
                        referenced.ObjectId,
                        referenced.Columns[key.ReferencedColumns[i]].ColumnId,
                    ];
                }
            }
        }
    }

    private static string Describe(ReferentialAction action) =>
        action switch
        {
            ReferentialAction.Cascade => "CASCADE",
            ReferentialAction.SetNull => "SET_NULL",
            ReferentialAction.SetDefault => "SET_DEFAULT",
            _ => "NO_ACTION",
        };
}
