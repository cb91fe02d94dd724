// Which objects a user sees in the catalog views: those it owns or holds any permission on, as SQL Server
// limits metadata.
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace AxMonitor.Engine.Catalog;

/// <summary>Cuts a catalog down to what a user may know of.</summary>
public static class MetadataVisibility
{
    private const int Owner = 16384;
    private const int DataReader = 16390;
    private const int DataWriter = 16391;
    private static readonly ConditionalWeakTable<DatabaseState, ConcurrentDictionary<string, DatabaseState>> Known = [];

    /// <summary>The catalog without the objects that the user must not see; the same instance for dbo and
    /// db_owner.</summary>
    public static DatabaseState For(DatabaseState catalog, string userName)
    {
        if (userName.Equals("dbo", StringComparison.OrdinalIgnoreCase))
        {
            return catalog;
        }

        return Known
            .GetOrCreateValue(catalog)
            .GetOrAdd(userName, user => Cut(catalog, user, Permissions.PrincipalsOf(catalog, user)));
    }

    // Any permission shows that a module exists; its text is for holders of VIEW DEFINITION.
    private static CatalogObject WithoutText(DatabaseState catalog, CatalogObject item, string userName) =>
        item is ModuleDef module && !Permissions.Allows(catalog, userName, "VIEW DEFINITION", module)
            ? module with { IsTextHidden = true }
            : item;

    private static DatabaseState Cut(DatabaseState catalog, string userName, HashSet<int> held)
    {
        if (held.Contains(Owner))
        {
            return catalog;
        }

        var entries = catalog.Permissions.Where(p => held.Contains(p.GranteePrincipalId)).ToList();
        var hidden = entries.Where(static p => p is { State: 'D', Permission: "VIEW DEFINITION" }).ToList();
        var shown = entries.Where(static p => p.State != 'D').ToList();
        return catalog with
        {
            ObjectsById = catalog
                .ObjectsById.Where(o => IsVisible(o.Value, PermissionClass.ObjectOrColumn, o.Key, o.Value.SchemaName))
                .ToImmutableDictionary(static o => o.Key, o => WithoutText(catalog, o.Value, userName)),
            TableTypes = catalog
                .TableTypes.Where(t => IsVisible(null, PermissionClass.Type, t.Value.UserTypeId, t.Value.SchemaName))
                .ToImmutableDictionary(StringComparer.OrdinalIgnoreCase),
        };

        bool IsVisible(CatalogObject? item, PermissionClass kind, int id, string schemaName)
        {
            var schema = catalog.FindSchema(schemaName);
            if (hidden.Exists(p => Concerns(p, kind, id, schema)))
            {
                return false;
            }

            return (schema is not null && held.Contains(schema.PrincipalId))
                || (
                    item is TableDef or ModuleDef { Kind: ModuleKind.View }
                    && (held.Contains(DataReader) || held.Contains(DataWriter))
                )
                || shown.Exists(p => Concerns(p, kind, id, schema));
        }
    }

    // On the database as a whole only permissions that objects inherit count: not CONNECT, CREATE … or VIEW
    // DATABASE STATE.
    private static bool Concerns(PermissionDef p, PermissionClass kind, int id, SchemaDef? schema) =>
        p.Class switch
        {
            PermissionClass.Database => p.Permission
                is "VIEW DEFINITION"
                    or "CONTROL"
                    or "ALTER"
                    or "SELECT"
                    or "INSERT"
                    or "UPDATE"
                    or "DELETE"
                    or "EXECUTE"
                    or "REFERENCES"
                    or "TAKE OWNERSHIP",
            PermissionClass.Schema => p.MajorId == schema?.SchemaId,
            _ => p.Class == kind && p.MajorId == id,
        };
}
