// CREATE SCHEMA, ALTER SCHEMA … TRANSFER, DROP SCHEMA, ALTER AUTHORIZATION.
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs.Ddl;

/// <summary>Schemas and their owners.</summary>
internal static class SchemaDdl
{
    public static void Create(IDdlContext context, CreateSchemaStatement statement)
    {
        if (statement.StatementList is { Statements.Count: > 0 })
        {
            throw SqlError.Unsupported("CREATE SCHEMA with further statements");
        }

        var editor = new CatalogEditor(context, context.Database);
        var owner = statement.Owner is null
            ? editor.Catalog.FindPrincipal(context.UserName)?.PrincipalId ?? 1
            : RequireOwner(editor, statement.Owner.Value);
        var name = statement.Name?.Value ?? statement.Owner!.Value;
        if (editor.Catalog.FindSchema(name) is not null)
        {
            throw new SqlError(2759, 16, 0, "CREATE SCHEMA failed due to previous errors.")
            {
                Preceding = CatalogErrors.AlreadyExists(name),
            };
        }

        var id = editor.Catalog.Schemas.Values.Where(static s => s.SchemaId < 16384).Max(static s => s.SchemaId) + 1;
        editor.Save(editor.Catalog with { Schemas = editor.Catalog.Schemas.Add(name, new SchemaDef(id, name, owner)) });
    }

    public static void Drop(IDdlContext context, DropSchemaStatement statement)
    {
        var editor = new CatalogEditor(context, context.Database);
        var name = statement.Schema.BaseIdentifier.Value;
        var catalog = editor.Catalog;
        if (catalog.FindSchema(name) is not { } schema)
        {
            if (statement.IsIfExists)
            {
                return;
            }

            throw CatalogErrors.CannotFind("drop", "schema", name);
        }

        var user =
            catalog.ObjectsById.Values.FirstOrDefault(o => Same(o.SchemaName, name))?.Name
            ?? catalog.AliasTypes.Values.FirstOrDefault(t => Same(t.SchemaName, name))?.Name
            ?? catalog.TableTypes.Values.FirstOrDefault(t => Same(t.SchemaName, name))?.Name;
        if (user is not null)
        {
            throw new SqlError(3729, 16, 1, $"Cannot drop schema '{name}' because it is being referenced by object '{user}'.");
        }

        if (schema.SchemaId <= 4)
        {
            throw new SqlError(15150, 16, 1, $"Cannot drop the schema '{name}'.");
        }

        editor.Save(
            catalog with
            {
                Schemas = catalog.Schemas.Remove(name),
                Permissions = catalog.Permissions.RemoveAll(p =>
                    p.Class == PermissionClass.Schema && p.MajorId == schema.SchemaId
                ),
                ExtendedProperties = catalog.ExtendedProperties.RemoveAll(p => p.Class == 3 && p.MajorId == schema.SchemaId),
            }
        );
    }

    /// <summary>Moves an object to another schema; its permissions are dropped.</summary>
    public static void Transfer(IDdlContext context, AlterSchemaStatement statement)
    {
        var editor = CatalogEditor.For(context, statement.ObjectName);
        var catalog = editor.Catalog;
        var target =
            catalog.FindSchema(statement.Name.Value)?.Name
            ?? throw CatalogErrors.CannotFind("alter", "schema", statement.Name.Value);
        var name = statement.ObjectName.BaseIdentifier.Value;
        if (statement.ObjectKind == SecurityObjectKind.Type)
        {
            TransferType(editor, statement, target);
            return;
        }

        var item = editor.Find(statement.ObjectName) ?? throw CatalogErrors.CannotFind("find", "object", name);
        if (Same(item.SchemaName, target))
        {
            return;
        }

        SchemaBinding.RequireUnbound(catalog, item, "ALTER SCHEMA", item.FullName);

        if (catalog.FindObject(target, item.Name) is not null)
        {
            throw new SqlError(15530, 16, 1, $"The object with name \"{item.Name}\" already exists.");
        }

        CatalogObject moved = item switch
        {
            ModuleDef { Kind: ModuleKind.Trigger } => throw new SqlError(
                15347,
                16,
                1,
                "Cannot transfer an object that is owned by a parent object."
            ),
            TableDef table => table with { SchemaName = target, ModifiedAt = context.Now },
            ModuleDef module => module with { SchemaName = target, ModifiedAt = context.Now },
            SequenceDef sequence => sequence with { SchemaName = target, ModifiedAt = context.Now },
            SynonymDef synonym => synonym with { SchemaName = target, ModifiedAt = context.Now },
            _ => throw SqlError.Unsupported("transfer of this object"),
        };
        var changed = catalog.With(moved);
        foreach (var trigger in catalog.Triggers.TryGetValue(item.ObjectId, out var triggers) ? triggers : [])
        {
            changed = changed.With(trigger with { SchemaName = target });
        }

        changed = changed with
        {
            Permissions = changed.Permissions.RemoveAll(p =>
                p.Class == PermissionClass.ObjectOrColumn && p.MajorId == item.ObjectId
            ),
        };
        editor.Save(changed);
        if (moved is TableDef renamed)
        {
            editor.SaveTable(renamed);
        }
    }

    public static void AlterAuthorization(IDdlContext context, AlterAuthorizationStatement statement)
    {
        var editor = new CatalogEditor(context, context.Database);
        var name = statement.SecurityTargetObject.ObjectName.MultiPartIdentifier.Identifiers[^1].Value;
        if (statement.SecurityTargetObject.ObjectKind == SecurityObjectKind.Database)
        {
            return; // The owner of a sandbox database is always sa.
        }

        if (statement.SecurityTargetObject.ObjectKind != SecurityObjectKind.Schema || statement.ToSchemaOwner)
        {
            throw SqlError.Unsupported("ALTER AUTHORIZATION on anything but a schema");
        }

        var schema = editor.Catalog.FindSchema(name) ?? throw CatalogErrors.CannotFind("find", "schema", name);
        editor.Save(
            editor.Catalog with
            {
                Schemas = editor.Catalog.Schemas.SetItem(
                    name,
                    schema with
                    {
                        PrincipalId = RequireOwner(editor, statement.PrincipalName.Value),
                    }
                ),
            }
        );
    }

    private static void TransferType(CatalogEditor editor, AlterSchemaStatement statement, string target)
    {
        var (schema, name) = (editor.SchemaOf(statement.ObjectName), statement.ObjectName.BaseIdentifier.Value);
        var type = editor.Catalog.FindTableType(schema, name) ?? throw CatalogErrors.CannotFind("find", "type", name);
        editor.Save(
            editor.Catalog with
            {
                TableTypes = editor
                    .Catalog.TableTypes.Remove(schema + "." + name)
                    .SetItem(
                        target + "." + name,
                        type with
                        {
                            SchemaName = target,
                            Table = type.Table with { SchemaName = target },
                        }
                    ),
            }
        );
    }

    private static int RequireOwner(CatalogEditor editor, string name) =>
        editor.Catalog.FindPrincipal(name)?.PrincipalId ?? throw CatalogErrors.CannotFind("find", "user", name);

    private static bool Same(string a, string b) => a.Equals(b, StringComparison.OrdinalIgnoreCase);
}
