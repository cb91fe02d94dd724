// Permission checks of what a user names directly. Inside a module, ownership chaining makes further checks
// unnecessary: all objects belong to dbo.
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Programs.Modules;
using AxMonitor.Engine.Storage;

namespace AxMonitor.Engine.Programs;

/// <summary>Checks what the session's user may do.</summary>
internal sealed class PermissionCheck(Session session)
{
    /// <summary>EXECUTE on a procedure called from a batch or from dynamic SQL.</summary>
    /// <exception cref="SqlError">229.</exception>
    public void RequireExecute(ProgramFrame? caller, Database database, ModuleDef procedure)
    {
        if (caller is null || !IsChained(caller))
        {
            Require(session.Space.View(database).Catalog, "EXECUTE", procedure);
        }
    }

    /// <summary>What a statement of a batch names: the changed table needs its own permission, everything
    /// else SELECT.</summary>
    /// <exception cref="SqlError">229.</exception>
    public void RequireAccess(ProgramFrame frame, Dependencies dependencies, string verb, string? target)
    {
        if (IsChained(frame) || session.Identity.IsDbo)
        {
            return;
        }

        foreach (var item in dependencies.Direct)
        {
            if (item.Found is CatalogObject found && session.CatalogOf(item.Database) is { } catalog)
            {
                var permission = string.Equals(item.Name, target, StringComparison.OrdinalIgnoreCase) ? verb : "SELECT";
                Require(catalog, found is ModuleDef { Kind: ModuleKind.ScalarFunction } ? "EXECUTE" : permission, found);
            }
        }
    }

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

    private static bool IsChained(ProgramFrame frame) => frame.Module.Role is ModuleRole.Procedure or ModuleRole.Function;

    private void Require(DatabaseState catalog, string permission, CatalogObject item) =>
        Permissions.Require(catalog, session.Identity.User, permission, item);
}
