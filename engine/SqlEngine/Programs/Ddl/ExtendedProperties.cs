// sp_addextendedproperty and its siblings, and sp_rename: the system procedures that change the catalog.
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;

namespace AxMonitor.Engine.Programs.Ddl;

/// <summary>Extended properties. Each method runs inside a statement of
/// <see cref="IDdlContext.Space"/>.</summary>
public static class ExtendedProperties
{
    /// <exception cref="SqlError">15233 exists already, 15135 no such object.</exception>
    public static void Add(IDdlContext context, string name, string value, PropertyTarget target)
    {
        var editor = new CatalogEditor(context, context.Database);
        var (kind, major, minor) = Resolve(editor, target);
        RequireAlter(editor, target, kind, major);
        if (editor.Catalog.ExtendedProperties.Any(p => Matches(p, kind, major, minor, name)))
        {
            throw new SqlError(
                15233,
                16,
                1,
                $"Property cannot be added. Property '{name}' already exists for '{Describe(context, target)}'."
            );
        }

        editor.Save(
            editor.Catalog with
            {
                ExtendedProperties = editor.Catalog.ExtendedProperties.Add(
                    new ExtendedPropertyDef(kind, major, minor, name, value)
                ),
            }
        );
    }

    /// <exception cref="SqlError">15217 does not exist.</exception>
    public static void Update(IDdlContext context, string name, string value, PropertyTarget target)
    {
        var editor = new CatalogEditor(context, context.Database);
        var (kind, major, minor) = Resolve(editor, target);
        RequireAlter(editor, target, kind, major);
        var old =
            editor.Catalog.ExtendedProperties.FirstOrDefault(p => Matches(p, kind, major, minor, name))
            ?? throw new SqlError(
                15217,
                16,
                2,
                $"Property cannot be updated or deleted. Property '{name}' does not exist for '{Describe(context, target)}'."
            );
        editor.Save(
            editor.Catalog with
            {
                ExtendedProperties = editor.Catalog.ExtendedProperties.Replace(old, old with { Value = value }),
            }
        );
    }

    /// <exception cref="SqlError">15217 does not exist.</exception>
    public static void Drop(IDdlContext context, string name, PropertyTarget target)
    {
        var editor = new CatalogEditor(context, context.Database);
        var (kind, major, minor) = Resolve(editor, target);
        RequireAlter(editor, target, kind, major);
        var old =
            editor.Catalog.ExtendedProperties.FirstOrDefault(p => Matches(p, kind, major, minor, name))
            ?? throw new SqlError(
                15217,
                16,
                2,
                $"Property cannot be updated or deleted. Property '{name}' does not exist for '{Describe(context, target)}'."
            );
        editor.Save(editor.Catalog with { ExtendedProperties = editor.Catalog.ExtendedProperties.Remove(old) });
    }

    /// <summary>sp_rename for objects, columns, indexes and constraints.</summary>
    /// <param name="written">The old name, with schema (and table for a column or index), brackets
    /// allowed.</param>
    /// <param name="kind">OBJECT, COLUMN, INDEX, or null.</param>
    /// <exception cref="SqlError">15225 not found, 15335 the new name is taken.</exception>
    public static void Rename(IDdlContext context, IReadOnlyList<string> written, string newName, string? kind)
    {
        var editor = new CatalogEditor(context, context.Database);
        var full = string.Join('.', written);
        switch (kind?.ToUpperInvariant())
        {
            case null when IsIndex(editor, written):
                RenamePart(editor, written, newName, full, "INDEX");
                break;
            case null or "OBJECT":
                RenameObject(editor, written, newName, full);
                break;
            case "COLUMN" or "INDEX":
                RenamePart(editor, written, newName, full, kind.ToUpperInvariant());
                break;
            default:
                throw SqlError.Unsupported($"sp_rename of {kind}");
        }

        context.Message(15477, 0, 1, "Caution: Changing any part of an object name could break scripts and stored procedures.");
    }

    // Without a type, table.index names an index too; before them may stand the schema and the database.
    private static bool IsIndex(CatalogEditor editor, IReadOnlyList<string> written) =>
        written.Count > 1
        && editor.Catalog.FindTable(written.Count > 2 ? written[^3] : editor.Context.DefaultSchema, written[^2]) is { } table
        && table.FindIndex(written[^1]) is not null;

    private static void RenameObject(CatalogEditor editor, IReadOnlyList<string> written, string newName, string full)
    {
        var schema = written.Count > 1 ? written[^2] : editor.Context.DefaultSchema;
        var catalog = editor.Catalog;
        if (catalog.FindObject(schema, newName) is not null)
        {
            throw new SqlError(
                15335,
                11,
                1,
                $"Error: The new name '{newName}' is already in use as a object name and would cause a duplicate that is not permitted."
            );
        }

        switch (catalog.FindObject(schema, written[^1]))
        {
            case TableDef table:
                editor.SaveTable(table with { Name = newName, ModifiedAt = editor.Context.Now });
                break;
            case ModuleDef module:
                editor.Save(module with { Name = newName, ModifiedAt = editor.Context.Now });
                break;
            case SequenceDef sequence:
                editor.Save(sequence with { Name = newName, ModifiedAt = editor.Context.Now });
                break;
            case SynonymDef synonym:
                editor.Save(synonym with { Name = newName, ModifiedAt = editor.Context.Now });
                break;
            default:
                var (owner, id) = catalog.FindConstraint(schema, written[^1]) ?? throw NotFound(full, catalog.Name, "OBJECT");
                editor.SaveTable(
                    owner with
                    {
                        Indexes = [.. owner.Indexes.Select(i => i.ConstraintObjectId == id ? i with { Name = newName } : i)],
                        Checks = [.. owner.Checks.Select(c => c.ObjectId == id ? c with { Name = newName } : c)],
                        ForeignKeys = [.. owner.ForeignKeys.Select(k => k.ObjectId == id ? k with { Name = newName } : k)],
                        Columns =
                        [
                            .. owner.Columns.Select(c =>
                                c.Default?.ObjectId == id ? c with { Default = c.Default with { Name = newName } } : c
                            ),
                        ],
                    }
                );
                break;
        }
    }

