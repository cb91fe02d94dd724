// ALTER TABLE … DROP: constraints, columns and indexes.
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Types;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs.Ddl;

/// <summary>Drops elements of a table; what depends on a dropped column refuses it (4922 after
/// 5074).</summary>
internal static class TableElementDrop
{
    public static void Apply(CatalogEditor editor, TableDef table, AlterTableDropTableElementStatement statement)
    {
        var kind = TableElementType.Constraint;
        foreach (var element in statement.AlterTableDropTableElements)
        {
            // A name without a word of its own is of the kind of the one before it: DROP COLUMN A, B drops
            // two columns.
            kind = element.TableElementType == TableElementType.NotSpecified ? kind : element.TableElementType;
            table = kind switch
            {
                TableElementType.Column => DropColumn(editor, table, element),
                TableElementType.Index => DropIndex(editor, table, element),
                TableElementType.Constraint => DropConstraint(editor, table, element),
                _ => throw SqlError.Unsupported($"ALTER TABLE DROP {kind}"),
            };
        }
    }

    private static TableDef DropConstraint(CatalogEditor editor, TableDef table, AlterTableDropTableElement element)
    {
        var name = element.Name.Value;
        if (
            element
                .DropClusteredConstraintOptions.OfType<DropClusteredConstraintMoveOption>()
                .Any(o => table.Partitioning is not null || o.OptionValue.PartitionSchemeColumns.Count > 0)
        )
        {
            throw SqlError.Unsupported("DROP CONSTRAINT … WITH (MOVE TO …) from or to a partition scheme");
        }

        var changed = WithoutConstraint(editor, table, name);
        if (changed is null)
        {
            return element.IsIfExists
                ? table
                : throw CatalogErrors.DropConstraintFailed(new SqlError(3728, 16, 1, $"'{name}' is not a constraint."));
        }

        editor.SaveTable(changed);
        return changed;
    }

    private static TableDef? WithoutConstraint(CatalogEditor editor, TableDef table, string name)
    {
        if (table.Indexes.FirstOrDefault(i => i.IsConstraint && Same(i.Name, name)) is { } key)
        {
            var user = editor
                .Catalog.Tables.SelectMany(t => t.ForeignKeys.Select(k => (Table: t, Key: k)))
                .FirstOrDefault(u => u.Key.ReferencedTableId == table.ObjectId && u.Key.ReferencedIndexId == key.IndexId);
            return user.Key is null
                ? table with
                {
                    Indexes = table.Indexes.Remove(key),
                }
                : throw CatalogErrors.DropConstraintFailed(
                    new SqlError(
                        3725,
                        16,
                        0,
                        $"The constraint '{key.Name}' is being referenced by table '{user.Table.Name}', foreign key constraint '{user.Key.Name}'."
                    )
                );
        }

        if (table.Checks.FirstOrDefault(c => Same(c.Name, name)) is { } check)
        {
            return table with { Checks = table.Checks.Remove(check) };
        }

        if (table.ForeignKeys.FirstOrDefault(k => Same(k.Name, name)) is { } foreignKey)
        {
            return table with { ForeignKeys = table.ForeignKeys.Remove(foreignKey) };
        }

        var column = table.Columns.FirstOrDefault(c => c.Default is { } value && Same(value.Name, name));
        return column is null
            ? null
            : table with
            {
                Columns = table.Columns.SetItem(column.Ordinal, column with { Default = null }),
            };
    }

    private static TableDef DropIndex(CatalogEditor editor, TableDef table, AlterTableDropTableElement element)
    {
        if (table.FindIndex(element.Name.Value) is not { IsConstraint: false } index)
        {
            return element.IsIfExists
                ? table
                : throw CatalogErrors.CannotDrop("index", table.FullName + "." + element.Name.Value);
        }

        var changed = table with { Indexes = table.Indexes.Remove(index) };
        editor.SaveTable(changed);
        return changed;
    }

