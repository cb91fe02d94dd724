// Permission checks of what a user names directly. Inside a module, ownership chaining makes further checks
// unnecessary for what belongs to the module's owner.
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Programs.Modules;
using AxMonitor.Engine.Storage;

namespace AxMonitor.Engine.Programs.Security;

/// <summary>Checks what the session's user may do.</summary>
internal sealed class PermissionCheck(Session session)
{
    private static readonly string[] Read = ["SELECT"];
    private static readonly string[] Run = ["EXECUTE"];
    private static readonly string[] Update = ["UPDATE"];

    /// <summary>EXECUTE on a procedure called from a batch or from dynamic SQL.</summary>
    /// <exception cref="SqlError">229.</exception>
    public void RequireExecute(ProgramFrame? caller, Database database, ModuleDef procedure)
    {
        if (!IsChainedTo(caller, database, procedure))
        {
            Permissions.Require(session.Space.View(database).Catalog, UserIn(database), "EXECUTE", procedure);
        }
    }

    /// <summary>EXECUTE on a synonym, and on the module behind it where another owner breaks the
    /// chain.</summary>
    /// <exception cref="SqlError">229.</exception>
    public void RequireSynonym(
        ProgramFrame? caller,
        (Database Database, SynonymDef Synonym) name,
        (Database Database, ModuleDef Module) target
    )
    {
        if (!IsChainedTo(caller, name.Database, name.Synonym))
        {
            Permissions.Require(session.Space.View(name.Database).Catalog, UserIn(name.Database), "EXECUTE", name.Synonym);
        }

        if (
            !OwnershipChain.Holds(
                session,
                (name.Database, name.Synonym.SchemaName),
                (target.Database, target.Module.SchemaName)
            )
        )
        {
            RequireExecute(null, target.Database, target.Module);
        }
    }

    /// <summary>What a statement names: the changed table needs its own permissions, everything else SELECT,
    /// unless it belongs to the owner of the module that the statement is part of.</summary>
    /// <param name="columns">Tells the columns that the statement uses; asked where permissions on columns
    /// decide.</param>
    /// <exception cref="SqlError">229, 230, 1088.</exception>
    public void RequireAccess(ProgramFrame frame, Dependencies dependencies, StatementAccess access, Func<ColumnUse> columns)
    {
        if (session.Identity.IsDbo)
        {
            return;
        }

        var remembered = (ColumnUse?)null;
        foreach (var item in dependencies.Checked)
        {
            // Global temporary tables belong to everybody.
            if (
                item.Found is not CatalogObject { Name: not ['#', ..] } found
                || session.CatalogOf(item.Database) is not { } catalog
            )
            {
                continue;
            }

            var database = session.DatabaseNamed(item.Database);
            var isTarget =
                !item.IsBeyondChain && string.Equals(item.Name, access.Target, StringComparison.OrdinalIgnoreCase);
            if (!item.IsBeyondChain && !(isTarget && access.Verbs[0] == "ALTER") && IsChainedTo(frame, database, found))
            {
                continue;
            }

            var isNested =
                !item.IsBeyondChain && string.Equals(item.Name, access.Nested?.Target, StringComparison.OrdinalIgnoreCase);
            IReadOnlyList<string> needed = [.. isTarget ? access.Verbs : [], .. isNested ? access.Nested!.Verbs : []];
            foreach (var verb in Verbs(found, needed.Count > 0 ? needed : Read))
            {
                Require(catalog, UserIn(database), verb, found, () => remembered ??= columns());
            }
        }
    }

    private static IReadOnlyList<string> Verbs(CatalogObject item, IReadOnlyList<string> verbs) =>
        item is ModuleDef { Kind: ModuleKind.ScalarFunction } ? Run
        : item is SequenceDef ? Update
        : verbs;

    /// <summary>EXECUTE on the table types that a batch declares variables of, or a client sends as
    /// parameters.</summary>
    /// <exception cref="SqlError">229.</exception>
    public void RequireTypes(ProgramFrame frame)
    {
        if (IsChained(frame) || session.Identity.IsDbo)
        {
            return;
        }

        foreach (var type in frame.Module.Dependencies.TableTypes)
        {
            RequireType(type);
        }
    }

    /// <exception cref="SqlError">229.</exception>
    public void RequireType(TableTypeDef type)
    {
        var catalog = session.Space.View(session.Database).Catalog;
        if (!session.Identity.IsDbo && !Permissions.Allows(catalog, session.Identity.User, "EXECUTE", type))
        {
            throw ProgramErrors.PermissionDenied("EXECUTE", type.Name, session.Database.Name, type.SchemaName);
        }
    }

    private static bool IsChained(ProgramFrame frame) =>
        frame.Module.Role is ModuleRole.Procedure or ModuleRole.Function or ModuleRole.Trigger;

    private bool IsChainedTo(ProgramFrame? frame, Database database, CatalogObject item) =>
        frame?.Module.OwnSchema is { } schema
        && OwnershipChain.Holds(session, (session.Database, schema), (database, item.SchemaName));

    private string UserIn(Database database) => session.Identity.UserIn(database);

    private static void Require(
        DatabaseState catalog,
        string user,
        string permission,
        CatalogObject item,
        Func<ColumnUse> columns
    )
    {
        if (permission is "SELECT" or "UPDATE" && Permissions.HasColumnEntries(catalog, user, permission, item))
        {
            var use = columns();
            RequireColumns(catalog, user, permission, item, permission == "SELECT" ? use.Reads : use.Writes);
        }
        else if (permission == "ALTER")
        {
            // TRUNCATE TABLE: the table is not there for whoever may not alter it.
            if (!Permissions.Allows(catalog, user, permission, item))
            {
                throw new SqlError(
                    1088,
                    16,
                    7,
                    $"Cannot find the object \"{item.Name}\" because it does not exist or you do not have permissions."
                );
            }
        }
        else
        {
            Permissions.Require(catalog, user, permission, item);
        }
    }

    private static void RequireColumns(
        DatabaseState catalog,
        string user,
        string permission,
        CatalogObject item,
        HashSet<(string Name, string Column)> used
    )
    {
        var columns = item switch
        {
            TableDef table => table.Columns,
            ModuleDef module => module.Columns,
            _ => [],
        };
        var names = used.Where(u => string.Equals(u.Name, item.FullName, StringComparison.OrdinalIgnoreCase))
            .Select(static u => u.Column)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var column in columns.Where(c => names.Contains(c.Name)))
        {
            if (!Permissions.AllowsColumn(catalog, user, permission, item, column.ColumnId))
            {
                throw new SqlError(
                    230,
                    14,
                    1,
                    $"The {permission} permission was denied on the column '{column.Name}' of the object '{item.Name}', database '{catalog.Name}', schema '{item.SchemaName}'."
                );
            }
        }

        // COUNT(*) needs one column, whichever.
        if (names.Count == 0 && !columns.Any(c => Permissions.AllowsColumn(catalog, user, permission, item, c.ColumnId)))
        {
            Permissions.Require(catalog, user, permission, item);
        }
    }
}
