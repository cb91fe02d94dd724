// Ownership chains: what a module names needs no permission of the caller as long as both belong to the same
// owner.
using AxMonitor.Engine.Storage;

namespace AxMonitor.Engine.Programs.Modules;

/// <summary>Compares the owners of objects; an object belongs to the owner of its schema.</summary>
internal static class OwnershipChain
{
    /// <summary>True when the chain from one object to the next is unbroken. Between databases it is broken:
    /// cross-database ownership chaining is off, except in the system databases that need it.</summary>
    public static bool Holds(
        Session session,
        (Database Database, string Schema) from,
        (Database Database, string Schema) to
    )
    {
        if (!ReferenceEquals(from.Database, to.Database))
        {
            return Chains(from.Database) && Chains(to.Database);
        }

        return string.Equals(from.Schema, to.Schema, StringComparison.OrdinalIgnoreCase)
            || session.Space.View(from.Database).Catalog is var catalog
                && catalog.FindSchema(from.Schema)?.PrincipalId == catalog.FindSchema(to.Schema)?.PrincipalId;
    }

    // master, tempdb and msdb.
    private static bool Chains(Database database) => database.Id is 1 or 2 or 4;
}
