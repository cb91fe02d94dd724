// CREATE TABLE, SELECT … INTO's target, and DROP of tables and modules.
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Storage;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs.Ddl;

/// <summary>Creates and drops tables; drops modules.</summary>
internal static class TableDdl
{
    public static void Create(IDdlContext context, CreateTableStatement statement)
    {
        if (statement.AsFileTable || statement.AsNode || statement.AsEdge || statement.SelectStatement is not null)
        {
            throw SqlError.Unsupported("file, graph and external tables");
        }

        PhysicalOptions.Require(statement.Options);
        var name = statement.SchemaObjectName;
        if (CatalogEditor.IsTemp(name))
        {
            RequireFreeTemp(context, name);
            var space = context.Space;
            var builder = new TableBuilder(
                context,
                space.View(context.Database).Catalog,
                TableKind.Temp,
                "dbo",
                name.BaseIdentifier.Value,
                space.Server.NextTempObjectId(),
                space.Server.NextTempObjectId
            );
            space.CreateTempTable(builder.Define(statement.Definition).Place(statement.OnFileGroupOrPartitionScheme).Build());
            return;
        }

        var editor = CatalogEditor.For(context, name);
        var schema = editor.RequireSchema(name);
        editor.RequireFreeName(schema, name.BaseIdentifier.Value);
        var table = new TableBuilder(
            context,
            editor.Catalog,
            TableKind.Permanent,
            schema,
            name.BaseIdentifier.Value,
            editor.NewObjectId(),
            editor.NewObjectId
        )
            .Define(statement.Definition)
            .Place(statement.OnFileGroupOrPartitionScheme)
            .Build();
        editor.Save(table);
    }

