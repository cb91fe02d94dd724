// Which permissions imply which: the covering permissions of SQL Server's documentation, and what the fixed
// roles hold.
namespace AxMonitor.Engine.Catalog;

/// <summary>The permission hierarchy of databases and servers.</summary>
internal static class PermissionRules
{
    private const int AccessAdmin = 16385;
    private const int SecurityAdmin = 16386;
    private const int DdlAdmin = 16387;
    private const int BackupOperator = 16389;

    private static readonly Dictionary<string, string[]> ServerCovers = new(StringComparer.OrdinalIgnoreCase)
    {
        ["CREATE ANY DATABASE"] = ["ALTER ANY DATABASE"],
        ["VIEW ANY DATABASE"] = ["VIEW ANY DEFINITION"],
        ["VIEW SERVER STATE"] = ["ALTER SERVER STATE"],
        ["VIEW SERVER PERFORMANCE STATE"] = ["VIEW SERVER STATE", "ALTER SERVER STATE"],
        ["VIEW SERVER SECURITY STATE"] = ["VIEW SERVER STATE", "ALTER SERVER STATE"],
    };

    private static readonly Dictionary<string, string[]> ServerRolePermissions = new(StringComparer.OrdinalIgnoreCase)
    {
        ["securityadmin"] = ["ALTER ANY LOGIN"],
        ["serveradmin"] =
        [
            "ALTER ANY ENDPOINT",
            "ALTER RESOURCES",
            "ALTER SERVER STATE",
            "ALTER SETTINGS",
            "SHUTDOWN",
            "VIEW SERVER STATE",
        ],
        ["setupadmin"] = ["ALTER ANY LINKED SERVER"],
        ["processadmin"] = ["ALTER ANY CONNECTION", "ALTER SERVER STATE", "VIEW SERVER STATE"],
        ["diskadmin"] = ["ALTER RESOURCES"],
        ["dbcreator"] = ["ALTER ANY DATABASE", "CREATE ANY DATABASE"],
        ["bulkadmin"] = ["ADMINISTER BULK OPERATIONS"],
    };

    /// <summary>True when an entry on a securable gives the permission there: the permission itself, or one
    /// that covers it.</summary>
    public static bool Covers(string held, string wanted) => held == wanted || held == "CONTROL";

    /// <summary>True when an entry on the database gives a permission on something inside it.</summary>
    public static bool DatabaseCovers(string held, string wanted, PermissionClass target) =>
        Covers(held, wanted)
        || (
            target switch
            {
                PermissionClass.Database => held == "ALTER"
                    && (wanted.StartsWith("CREATE ", StringComparison.Ordinal) || wanted.StartsWith("ALTER ANY ", StringComparison.Ordinal)),
                PermissionClass.ObjectOrColumn or PermissionClass.Schema or PermissionClass.Type => wanted == "ALTER"
                    && held is "ALTER" or "ALTER ANY SCHEMA",
                _ => false,
            }
        );

    /// <summary>What a fixed database role holds, apart from reading and writing.</summary>
    public static bool RoleHolds(HashSet<int> principals, string permission, PermissionClass target)
    {
        if (target != PermissionClass.Database)
        {
            return permission == "ALTER" && principals.Contains(DdlAdmin)
                || permission == "VIEW DEFINITION" && principals.Contains(SecurityAdmin);
        }

        return (principals.Contains(DdlAdmin) && IsDefinition(permission))
            || (principals.Contains(AccessAdmin) && permission is "ALTER ANY USER" or "CREATE SCHEMA" or "CONNECT")
            || (
                principals.Contains(SecurityAdmin)
                && permission is "ALTER ANY ROLE" or "ALTER ANY APPLICATION ROLE" or "CREATE SCHEMA" or "VIEW DEFINITION"
            )
            || (
                principals.Contains(BackupOperator) && permission is "BACKUP DATABASE" or "BACKUP LOG" or "CHECKPOINT"
            );
    }

    /// <summary>Server permissions that imply another one; CONTROL SERVER implies all.</summary>
    public static bool ServerCover(string held, string wanted) =>
        string.Equals(held, wanted, StringComparison.OrdinalIgnoreCase)
        || held == "CONTROL SERVER"
        || (ServerCovers.TryGetValue(wanted, out var covers) && covers.Contains(held, StringComparer.OrdinalIgnoreCase));

    /// <summary>True when a fixed server role holds a server permission.</summary>
    public static bool ServerRoleHolds(string role, string permission) =>
        ServerRolePermissions.TryGetValue(role, out var held) && Array.Exists(held, h => ServerCover(h, permission));

    private static bool IsDefinition(string permission) =>
        permission
            is "CREATE TABLE"
                or "CREATE VIEW"
                or "CREATE PROCEDURE"
                or "CREATE FUNCTION"
                or "CREATE TYPE"
                or "CREATE SCHEMA"
                or "CREATE SYNONYM"
                or "CREATE RULE"
                or "CREATE DEFAULT"
                or "CREATE XML SCHEMA COLLECTION"
                or "ALTER ANY SCHEMA"
                or "ALTER ANY DATASPACE"
                or "ALTER ANY DATABASE DDL TRIGGER"
                or "REFERENCES"
                or "CHECKPOINT";
}
