// Resolves a FOREIGN KEY definition against the tables it names, with SQL Server's errors 1767–1778.
using System.Collections.Immutable;
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Types;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs.Ddl;

/// <summary>Makes a ForeignKeyDef.</summary>
internal static class ForeignKeyBuilder
{
    public static ForeignKeyDef Make(
        ForeignKeyConstraintDefinition syntax,
        ColumnDef? column,
        TableDef table,
        DatabaseState catalog,
        string defaultSchema,
        Func<int> newId
    )
    {
        var id = newId();
        var name = syntax.ConstraintIdentifier?.Value ?? SystemNames.Constraint("FK", table.Name, column?.Name, id);
        var schema = syntax.ReferenceTableName.SchemaIdentifier?.Value ?? defaultSchema;
        var referencedName = syntax.ReferenceTableName.BaseIdentifier.Value;
        var written = CatalogEditor.Written(syntax.ReferenceTableName);
        var isSelf =
            schema.Equals(table.SchemaName, StringComparison.OrdinalIgnoreCase)
            && referencedName.Equals(table.Name, StringComparison.OrdinalIgnoreCase);
        var referenced = isSelf
            ? table
            : catalog.FindTable(schema, referencedName)
                ?? throw (
                    catalog.FindObject(schema, referencedName) is null
                        ? Failed(1767, $"Foreign key '{name}' references invalid table '{written}'.")
                        : Failed(1768, $"Foreign key '{name}' references object '{written}' which is not a user table.")
                );
        var own =
            syntax.Columns.Count == 0 && column is not null
                ? [column]
                : syntax
                    .Columns.Select(c =>
                        table.FindColumn(c.Value)
                        ?? throw Failed(
                            1769,
                            $"Foreign key '{name}' references invalid column '{c.Value}' in referencing table '{table.Name}'."
                        )
                    )
                    .ToImmutableArray();
        var target =
            syntax.ReferencedTableColumns.Count == 0
                ?
                [
                    .. (
                        referenced.PrimaryKey
                        ?? throw Failed(
                            1773,
                            $"Foreign key '{name}' has implicit reference to object '{CatalogEditor.Written(syntax.ReferenceTableName)}' which does not have a primary key defined on it."
                        )
                    ).KeyColumns.Select(k => referenced.Columns[k.Ordinal]),
                ]
                : syntax
                    .ReferencedTableColumns.Select(c =>
                        referenced.FindColumn(c.Value)
                        ?? throw Failed(
                            1770,
                            $"Foreign key '{name}' references invalid column '{c.Value}' in referenced table '{referenced.Name}'."
                        )
                    )
                    .ToImmutableArray();
        if (own.Length != target.Length)
        {
            throw Failed(
                8139,
                $"Number of referencing columns in foreign key differs from number of referenced columns, table '{table.FullName}'."
            );
        }

        for (var i = 0; i < own.Length; i++)
        {
            if (!SameType(own[i].Type, target[i].Type))
            {
                throw Failed(
                    1778,
                    $"Column '{referenced.FullName}.{target[i].Name}' is not the same data type as referencing column '{table.Name}.{own[i].Name}' in foreign key '{name}'."
                );
            }
        }

        var ordinals = target.Select(static c => c.Ordinal).ToImmutableArray();
        var key =
            referenced.Indexes.FirstOrDefault(i =>
                i is { IsUnique: true, Filter: null, IsDisabled: false }
                && i.KeyColumns.Length == ordinals.Length
                && i.KeyColumns.All(k => ordinals.Contains(k.Ordinal))
            )
            ?? throw Failed(
                1776,
                $"There are no primary or candidate keys in the referenced table '{referenced.FullName}' that match the referencing column list in the foreign key '{name}'."
            );

        var (onDelete, onUpdate) = (Action(syntax.DeleteAction), Action(syntax.UpdateAction));
        RequireSettable(name, own, onDelete, onUpdate);

        // Both lists in the order of the key, so that a look-up is one complete seek.
        var order = key.KeyColumns.Select(k => ordinals.IndexOf(k.Ordinal)).ToArray();
        return new ForeignKeyDef(id, name, referenced.ObjectId)
        {
            Columns = [.. order.Select(i => own[i].Ordinal)],
            ReferencedColumns = [.. order.Select(i => ordinals[i])],
            ReferencedIndexId = key.IndexId,
            OnDelete = onDelete,
            OnUpdate = onUpdate,
            IsSystemNamed = syntax.ConstraintIdentifier is null,
        };
    }

    private static ReferentialAction Action(DeleteUpdateAction action) =>
        action switch
        {
            DeleteUpdateAction.Cascade => ReferentialAction.Cascade,
            DeleteUpdateAction.SetNull => ReferentialAction.SetNull,
            DeleteUpdateAction.SetDefault => ReferentialAction.SetDefault,
            _ => ReferentialAction.NoAction,
        };

    // What an action writes into the referring columns, these must be able to take.
    private static void RequireSettable(
        string name,
        ImmutableArray<ColumnDef> columns,
        ReferentialAction onDelete,
        ReferentialAction onUpdate
    )
    {
        foreach (var column in columns.Where(static c => c.Computed is not null))
        {
            if (onDelete is not (ReferentialAction.NoAction or ReferentialAction.Cascade))
            {
                throw Failed(
                    1765,
                    $"Foreign key '{name}' creation failed. Only NO ACTION and CASCADE referential delete actions are allowed for referencing computed column '{column.Name}'."
                );
            }

            if (onUpdate != ReferentialAction.NoAction)
            {
                throw Failed(
                    1766,
                    $"Foreign key '{name}' creation failed. Only NO ACTION referential update action is allowed for referencing computed column '{column.Name}'."
                );
            }
        }

        ReferentialAction[] both = [onDelete, onUpdate];
        if (both.Contains(ReferentialAction.SetNull) && columns.Any(static c => !c.IsNullable))
        {
            throw Failed(
                1761,
                $"Cannot create the foreign key \"{name}\" with the SET NULL referential action, because one or more referencing columns are not nullable."
            );
        }

        if (both.Contains(ReferentialAction.SetDefault) && columns.Any(static c => !c.IsNullable && c.Default is null))
        {
            throw Failed(
                1762,
                $"Cannot create the foreign key \"{name}\" with the SET DEFAULT referential action, because one or more referencing not-nullable columns lack a default constraint."
            );
        }
    }

    private static bool SameType(SqlType a, SqlType b) =>
        a.Kind == b.Kind && (a.IsCharacter || a.IsBinary ? a.Collation == b.Collation : a == b);

    private static SqlError Failed(int number, string message) =>
        CatalogErrors.ConstraintFailed(new SqlError(number, 16, 0, message));
}