    private static TableDef DropColumn(CatalogEditor editor, TableDef table, AlterTableDropTableElement element)
    {
        var name = element.Name.Value;
        if (table.FindColumn(name) is not { } column)
        {
            return element.IsIfExists
                ? table
                : throw new SqlError(
                    4924,
                    16,
                    1,
                    $"ALTER TABLE DROP COLUMN failed because column '{name}' does not exist in table '{table.Name}'."
                );
        }

        RequireUnused(editor, table, column);
        var dropped = column.Ordinal;
        var changed = table with
        {
            Columns = [.. table.Columns.RemoveAt(dropped).Select(static (c, i) => c with { Ordinal = i })],
            Partitioning = MovedPlace(table.Partitioning),
            Indexes =
            [
                .. table.Indexes.Select(i =>
                    i with
                    {
                        KeyColumns = [.. i.KeyColumns.Select(k => k with { Ordinal = Moved(k.Ordinal) })],
                        IncludedColumns = [.. i.IncludedColumns.Select(Moved)],
                        Partitioning = MovedPlace(i.Partitioning),
                    }
                ),
            ],
            ForeignKeys =
            [
                .. table.ForeignKeys.Select(k =>
                    k with
                    {
                        Columns = [.. k.Columns.Select(Moved)],
                        ReferencedColumns =
                            k.ReferencedTableId == table.ObjectId ? [.. k.ReferencedColumns.Select(Moved)] : k.ReferencedColumns,
                    }
                ),
            ],
        };
        editor.SaveTable(
            changed,
            row =>
            {
                var copy = new SqlValue[row.Length - 1];
                Array.Copy(row, copy, dropped);
                Array.Copy(row, dropped + 1, copy, dropped, row.Length - dropped - 1);
                return copy;
            }
        );
        foreach (
            var other in editor
                .Catalog.Tables.Where(t =>
                    t.ObjectId != table.ObjectId && t.ForeignKeys.Any(k => k.ReferencedTableId == table.ObjectId)
                )
                .ToList()
        )
        {
            editor.SaveTable(
                other with
                {
                    ForeignKeys =
                    [
                        .. other.ForeignKeys.Select(k =>
                            k.ReferencedTableId == table.ObjectId
                                ? k with
                                {
                                    ReferencedColumns = [.. k.ReferencedColumns.Select(Moved)],
                                }
                                : k
                        ),
                    ],
                }
            );
        }

        return changed;

        Partitioning? MovedPlace(Partitioning? place) =>
            place is null ? null : place with { ColumnOrdinal = Moved(place.ColumnOrdinal) };

        int Moved(int ordinal) => ordinal > dropped ? ordinal - 1 : ordinal;
    }

    private static void RequireUnused(CatalogEditor editor, TableDef table, ColumnDef column)
    {
        var users = new List<(string Kind, string Name)>();
        if (column.Default is { } value)
        {
            users.Add(("object", value.Name));
        }

        users.AddRange(
            table
                .Indexes.Where(i =>
                    i.KeyColumns.Any(k => k.Ordinal == column.Ordinal) || i.IncludedColumns.Contains(column.Ordinal)
                )
                .Select(static i => (i.IsConstraint ? "object" : "index", i.Name))
        );
        users.AddRange(table.Checks.Where(c => ColumnUses.In(c.Expression, column.Name)).Select(static c => ("object", c.Name)));
        users.AddRange(
            table
                .Columns.Where(c => c.Computed is { } e && ColumnUses.In(e.Expression, column.Name))
                .Select(static c => ("column", c.Name))
        );
        users.AddRange(table.ForeignKeys.Where(k => k.Columns.Contains(column.Ordinal)).Select(static k => ("object", k.Name)));
        users.AddRange(
            editor
                .Catalog.Tables.SelectMany(static t => t.ForeignKeys)
                .Where(k => k.ReferencedTableId == table.ObjectId && k.ReferencedColumns.Contains(column.Ordinal))
                .Select(static k => ("object", k.Name))
        );
        users.AddRange(SchemaBinding.UsersOfColumn(editor.Catalog, table, column.Name).Select(static m => ("object", m)));
        users.AddRange(PartitioningUses.Of(editor.Catalog, table, column.Ordinal).Select(static s => ("object", s)));
        if (users.Count == 0)
        {
            return;
        }

        SqlError? before = null;
        foreach (var (kind, name) in users.Distinct())
        {
            before = new SqlError(5074, 16, 1, $"The {kind} '{name}' is dependent on column '{column.Name}'.")
            {
                Preceding = before,
            };
        }

        throw new SqlError(
            4922,
            16,
            9,
            $"ALTER TABLE DROP COLUMN {column.Name} failed because one or more objects access this column."
        )
        {
            Preceding = before,
        };
    }

    private static bool Same(string a, string b) => a.Equals(b, StringComparison.OrdinalIgnoreCase);
}
