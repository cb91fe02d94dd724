// Who may GRANT, DENY and REVOKE: holders of CONTROL on the securable, or of the permission with grant
// option.
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs.Security;

/// <summary>Checks a session that is no sysadmin.</summary>
internal sealed class GrantPermissions(Session session)
{
    private DatabaseState Catalog => session.CatalogOf(session.Database.Name)!;

    private string User => session.Identity.User;

    /// <exception cref="SqlError">4613, 15151.</exception>
    public void Require(SecurityStatement statement)
    {
        var permissions = statement
            .Permissions.Select(static p => string.Join(' ', p.Identifiers.Select(static i => i.Value)).ToUpperInvariant())
            .ToList();
        if (statement.SecurityTargetObject is not { } target)
        {
            if (
                permissions.TrueForAll(Ddl.PermissionDdl.IsServerPermission)
                    ? !new ServerPermissions(session).Has("CONTROL SERVER")
                    : !MayGrant(permissions, PermissionClass.Database, 0)
                        && !Permissions.AllowsDatabase(Catalog, User, "CONTROL")
            )
            {
                throw new SqlError(4613, 16, 1, "Grantor does not have GRANT permission.");
            }

            return;
        }

        var parts = target.ObjectName.MultiPartIdentifier.Identifiers;
        var name = parts[^1].Value;
        switch (target.ObjectKind)
        {
            case SecurityObjectKind.Schema:
                if (
                    Catalog.FindSchema(name) is { } schema
                    && !Permissions.Allows(Catalog, User, "CONTROL", schema)
                    && !MayGrant(permissions, PermissionClass.Schema, schema.SchemaId)
                )
                {
                    throw CatalogErrors.CannotFind("find", "schema", name);
                }

                break;
            case SecurityObjectKind.NotSpecified or SecurityObjectKind.Object:
                var item = parts.Count > 1
                    ? Catalog.FindObject(parts[^2].Value, name)
                    : Catalog.FindObject(session.DefaultSchema, name) ?? Catalog.FindObject("dbo", name);
                if (
                    item is not null
                    && !Permissions.Allows(Catalog, User, "CONTROL", item)
                    && !MayGrant(permissions, PermissionClass.ObjectOrColumn, item.ObjectId)
                )
                {
                    throw CatalogErrors.CannotFind("find", "object", name);
                }

                break;
            case SecurityObjectKind.Login or SecurityObjectKind.ServerRole or SecurityObjectKind.Server:
                if (!new ServerPermissions(session).Has("CONTROL SERVER"))
                {
                    throw CatalogErrors.CannotFind("find", "login", name);
                }

                break;
            default:
                if (!Permissions.AllowsDatabase(Catalog, User, "CONTROL"))
                {
                    throw CatalogErrors.CannotFind("find", target.ObjectKind.ToString().ToLowerInvariant(), name);
                }

                break;
        }
    }

    private bool MayGrant(List<string> permissions, PermissionClass kind, int major)
    {
        var held = Permissions.PrincipalsOf(Catalog, User);
        return permissions.TrueForAll(permission =>
            Catalog.Permissions.Any(p =>
                p.Class == kind
                && p.MajorId == major
                && p.State == 'W'
                && p.Permission == permission
                && held.Contains(p.GranteePrincipalId)
            )
        );
    }
}