    public static (Database Database, TableDef Table) CreateForSelectInto(
        IDdlContext context,
        SchemaObjectName name,
        IReadOnlyList<ColumnDef> columns
    )
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var column in columns)
        {
            if (column.Name.Length == 0)
            {
                throw new SqlError(
                    1038,
                    15,
                    5,
                    "An object or column name is missing or empty. For SELECT INTO statements, verify each column has a name. For other statements, look for empty alias names. Aliases defined as \"\" or [] are not allowed. Change the alias to a valid name."
                );
            }

            if (!names.Add(column.Name))
            {
                throw new SqlError(
                    2705,
                    16,
                    3,
                    $"Column names in each table must be unique. Column name '{column.Name}' in table '{name.BaseIdentifier.Value}' is specified more than once."
                );
            }
        }

        var table = new TableDef
        {
            ObjectId = 0,
            SchemaName = "dbo",
            Name = name.BaseIdentifier.Value,
            Columns =
            [
                .. columns.Select(static (c, i) => c with { Ordinal = i, ColumnId = i + 1, Default = null, Computed = null }),
            ],
            MaxColumnId = columns.Count,
            CreatedAt = context.Now,
            ModifiedAt = context.Now,
        };
        if (CatalogEditor.IsTemp(name))
        {
            RequireFreeTemp(context, name);
            table = table with { ObjectId = context.Space.Server.NextTempObjectId() };
            context.Space.CreateTempTable(table);
            return (context.Space.Temp, table);
        }

        var editor = CatalogEditor.For(context, name);
        table = table with { SchemaName = editor.RequireSchema(name) };
        editor.RequireFreeName(table.SchemaName, table.Name);
        table = table with { ObjectId = editor.NewObjectId() };
        editor.Save(table);
        return (editor.Database, table);
    }

    public static void Drop(IDdlContext context, DropObjectsStatement statement)
    {
        var (kind, types) = statement switch
        {
            DropTableStatement => ("table", (string[])["U"]),
            DropViewStatement => ("view", ["V"]),
            DropProcedureStatement => ("procedure", ["P"]),
            DropSequenceStatement => ("sequence object", ["SO"]),
            DropSynonymStatement => ("synonym", ["SN"]),
            _ => ("function", ["FN", "IF", "TF"]),
        };
        foreach (var name in statement.Objects)
        {
            if (kind == "table" && CatalogEditor.IsTemp(name))
            {
                DropTemp(context, name, statement.IsIfExists);
                continue;
            }

            var editor = CatalogEditor.For(context, name);
            if (editor.Find(name) is not { } item)
            {
                if (!statement.IsIfExists)
                {
                    throw CatalogErrors.CannotDrop(kind, CatalogEditor.Written(name));
                }

                continue;
            }

            if (!types.Contains(item.TypeCode, StringComparer.Ordinal))
            {
                throw WrongKind(kind, CatalogEditor.Written(name), item);
            }

            if (item is SequenceDef sequence && SequenceDdl.DefaultWith(editor.Catalog, sequence) is { } user)
            {
                throw new SqlError(
                    3729,
                    16,
                    1,
                    $"Cannot DROP SEQUENCE '{CatalogEditor.Written(name)}' because it is being referenced by object '{user}'."
                );
            }

            SchemaBinding.RequireUnbound(editor.Catalog, item, $"DROP {kind.ToUpperInvariant()}", CatalogEditor.Written(name));
            DropObject(editor, item);
        }
    }

    /// <summary>Removes an object with its permissions and extended properties.</summary>
    public static void DropObject(CatalogEditor editor, CatalogObject item)
    {
        if (
            item is TableDef table
            && editor.Catalog.Tables.Any(t =>
                t.ObjectId != table.ObjectId && t.ForeignKeys.Any(k => k.ReferencedTableId == table.ObjectId)
            )
        )
        {
            throw new SqlError(
                3726,
                16,
                1,
                $"Could not drop object '{item.FullName}' because it is referenced by a FOREIGN KEY constraint."
            );
        }

        if (editor.Catalog.Triggers.TryGetValue(item.ObjectId, out var triggers))
        {
            foreach (var trigger in triggers)
            {
                DropObject(editor, trigger);
            }
        }

        var gone = new HashSet<int> { item.ObjectId };
        if (item is TableDef { } dropped)
        {
            gone.UnionWith(dropped.Constraints().Select(static c => c.ObjectId));
        }

        var catalog = editor.Catalog.Without(item);
        editor.Save(
            catalog with
            {
                Permissions = catalog.Permissions.RemoveAll(p =>
                    p.Class == PermissionClass.ObjectOrColumn && gone.Contains(p.MajorId)
                ),
                ExtendedProperties = catalog.ExtendedProperties.RemoveAll(p =>
                    p.Class is 1 or 2 or 7 && gone.Contains(p.MajorId)
                ),
            },
            [item.ObjectId]
        );
    }

    private static void RequireFreeTemp(IDdlContext context, SchemaObjectName name)
    {
        // The space refuses a second table of the same level; this comes first, so that a failing definition
        // is not reported instead.
        if (name.BaseIdentifier.Value.Length > 116)
        {
            throw new SqlError(
                193,
                15,
                1,
                $"The object or column name starting with '{name.BaseIdentifier.Value[..32]}' is too long. The maximum length is 116 characters."
            );
        }

        context.CancellationToken.ThrowIfCancellationRequested();
    }

    private static void DropTemp(IDdlContext context, SchemaObjectName name, bool ifExists)
    {
        if (context.Space.FindTempTable(name.BaseIdentifier.Value) is { } table)
        {
            context.Space.DropTempTable(table.ObjectId);
        }
        else if (!ifExists)
        {
            throw CatalogErrors.CannotDrop("table", CatalogEditor.Written(name));
        }
    }

    private static SqlError WrongKind(string kind, string name, CatalogObject item)
    {
        var actual = item.TypeCode switch
        {
            "U" => "table",
            "V" => "view",
            "P" => "procedure",
            "TR" => "trigger",
            "SO" => "sequence object",
            "SN" => "synonym",
            _ => "function",
        };
        return new SqlError(
            3705,
            16,
            1,
            $"Cannot use DROP {Word(kind)} with '{name}' because '{name}' is a {actual}. Use DROP {Word(actual)}."
        );
    }

    // A sequence is called a sequence object in messages.
    private static string Word(string kind) => kind.Split(' ')[0].ToUpperInvariant();
}
