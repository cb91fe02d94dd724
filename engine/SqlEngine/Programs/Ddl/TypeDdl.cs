// CREATE TYPE and DROP TYPE.
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs.Ddl;

/// <summary>Alias types and table types.</summary>
internal static class TypeDdl
{
    public static void Create(IDdlContext context, CreateTypeStatement statement)
    {
        var editor = CatalogEditor.For(context, statement.Name);
        var schema = editor.RequireSchema(statement.Name);
        var name = statement.Name.BaseIdentifier.Value;
        if (editor.Catalog.FindAliasType(schema, name) is not null || editor.Catalog.FindTableType(schema, name) is not null)
        {
            throw new SqlError(
                219,
                16,
                1,
                $"The type '{CatalogEditor.Written(statement.Name)}' already exists, or you do not have permission to create it."
            );
        }

        var key = schema + "." + name;
        switch (statement)
        {
            case CreateTypeUddtStatement alias:
                var type = DdlStatements.ResolveType(alias.DataType, editor.Catalog, context.DefaultSchema).Type;
                var typeId = editor.Catalog.NextUserTypeId;
                editor.Save(
                    editor.Catalog with
                    {
                        NextUserTypeId = typeId + 1,
                        AliasTypes = editor.Catalog.AliasTypes.SetItem(
                            key,
                            new AliasTypeDef(typeId, schema, name, type, alias.NullableConstraint?.Nullable ?? true)
                        ),
                    }
                );
                break;
            case CreateTypeTableStatement table:
                PhysicalOptions.Require(table.Options);
                var definition = new TableBuilder(
                    context,
                    editor.Catalog,
                    TableKind.Type,
                    schema,
                    name,
                    editor.NewObjectId(),
                    editor.NewObjectId
                )
                    .Define(table.Definition)
                    .Build();
                var tableTypeId = editor.Catalog.NextUserTypeId;
                editor.Save(
                    editor.Catalog with
                    {
                        NextUserTypeId = tableTypeId + 1,
                        TableTypes = editor.Catalog.TableTypes.SetItem(
                            key,
                            new TableTypeDef(tableTypeId, schema, name, definition)
                        ),
                    }
                );
                break;
            default:
                throw SqlError.Unsupported(statement.GetType().Name);
        }
    }

    public static void Drop(IDdlContext context, DropTypeStatement statement)
    {
        var editor = CatalogEditor.For(context, statement.Name);
        var catalog = editor.Catalog;
        var (schema, name) = (editor.SchemaOf(statement.Name), statement.Name.BaseIdentifier.Value);
        var (alias, table) = (catalog.FindAliasType(schema, name), catalog.FindTableType(schema, name));
        if (alias is null && table is null)
        {
            if (statement.IsIfExists)
            {
                return;
            }

            throw new SqlError(
                218,
                16,
                1,
                $"Could not find the type '{CatalogEditor.Written(statement.Name)}'. Either it does not exist or you do not have the necessary permission."
            );
        }

        var user =
            catalog
                .Modules.FirstOrDefault(m =>
                    m.Parameters.Any(p =>
                        (alias is not null && p.AliasType?.UserTypeId == alias.UserTypeId)
                        || (table is not null && p.TableType?.UserTypeId == table.UserTypeId)
                    )
                )
                ?.Name
            ?? (
                alias is null
                    ? null
                    : catalog.Tables.FirstOrDefault(t => t.Columns.Any(c => c.AliasType?.UserTypeId == alias.UserTypeId))?.Name
            );
        if (user is not null)
        {
            throw new SqlError(
                3732,
                16,
                1,
                $"Cannot drop type '{CatalogEditor.Written(statement.Name)}' because it is being referenced by object '{user}'. There may be other objects that reference this type."
            );
        }

        var key = schema + "." + name;
        editor.Save(catalog with { AliasTypes = catalog.AliasTypes.Remove(key), TableTypes = catalog.TableTypes.Remove(key) });
    }
}