    private static void RenamePart(CatalogEditor editor, IReadOnlyList<string> written, string newName, string full, string kind)
    {
        var schema = written.Count > 2 ? written[^3] : editor.Context.DefaultSchema;
        var table = written.Count > 1 ? editor.Catalog.FindTable(schema, written[^2]) : null;
        if (kind == "COLUMN")
        {
            var column = table?.FindColumn(written[^1]) ?? throw NotFound(full, editor.Catalog.Name, kind);
            editor.SaveTable(table! with { Columns = table.Columns.SetItem(column.Ordinal, column with { Name = newName }) });
        }
        else
        {
            var index = table?.FindIndex(written[^1]) ?? throw NotFound(full, editor.Catalog.Name, kind);
            editor.SaveTable(table! with { Indexes = table.Indexes.Replace(index, index with { Name = newName }) });
        }
    }

    private static SqlError NotFound(string full, string database, string kind) =>
        kind == "OBJECT"
            ? new SqlError(
                15225,
                11,
                1,
                $"No item by the name of '{full}' could be found in the current database '{database}', given that @itemtype was input as '(null)'."
            )
            : new SqlError(
                15248,
                11,
                1,
                $"Either the parameter @objname is ambiguous or the claimed @objtype ({kind}) is wrong."
            );

    private static bool Matches(ExtendedPropertyDef p, byte kind, int major, int minor, string name) =>
        p.Class == kind && p.MajorId == major && p.MinorId == minor && p.Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static (byte Class, int Major, int Minor) Resolve(CatalogEditor editor, PropertyTarget target)
    {
        var catalog = editor.Catalog;
        if (target.Level0Type is null)
        {
            return (0, 0, 0);
        }

        if (!target.Level0Type.Equals("SCHEMA", StringComparison.OrdinalIgnoreCase))
        {
            throw SqlError.Unsupported($"extended properties on {target.Level0Type}");
        }

        var schema = catalog.FindSchema(target.Level0Name ?? "") ?? throw Invalid(editor.Context, target);
        if (target.Level1Type is null)
        {
            return (3, schema.SchemaId, 0);
        }

        if (target.Level1Type.Equals("TYPE", StringComparison.OrdinalIgnoreCase))
        {
            var type =
                catalog.FindTableType(schema.Name, target.Level1Name!)?.UserTypeId
                ?? catalog.FindAliasType(schema.Name, target.Level1Name!)?.UserTypeId;
            return (6, type ?? throw Invalid(editor.Context, target), 0);
        }

        var item = catalog.FindObject(schema.Name, target.Level1Name ?? "") ?? throw Invalid(editor.Context, target);
        return target.Level2Type?.ToUpperInvariant() switch
        {
            null => (1, item.ObjectId, 0),
            "COLUMN" => (1, item.ObjectId, ColumnId(item, target.Level2Name!) ?? throw Invalid(editor.Context, target)),
            "PARAMETER" when item is ModuleDef module => (
                2,
                item.ObjectId,
                ParameterId(module, target.Level2Name!) ?? throw Invalid(editor.Context, target)
            ),
            "INDEX" when item is TableDef table => (
                7,
                item.ObjectId,
                table.FindIndex(target.Level2Name!)?.IndexId ?? throw Invalid(editor.Context, target)
            ),
            "CONSTRAINT" when item is TableDef table => (
                1,
                table.Constraints().FirstOrDefault(c => c.Name.Equals(target.Level2Name, StringComparison.OrdinalIgnoreCase))
                    is { ObjectId: not 0 } c
                    ? c.ObjectId
                    : throw Invalid(editor.Context, target),
                0
            ),
            _ => throw SqlError.Unsupported($"extended properties on {target.Level2Type}"),
        };
    }

    private static int? ColumnId(CatalogObject item, string name) =>
        (
            item switch
            {
                TableDef table => table.Columns,
                ModuleDef module => module.Columns,
                _ => [],
            }
        )
            .FirstOrDefault(c => c.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?.ColumnId;

    private static int? ParameterId(ModuleDef module, string name)
    {
        for (var i = 0; i < module.Parameters.Length; i++)
        {
            if (module.Parameters[i].Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return i + 1;
            }
        }

        return null;
    }

    // Who may not alter what the property belongs to does not see it either.
    private static void RequireAlter(CatalogEditor editor, PropertyTarget target, byte kind, int major)
    {
        var (catalog, user) = (editor.Catalog, editor.Context.UserName);
        var isAllowed = kind switch
        {
            0 => Permissions.AllowsDatabase(catalog, user, "ALTER"),
            3 or 6 => Permissions.Allows(catalog, user, "ALTER", catalog.FindSchema(target.Level0Name!)!),
            _ => Permissions.Allows(catalog, user, "ALTER", catalog.FindObject(major)!),
        };
        if (!isAllowed)
        {
            throw Invalid(editor.Context, target);
        }
    }

    private static SqlError Invalid(IDdlContext context, PropertyTarget target) =>
        new(
            15135,
            16,
            8,
            $"Object is invalid. Extended properties are not permitted on '{Describe(context, target)}', or the object does not exist."
        );

    private static string Describe(IDdlContext context, PropertyTarget target) =>
        target.Level0Name is null
            ? context.Database.Name
            : string.Join('.', new[] { target.Level0Name, target.Level1Name, target.Level2Name }.OfType<string>());
}
